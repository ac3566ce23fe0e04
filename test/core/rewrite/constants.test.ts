import assert from 'node:assert/strict';
import { rewriteAll } from '../../../src/core/rewrite/rewrite.ts';
import { check, marked } from './check.ts';

/** `[language, before, after]`; `X` is the variable's name. Whatever follows the language is the path. */
type Row = readonly [language: string, before: string, after: string];

const set = 'Environment.GetEnvironmentVariable("X") ?? throw new InvalidOperationException("X is not set")';
const read = 'std::env::var("X").expect("X is not set")';

const rows: Readonly<Record<string, readonly Row[]>> = {
  'a default that has to be a constant moves into the body': [
    [
      'csharp',
      'using System;\nclass A { void F(int n, string k = "«»") { G(k); } }',
      `using System;\nclass A { void F(int n, string k = null) { k = k ?? ${set}; G(k); } }`,
    ],
    [
      'csharp',
      'using System;\nnamespace A;\nclass B\n{\n    B(string k = "«»")\n    {\n        G(k);\n    }\n}',
      `using System;\nnamespace A;\nclass B\n{\n    B(string? k = null)\n    {\n        k = k ?? ${set};\n        G(k);\n    }\n}`,
    ],
    [
      'dart',
      "import 'dart:io';\nvoid f([String t = '«»']) {\n  g(t);\n}",
      "import 'dart:io';\nvoid f([String? t]) {\n  t ??= Platform.environment['X']!;\n  g(t);\n}",
    ],
    [
      'php',
      "<?php\nfunction f(string $k = '«»'): string {\n    return $k;\n}",
      "<?php\nfunction f(?string $k = null): string {\n    $k ??= getenv('X');\n    return $k;\n}",
    ],
    [
      'php',
      "<?php\nclass A {\n    public function __construct(private string $k = '«»') {}\n}",
      "<?php\nclass A {\n    public function __construct(private ?string $k = null) { $this->k ??= getenv('X'); }\n}",
    ],
    [
      'vb',
      'Module A\n    Sub F(Optional k As String = "«»")\n        G(k)\n    End Sub\nEnd Module',
      'Module A\n    Sub F(Optional k As String = Nothing)\n        If k Is Nothing Then k = System.Environment.GetEnvironmentVariable("X")\n        G(k)\n    End Sub\nEnd Module',
    ],
  ],
  'a constant of a class becomes what its language has instead': [
    [
      'php',
      "<?php\nclass A {\n    private const K = '«»';\n    function f() { return self::K; }\n}",
      "<?php\nclass A {\n    private static function K(): string\n    {\n        return getenv('X');\n    }\n    function f() { return self::K(); }\n}",
    ],
    [
      'php',
      "<?php\nclass A {\n    private string $k = '«»';\n}",
      "<?php\nclass A {\n    private string $k;\n\n    public function __construct()\n    {\n        $this->k = getenv('X');\n    }\n}",
    ],
    [
      'php',
      "<?php\nclass A {\n    private $k = '«»';\n    function __construct() {\n        f();\n    }\n}",
      "<?php\nclass A {\n    private $k;\n    function __construct() {\n        $this->k = getenv('X');\n        f();\n    }\n}",
    ],
    [
      'rust',
      'impl A {\n    const K: &\'static str = "«»";\n    fn f() { g(Self::K) }\n}',
      `impl A {\n    fn k() -> &'static str {\n        ${read}.leak()\n    }\n    fn f() { g(Self::k()) }\n}`,
    ],
    [
      'rust',
      'static K: &str = "a {} «»";\n',
      `static K: std::sync::LazyLock<&str> =\n    std::sync::LazyLock::new(|| format!("a {{}} {}", ${read}).leak());\n`,
    ],
    ['fsharp', '[<Literal>]\nlet K = "«»"', 'let K = System.Environment.GetEnvironmentVariable("X")'],
    ['dart', "import 'dart:io';\nconst k = ['«»'];", "import 'dart:io';\nfinal k = [Platform.environment['X']!];"],
    ['dart', "import 'dart:io';\nf(const A('«»'));", "import 'dart:io';\nf(A(Platform.environment['X']!));"],
    [
      'cpp',
      '#include <cstdlib>\nconstexpr const char* k = "«»";',
      '#include <cstdlib>\nconst char *const k = std::getenv("X");',
    ],
    [
      'cpp',
      '#include <cstdlib>\nclass A {\n  static constexpr auto k = "«»";\n};',
      '#include <cstdlib>\nclass A {\n  static inline const auto k = std::getenv("X");\n};',
    ],
    [
      'go',
      'package a\n\nimport "os"\n\nconst (\n\tkey    = "«»"\n\tlonger = "a"\n\tb      = "c" // d\n)\n',
      'package a\n\nimport "os"\n\nconst (\n\tlonger = "a"\n\tb      = "c" // d\n)\n\nvar key = os.Getenv("X")\n',
    ],
    [
      'go',
      'package a\n\nimport "os"\n\nconst (\n\tlonger = "«»"\n\tb      = "c"\n)\n',
      'package a\n\nimport "os"\n\nconst (\n\tb = "c"\n)\n\nvar longer = os.Getenv("X")\n',
    ],
    [
      'go',
      'package a\n\nimport "os"\n\nconst (\n\tkey = "«»"\n)\n',
      'package a\n\nimport "os"\n\nvar (\n\tkey = os.Getenv("X")\n)\n',
    ],
  ],
  'what a function takes for a pattern stays one': [
    ['rust', 'println!("a «»");', `println!("a {}", ${read});`],
    ['rust', 'f(format!("{} «»", b));', `f(format!("{} {x}", b, x = ${read}));`],
    ['rust', 'write!(f, "«» {}", b,)', `write!(f, "{x} {}", b, x = ${read})`],
    [
      'c',
      '#include <stdlib.h>\nint f() { printf("«» %d", 1); }',
      '#include <stdlib.h>\nint f() { printf("%s %d", getenv("X"), 1); }',
    ],
    [
      'c',
      '#include <stdlib.h>\nint f() { printf("%d «»", g(1, 2)); }',
      '#include <stdlib.h>\nint f() { printf("%d %s", g(1, 2), getenv("X")); }',
    ],
    [
      'objective-c',
      '#import <Foundation/Foundation.h>\nvoid f() { NSLog(@"%@ «» %@", a, b); }',
      '#import <Foundation/Foundation.h>\nvoid f() { NSLog(@"%@ %@ %@", a, [[[NSProcessInfo processInfo] environment] objectForKey:@"X"], b); }',
    ],
    ['fsharp', 'printfn "a «»"', 'printfn "a %s" (System.Environment.GetEnvironmentVariable("X"))'],
    ['ocaml', 'let k = Printf.sprintf "«» %d" 1', 'let k = Printf.sprintf "%s %d" (Sys.getenv "X") 1'],
  ],
  'literals of every kind': [
    ['perl', 'my $k = q{«»};', 'my $k = $ENV{X};'],
    ['perl', 'my $k = qq(a «»); $h{q}{b}', 'my $k = qq(a $ENV{X}); $h{q}{b}'],
    ['perl', "print <<'T';\na «»\nT\n", 'print <<"T";\na $ENV{X}\nT\n'],
    ['ruby', 'k = %q(«»)', "k = ENV.fetch('X')"],
    ['ruby', "k = <<~'T'\n  a «»\nT\n", "k = <<~T\n  a #{ENV.fetch('X')}\nT\n"],
    ['shellscript', "cat <<'T'\na «»\nT\n", 'cat <<T\na ${X}\nT\n'],
    ['php', '<?php\n$a = <<<T\nk «» $b\nT;\n', "<?php\n$x = getenv('X');\n$a = <<<T\nk {$x} $b\nT;\n"],
    ['r', 'k <- r"(«»)"', 'k <- Sys.getenv("X")'],
    ['r', 'k <- r"[a «»]"', 'k <- paste0(r"[a ]", Sys.getenv("X"))'],
    ['julia', 'k = raw"a «»"', 'k = raw"a " * ENV["X"]'],
    ['powershell', "$k = @'\na «»\n'@", '$k = @"\na $env:X\n"@'],
    [
      'csharp',
      'using System;\nvar k = """{"a": "«»"}""";',
      'using System;\nvar k = $$"""{"a": "{{Environment.GetEnvironmentVariable("X")}}"}""";',
    ],
    ['fsharp', 'let k = $"a {b} «»"', 'let k = $"a {b} " + System.Environment.GetEnvironmentVariable("X")'],
    ['scala', 'f(s"a «» $b")', 'f("a " + sys.env("X") + s" $b")'],
    ['nim', 'import std/os\nf(&"a «» {b}")', 'import std/os\nf("a " & getEnv("X") & &" {b}")'],
    [
      'cpp',
      '#include <cstdlib>\n#include <string>\nauto k = "«»"s;',
      '#include <cstdlib>\n#include <string>\nauto k = std::string(std::getenv("X"));',
    ],
    ['python', 'import os\nk = "a" \\\n    "«»"', 'import os\nk = "a" \\\n    f"{os.environ[\'X\']}"'],
    [
      'go',
      'package a\n\nimport "os"\n\nvar k = f("a «»", b)\n',
      'package a\n\nimport "os"\n\nvar k = f("a "+os.Getenv("X"), b)\n',
    ],
    [
      'c',
      '#include <stdio.h>\n#include <stdlib.h>\nint f(void) {\n    char a[] = "b «»";\n}',
      '#include <stdio.h>\n#include <stdlib.h>\nint f(void) {\n    char a[1024];\n    snprintf(a, sizeof a, "b %s", getenv("X"));\n}',
    ],
    ['vb', '    REM «»\n', '    REM valet-key://stripe\n'],
    [
      'elixir',
      'defmodule A do\n  @h [{"a", "b «»"}]\n  def f, do: g(@h)\nend',
      'defmodule A do\n  defp h, do: [{"a", "b #{System.fetch_env!("X")}"}]\n  def f, do: g(h())\nend',
    ],
    ['elixir', 'k = ~s(a «»)', 'k = ~s(a #{System.fetch_env!("X")})'],
    ['kotlin', 'm("k" to "«»")', 'm("k" to (System.getenv("X") ?: error("X is not set")))'],
    ['csharp', 'using System;\nif (k == "«»") {}', `using System;\nif (k == (${set})) {}`],
    ['rust', 'fn f() -> &\'static str { "«»" }', `fn f() -> &'static str { &*${read}.leak() }`],
    ['rust', 'let k = Some("«»");', `let k = Some(&*${read}.leak());`],
    [
      'go',
      'package a\n\nimport "os"\n\nvar url = "pg://u:«»@h"\n',
      'package a\n\nimport (\n\tneturl "net/url"\n\t"os"\n)\n\nvar url = "pg://u:" + neturl.QueryEscape(os.Getenv("X")) + "@h"\n',
    ],
    [
      'java',
      'import org.springframework.A;\n@FeignClient(name = "a", url = "https://h?k=«»") interface B {}',
      'import org.springframework.A;\n@FeignClient(name = "a", url = "https://h?k=${X}") interface B {}',
    ],
  ],
};

for (const [title, cases] of Object.entries(rows)) {
  describe(title, () => {
    for (const [language, before, after] of cases) {
      it(`${language}: ${JSON.stringify(before)}`, () =>
        check({ language, before, after, reference: { env: 'X', request: 'stripe' } }));
    }
  });
}

describe('what has to stay a constant stays one, and the reason is told', () => {
  for (const [language, before, reason] of [
    ['rust', 'pub const K: &str = "«»";', 'shared-constant'],
    ['zig', 'pub const k = "«»";', 'shared-constant'],
    ['php', "<?php class A { public const K = '«»'; }", 'shared-constant'],
    ['php', "<?php class A { #[B('«»')] function f() {} }", 'constant-only'],
    ['php', "<?php class A extends B { private $k = '«»'; }", 'constant-only'],
    ['csharp', 'class A { const string K = "«»"; [B(K)] void F() {} }', 'constant-only'],
    ['csharp', 'class A { void F(string k = "«»") => G(k); }', 'constant-only'],
    ['fsharp', '[<Literal>]\nlet K = "«»"\nlet f = function\n  | K -> 1', 'constant-only'],
    ['dart', "class A { const A({this.k = '«»'}); }", 'constant-only'],
    ['c', '#define K "«»"\nint f(void) { puts("a" K); }', 'constant-only'],
    ['c', 'int f(void) { puts("a" "b «»"); }', 'unknown-syntax'],
    ['erlang', 'f("«»") -> ok.', 'constant-only'],
    ['elixir', 'defmodule A do\n  @k "«»"\n  @u "a" <> @k\nend', 'constant-only'],
    ['elixir', 'def f("«»"), do: 1', 'constant-only'],
    ['ruby', 'k = :"«»"', 'constant-only'],
    ['ocaml', 'let f = function "«»" -> 1 | _ -> 2', 'constant-only'],
    ['shellscript', "cat <<'T'\n$a «»\nT\n", 'unknown-syntax'],
  ] as const) {
    it(`${language}: ${JSON.stringify(before)}`, () => {
      const { text, ranges } = marked(before);
      const targets = ranges.map((range) => ({ ...range, reference: { env: 'X', request: 'stripe' } }));
      const { refused } = rewriteAll({ text, path: 'src/file', language, targets });
      assert.deepEqual(
        refused.map((one) => one.reason),
        [reason],
      );
    });
  }
});
