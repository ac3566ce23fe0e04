import type { Syntax } from './syntax.ts';
import { c, cpp, objectiveC } from './languages/c.ts';
import { csharp, fsharp, vb } from './languages/dotnet.ts';
import { clojure, elixir, erlang, haskell, ocaml } from './languages/functional.ts';
import { javascript } from './languages/javascript.ts';
import { groovy, java, kotlin, scala } from './languages/jvm.ts';
import { dart, swift } from './languages/mobile.ts';
import { python } from './languages/python.ts';
import { php } from './languages/php.ts';
import { julia, lua, perl, r, ruby, tcl } from './languages/scripting.ts';
import { batch, fish, powershell, shell } from './languages/shells.ts';
import { sql } from './languages/sql.ts';
import { rust } from './languages/rust.ts';
import { go, nim, zig } from './languages/systems.ts';

/** By VS Code's language id; `undefined` for what is no programming language known here. */
export function syntaxOf(language: string): Syntax | undefined {
  return Object.hasOwn(languages, language) ? languages[language] : undefined;
}

const languages: Readonly<Record<string, Syntax>> = {
  javascript,
  javascriptreact: javascript,
  typescript: javascript,
  typescriptreact: javascript,
  python,
  go,
  rust,
  zig,
  nim,
  java,
  kotlin,
  scala,
  groovy,
  csharp,
  fsharp,
  vb,
  c,
  cpp,
  'cuda-cpp': cpp,
  'objective-c': objectiveC,
  'objective-cpp': objectiveC,
  swift,
  dart,
  ruby,
  php,
  perl,
  lua,
  r,
  julia,
  tcl,
  elixir,
  erlang,
  haskell,
  ocaml,
  clojure,
  shellscript: shell,
  bash: shell,
  zsh: shell,
  fish,
  powershell,
  bat: batch,
  sql,
};
