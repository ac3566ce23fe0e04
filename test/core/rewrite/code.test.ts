import assert from 'node:assert/strict';
import { check, rewritten, type Row } from './check.ts';

const rows: Readonly<Record<string, readonly Row[]>> = {
  'JavaScript and TypeScript': [
    row('javascript', "const key = '«»';\n", 'const key = process.env.STRIPE_SECRET_KEY;\n'),
    row('typescript', 'const key: string = "«»";\n', 'const key: string = process.env.STRIPE_SECRET_KEY!;\n'),
    row('javascript', 'new Stripe(`«»`)', 'new Stripe(process.env.STRIPE_SECRET_KEY)'),
    row('javascript', 'h = `Bearer «»`', 'h = `Bearer ${process.env.STRIPE_SECRET_KEY}`'),
    row('javascript', "h = 'Bearer «»'", 'h = `Bearer ${process.env.STRIPE_SECRET_KEY}`'),
    row('javascript', "h = 'a`b${c} «» \\' d'", "h = `a\\`b\\${c} ${process.env.STRIPE_SECRET_KEY} ' d`"),
    row('javascript', "f(`${g('«»')}`)", 'f(`${g(process.env.STRIPE_SECRET_KEY)}`)'),
    row('javascriptreact', '<Map token="«»" />', '<Map token={process.env.STRIPE_SECRET_KEY} />'),
    row('typescript', "Deno.serve(h); k = '«»'", "Deno.serve(h); k = Deno.env.get('STRIPE_SECRET_KEY')!"),
    row('javascript', '// key: «»\nf();', '// key: valet-key://stripe\nf();'),
    row('javascript', "x = 'it\\'s'; k = '«»'", "x = 'it\\'s'; k = process.env.STRIPE_SECRET_KEY"),
  ],
  Python: [
    row('python', 'key = "«»"\n', 'import os\n\nkey = os.environ["STRIPE_SECRET_KEY"]\n'),
    row('python', "import os\nkey = '«»'\n", "import os\nkey = os.environ['STRIPE_SECRET_KEY']\n"),
    row(
      'python',
      '#!/usr/bin/env python3\n"""Doc."""\nfrom __future__ import annotations\nimport sys\n\nK = "«»"\n',
      '#!/usr/bin/env python3\n"""Doc."""\nfrom __future__ import annotations\nimport os\nimport sys\n\nK = os.environ["STRIPE_SECRET_KEY"]\n',
    ),
    row('python', 'import os\nh = f"Bearer «»"', 'import os\nh = f"Bearer {os.environ[\'STRIPE_SECRET_KEY\']}"'),
    row('python', 'import os\nh = "{x} «»"', 'import os\nh = f"{{x}} {os.environ[\'STRIPE_SECRET_KEY\']}"'),
    row('python', 'import os\nk = b"«»"', 'import os\nk = os.environ["STRIPE_SECRET_KEY"].encode()'),
    row('python', 'import os\nk = ("""\n«»""")', 'import os\nk = (f"""\n{os.environ[\'STRIPE_SECRET_KEY\']}""")'),
    row('python', '# «»\nx = 1\n', '# valet-key://stripe\nx = 1\n'),
  ],
  Go: [
    row(
      'go',
      'package main\n\nimport "fmt"\n\nvar key = "«»"\n',
      'package main\n\nimport (\n\t"fmt"\n\t"os"\n)\n\nvar key = os.Getenv("STRIPE_SECRET_KEY")\n',
    ),
    row(
      'go',
      'package main\n\nimport (\n\t"fmt"\n\t"strings"\n)\n\nconst key = "«»"\n',
      'package main\n\nimport (\n\t"fmt"\n\t"os"\n\t"strings"\n)\n\nvar key = os.Getenv("STRIPE_SECRET_KEY")\n',
    ),
    row(
      'go',
      'package a\n\nvar h = `Bearer «»`\n',
      'package a\n\nimport "os"\n\nvar h = `Bearer ` + os.Getenv("STRIPE_SECRET_KEY")\n',
    ),
  ],
  'Java, C# and Kotlin': [
    row('java', 'String k = "«»";', 'String k = System.getenv("STRIPE_SECRET_KEY");'),
    row(
      'java',
      'String h = "Bearer «»".trim();',
      'String h = ("Bearer " + System.getenv("STRIPE_SECRET_KEY")).trim();',
    ),
    row(
      'csharp',
      'const string K = "«»";',
      'static readonly string K = System.Environment.GetEnvironmentVariable("STRIPE_SECRET_KEY") ?? throw new System.InvalidOperationException("STRIPE_SECRET_KEY is not set");',
    ),
    row(
      'csharp',
      'var k = @"«»";',
      'var k = System.Environment.GetEnvironmentVariable("STRIPE_SECRET_KEY") ?? throw new System.InvalidOperationException("STRIPE_SECRET_KEY is not set");',
    ),
    row(
      'kotlin',
      'const val K = "«»"',
      'val K = System.getenv("STRIPE_SECRET_KEY") ?: error("STRIPE_SECRET_KEY is not set")',
    ),
    row('kotlin', 'val h = "Bearer «»"', 'val h = "Bearer ${System.getenv("STRIPE_SECRET_KEY")}"'),
  ],
  'Ruby, PHP, Rust and others': [
    row('ruby', "key = '«»'", "key = ENV.fetch('STRIPE_SECRET_KEY')"),
    row('ruby', 'h = "Bearer «»"', 'h = "Bearer #{ENV.fetch(\'STRIPE_SECRET_KEY\')}"'),
    row('php', "<?php $k = '«»';", "<?php $k = getenv('STRIPE_SECRET_KEY');"),
    row('php', '<?php $h = "Bearer «»";', '<?php $h = "Bearer " . getenv("STRIPE_SECRET_KEY");'),
    row(
      'rust',
      'let k = "«»";',
      'let k = &*std::env::var("STRIPE_SECRET_KEY").expect("STRIPE_SECRET_KEY is not set");',
    ),
    row(
      'rust',
      'let k = "«»".to_string();',
      'let k = std::env::var("STRIPE_SECRET_KEY").expect("STRIPE_SECRET_KEY is not set").to_string();',
    ),
    row(
      'rust',
      'let h = "Bearer «»";',
      'let h = &*format!("Bearer {}", std::env::var("STRIPE_SECRET_KEY").expect("STRIPE_SECRET_KEY is not set"));',
    ),
    row('elixir', 'key = "«»"', 'key = System.fetch_env!("STRIPE_SECRET_KEY")'),
    row('lua', 'local k = "a «»"', 'local k = "a " .. os.getenv("STRIPE_SECRET_KEY")'),
    row('r', 'h <- "Bearer «»"', 'h <- paste0("Bearer ", Sys.getenv("STRIPE_SECRET_KEY"))'),
  ],
  shell: [
    row('shellscript', 'export STRIPE_SECRET_KEY=«»\n', 'export STRIPE_SECRET_KEY="${STRIPE_SECRET_KEY:?}"\n'),
    row('shellscript', 'key=«»', 'key="${STRIPE_SECRET_KEY}"'),
    row('shellscript', "key='«»'", 'key="${STRIPE_SECRET_KEY}"'),
    row('shellscript', "curl -H 'X-Key: «»' u", 'curl -H \'X-Key: \'"${STRIPE_SECRET_KEY}" u'),
    row('shellscript', 'curl -u "«»:" u', 'curl -u "${STRIPE_SECRET_KEY}:" u'),
    row('shellscript', '# token «»', '# token valet-key://stripe'),
  ],
};

function row(language: string, before: string, after: string): Row {
  return { language, before, after };
}

describe('a literal in code becomes a look-up', () => {
  for (const [title, cases] of Object.entries(rows)) {
    for (const one of cases) {
      it(`${title}: ${JSON.stringify(one.before)}`, () => check(one));
      if (!one.before.trimEnd().includes('\n')) continue;
      it(`${title}: with CRLF and without a final newline: ${JSON.stringify(one.before)}`, () => {
        const after = rewritten({ ...one, before: one.before.trimEnd().replaceAll('\n', '\r\n') });
        assert.ok(after !== undefined && !/(?<!\r)\n/.test(after));
      });
    }
  }
});

describe('where only a constant may stand the literal stays', () => {
  for (const { language, before } of [
    row('java', '@Named("«»") String k;', ''),
    row('java', 'switch (x) { case "«»": f(); }', ''),
    row('typescript', 'type Key = "«»";', ''),
    row('javascript', "const o = { '«»': 1 };", ''),
    row('rust', 'pub const K: &str = "«»";', ''),
    row('go', 'const (\n\ta = "«»"\n\tb = a + "x"\n)', ''),
    row('csharp', '[Key("«»")] class A {}', ''),
  ]) {
    it(`${language}: ${before}`, () => assert.equal(rewritten({ language, before }), undefined));
  }
});
