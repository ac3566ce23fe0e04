import { both, type Sample } from './sample.ts';

/** Functional languages, scripts and shells. */
export const moreSamples: readonly Sample[] = [
  {
    language: 'elixir',
    path: 'main.exs',
    text: `defmodule Main do
  @key "«»"
  @headers [{"a", "b «»"}]

  def run do
    # key: «»
    IO.puts(@key)
    IO.puts("Bearer «»")
    IO.puts(elem(hd(@headers), 1))
  end
end

Main.run()
`,
    prints: [...both, 'b {}'],
  },
  {
    language: 'erlang',
    path: 'main.erl',
    text: `-module(main).
-export([main/0]).
-define(KEY, "«»").

main() ->
    Quote = $",
    io:format("~s~n", [?KEY]),
    io:format("~s~n", ["Bearer «»"]),
    io:format("~s~c~n", [<<"x-«»">>, Quote]).
`,
    prints: [...both, 'x-{}"'],
  },
  {
    language: 'haskell',
    path: 'Main.hs',
    text: `module Main where

import Data.List (intercalate)

key :: String
key = "«»"

main :: IO ()
main = do
  putStrLn key
  putStrLn "Bearer «»"
  putStrLn (intercalate "-" ["«»", ['"']])
`,
    prints: [...both, '{}-"'],
  },
  {
    language: 'ocaml',
    path: 'main.ml',
    text: `(* key: «» *)
let key = "«»"
let quote = '"'
let () = print_endline key
let () = print_endline "Bearer «»"
let () = Printf.printf "%s%c\\n" "«»" quote
let () = Printf.printf "a «» %d\\n" 1
`,
    prints: [...both, '{}"', 'a {} 1'],
  },
  {
    language: 'clojure',
    path: 'main.clj',
    text: `; key: «»
(def api-key "«»")
(println api-key)
(println "Bearer «»")
(println (str \\" (count "«»")))
`,
    prints: [...both, '"19'],
  },
  {
    language: 'lua',
    path: 'main.lua',
    text: `-- key: «»
local key = "«»"
print(key)
print('Bearer «»')
print "«»"
`,
    prints: [...both, '{}'],
  },
  {
    language: 'perl',
    path: 'main.pl',
    text: `use strict;
# key: «»
my $key = '«»';
print "$key\\n";
print 'Bearer «»', "\\n";
print "Bearer «»\\n";
print <<"TEXT";
a «»
TEXT
print <<'TEXT';
b «»
TEXT
print q{«»}, qq(c «»), "\\n";
print $ENV{VALET_SAMPLE_KEY} // '«»', "\\n";
`,
    prints: [...both, 'Bearer {}', 'a {}', 'b {}', '{}c {}', '{}'],
  },
  {
    language: 'r',
    path: 'main.R',
    text: `# key: «»
key <- "«»"
cat(key, "\\n", sep = "")
cat('Bearer «»', "\\n", sep = "")
cat(r"(«»)", r"[a «»]", "\\n", sep = "")
cat(Sys.getenv("VALET_SAMPLE_KEY", "«»"), "\\n", sep = "")
`,
    prints: [...both, '{}a {}', '{}'],
  },
  {
    language: 'tcl',
    path: 'main.tcl',
    text: `# key: «»
set key "«»"
puts $key
puts "Bearer «»"
`,
    prints: both,
  },
  {
    language: 'nim',
    path: 'main.nim',
    text: `import strformat, strutils
# key: «»
const key = "«»"
echo key
echo strip("Bearer «»")
echo &"a {key[0 .. 0]}«»"
`,
    prints: [...both, 'a z{}'],
  },
  {
    language: 'zig',
    path: 'main.zig',
    text: `const std = @import("std");

const key = "«»";

pub const shown = "«»";

pub fn main() void {
    std.debug.print("{s}\\n", .{shown});
    const token = "«»";
    std.debug.print("{s}\\n", .{key});
    std.debug.print("{s}\\n", .{"Bearer «»"});
    std.debug.print("{d}\\n", .{token.len});
}
`,
    prints: ['{}', ...both, '19'],
  },
  {
    language: 'shellscript',
    path: 'main.sh',
    text: `#!/usr/bin/env bash
# key: «»
KEY=«»
TOKEN="«»"
echo "$KEY"
echo 'Bearer «»'
echo "a \${TOKEN#x} $(echo "«»") it's"
cat <<END
"«»"
END
cat <<'END'
$x
END
cat <<'END'
b «»
END
echo "\${VALET_SAMPLE_KEY:-«»}" \${VALET_SAMPLE_KEY:-'«»'}
`,
    prints: [...both, "a {} {} it's", '"{}"', '$x', 'b {}', '{} {}'],
  },
  {
    language: 'zsh',
    path: 'main.zsh',
    text: `KEY='«»'
print -r -- $KEY
print -r -- "Bearer «»"
`,
    prints: both,
  },
  {
    language: 'fish',
    path: 'main.fish',
    text: `# key: «»
set -x KEY «»
echo $KEY
echo 'Bearer «»'
echo "a «»"
set -gx VALET_SAMPLE_KEY «»
echo $VALET_SAMPLE_KEY
`,
    prints: [...both, 'a {}', '{}'],
  },
  {
    language: 'sql',
    path: 'main.sql',
    text: `-- key: «»
CREATE TABLE t (a TEXT, b TEXT);
INSERT INTO t VALUES ('it''s', '«»');
SELECT length(b) FROM t;
`,
    prints: ['19'],
  },
  {
    language: 'terraform',
    path: 'main.tf',
    text: `# key: «»
provider "a" {
  name = "x"
  key  = "«»"
}

variable "own" {
  type    = string
  default = "«»"
}

output "header" {
  value = "Bearer «»"
}
`,
    prints: [],
  },
];
