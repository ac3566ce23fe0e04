import assert from 'node:assert/strict';
import { languageOf } from '../../../src/core/language.ts';
import { variableAt } from '../../../src/core/rewrite/variable.ts';
import { check, marked } from './check.ts';

/** `[language, before, after, variable]`. */
type Row = readonly [language: string, before: string, after: string, variable?: string];

const fallbacks: readonly Row[] = [
  ['javascript', "k = process.env.X || '«»';", 'k = process.env.X;'],
  ['typescript', 'k = process.env.X ?? "«»";', 'k = process.env.X!;'],
  ['typescript', "k = process.env['X'] || '«»';", "k = process.env['X']!;"],
  ['typescript', "k = Deno.env.get('X') ?? '«»';", "k = Deno.env.get('X')!;"],
  ['javascript', "k = getEnv('X', '«»')", "k = getEnv('X', '')"],
  ['python', 'import os\nk = os.getenv("X", "«»")', 'import os\nk = os.environ["X"]'],
  ['python', "import os\nk = os.environ.get('X', '«»')", "import os\nk = os.environ['X']"],
  ['python', 'import os\nk = os.getenv("X") or "«»"', 'import os\nk = os.environ["X"]'],
  ['python', "k = config('X', default='«»')", "k = config('X')"],
  ['ruby', "k = ENV['X'] || '«»'", "k = ENV.fetch('X')"],
  ['ruby', "k = ENV.fetch('X', '«»')", "k = ENV.fetch('X')"],
  ['ruby', 'k = ENV.fetch("X") { "«»" }', 'k = ENV.fetch("X")'],
  ['php', "<?php $k = getenv('X') ?: '«»';", "<?php $k = getenv('X');"],
  ['php', "<?php $k = $_ENV['X'] ?? '«»';", "<?php $k = $_ENV['X'];"],
  ['php', "<?php return ['k' => env('X', '«»')];", "<?php return ['k' => env('X')];"],
  ['go', 'package a\n\nvar k = getEnv("X", "«»")\n', 'package a\n\nvar k = getEnv("X", "")\n'],
  ['rust', 'env::var("X").unwrap_or("«»".to_string())', 'env::var("X").expect("X is not set")'],
  ['rust', 'std::env::var("X").unwrap_or_else(|_| "«»".into())', 'std::env::var("X").expect("X is not set")'],
  [
    'csharp',
    'var k = Environment.GetEnvironmentVariable("X") ?? "«»";',
    'var k = Environment.GetEnvironmentVariable("X") ?? throw new InvalidOperationException("X is not set");',
  ],
  ['java', 'k = System.getenv().getOrDefault("X", "«»");', 'k = System.getenv("X");'],
  ['kotlin', 'val k = System.getenv("X") ?: "«»"', 'val k = System.getenv("X") ?: error("X is not set")'],
  ['scala', 'val k = sys.env.getOrElse("X", "«»")', 'val k = sys.env("X")'],
  ['groovy', "k = System.getenv('X') ?: '«»'", "k = System.getenv('X')"],
  [
    'swift',
    'import Foundation\nlet k = ProcessInfo.processInfo.environment["X"] ?? "«»"',
    'import Foundation\nlet k = ProcessInfo.processInfo.environment["X"]!',
  ],
  [
    'dart',
    "import 'dart:io';\nconst k = String.fromEnvironment('X', defaultValue: '«»');",
    "import 'dart:io';\nconst k = String.fromEnvironment('X');",
  ],
  ['elixir', 'k = System.get_env("X", "«»")', 'k = System.fetch_env!("X")'],
  ['erlang', 'K = os:getenv("X", "«»").', 'K = os:getenv("X").'],
  ['perl', "my $k = $ENV{X} // '«»';", 'my $k = $ENV{X};'],
  ['lua', 'local k = os.getenv("X") or "«»"', 'local k = os.getenv("X")'],
  ['r', 'k <- Sys.getenv("X", unset = "«»")', 'k <- Sys.getenv("X")'],
  ['julia', 'k = get(ENV, "X", "«»")', 'k = ENV["X"]'],
  ['clojure', '(def k (or (System/getenv "X") "«»"))', '(def k (System/getenv "X"))'],
  ['powershell', "$k = $env:X ?? '«»'", '$k = $env:X'],
  ['nim', 'import std/os\nlet k = getEnv("X", "«»")', 'import std/os\nlet k = getEnv("X")'],
  ['shellscript', 'k="${X:-«»}"', 'k="${X:?}"'],
  ['shellscript', ': "${X:=«»}"', ': "${X:?}"'],
  ['shellscript', "k=${X:-'«»'}", 'k=${X:?}'],
];

/** A line that sets the variable itself says nothing any more. */
const assignments: readonly Row[] = [
  ['javascript', "a();\nprocess.env.X = '«»';\nb();\n", 'a();\nb();\n'],
  ['python', 'import os\nos.environ["X"] = "«»"\nf()\n', 'import os\nf()\n'],
  ['python', 'import os\nos.environ.setdefault("X", "«»")\n', 'import os\n'],
  [
    'python',
    'import os\nif a:\n    os.environ["X"] = "«»"\n',
    'import os\nif a:\n    os.environ["X"] = os.environ["X"]\n',
  ],
  ['ruby', "ENV['X'] = '«»'\nf\n", 'f\n'],
  ['powershell', '$env:X = "«»"\nf\n', 'f\n'],
  ['php', '<?php\nputenv("X=«»");\nf();\n', '<?php\nf();\n'],
  ['r', 'Sys.setenv(X = "«»")\nf()\n', 'f()\n'],
  ['julia', 'ENV["X"] = "«»"\nf()\n', 'f()\n'],
  ['perl', "$ENV{X} = '«»';\nf();\n", 'f();\n'],
  ['elixir', 'System.put_env("X", "«»")\nf()\n', 'f()\n'],
  ['fish', 'set -gx X «»\nf\n', 'f\n'],
  ['bat', '@echo off\nset "X=«»"\nf\n', '@echo off\nf\n'],
];

for (const [title, rows] of Object.entries({
  'a look-up that has the value to fall back to loses it': fallbacks,
  'a line that sets the variable goes': assignments,
})) {
  describe(title, () => {
    for (const [language, before, after] of rows) {
      it(`${language}: ${JSON.stringify(before)}`, () =>
        check({ language, before, after, reference: { env: 'X', request: 'stripe' } }));
      it(`${language}: the place names X: ${JSON.stringify(before)}`, () =>
        assert.equal(named(language, 'src/file', before), 'X'));
    }
  });
}

describe('the place names the variable', () => {
  for (const [path, before, variable] of [
    ['prod.tfvars', 'stripe_key = "«»"\n', 'TF_VAR_stripe_key'],
    ['variables.tf', 'variable "stripe_key" {\n  type    = string\n  default = "«»"\n}\n', 'TF_VAR_stripe_key'],
    ['appsettings.json', '{ "Stripe": { "SecretKey": "«»" } }', 'Stripe__SecretKey'],
    ['appsettings.Development.json', '{ "A": "Server=x;Password=«»" }', undefined],
    ['main.tf', 'provider "a" {\n  key = "«»"\n}\n', undefined],
  ] as const) {
    it(`${path}: ${JSON.stringify(before)}`, () => assert.equal(named(languageOf(path), path, before), variable));
  }

  it('a setting of ASP.NET Core is emptied, as its variable overrules it', () =>
    check({
      language: 'json',
      path: 'appsettings.json',
      before: '{ "Stripe": { "SecretKey": "«»" } }',
      after: '{ "Stripe": { "SecretKey": "" } }',
      reference: { env: 'Stripe__SecretKey', request: 'stripe' },
    }));

  it('a variable of another name is left as it is, and the look-up falls back to the one of the request', () =>
    check({
      language: 'javascript',
      before: "k = process.env.OTHER || '«»';",
      after: 'k = process.env.OTHER || process.env.STRIPE_SECRET_KEY;',
    }));
});

function named(language: string, path: string, sample: string): string | undefined {
  const { text, ranges } = marked(sample);
  const [range] = ranges;
  assert.ok(range);
  return variableAt({ text, path, language, ...range });
}
