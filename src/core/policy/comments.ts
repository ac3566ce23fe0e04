/** How a language begins and ends a comment on one line; `undefined` where it has none, as JSON has. */
export function commentOf(language: string): CommentSyntax | undefined {
  return byLanguage.get(language);
}

export interface CommentSyntax {
  readonly open: string;
  readonly close: string;
}

const slashes =
  'typescript typescriptreact javascript javascriptreact jsonc go java kotlin scala csharp fsharp rust swift ' +
  'objective-c objective-cpp dart c cpp cuda-cpp php zig groovy scss less proto solidity hack';
const hashes =
  'python ruby shellscript fish perl r julia powershell yaml toml dockerfile makefile dotenv properties terraform hcl ' +
  'nim elixir coffeescript graphql http dockercompose github-actions-workflow nix starlark ignore ini';

const syntaxes: readonly (readonly [languages: string, open: string, close?: string])[] = [
  [slashes, '// '],
  [hashes, '# '],
  ['sql lua haskell ada elm', '-- '],
  ['html xml markdown vue svelte mdx', '<!-- ', ' -->'],
  ['clojure lisp scheme asm', '; '],
  ['erlang latex tex matlab prolog', '% '],
  ['ocaml', '(* ', ' *)'],
  ['css', '/* ', ' */'],
  ['vb', "' "],
  ['bat', 'REM '],
];

const byLanguage: ReadonlyMap<string, CommentSyntax> = new Map(
  syntaxes.flatMap(([languages, open, close = '']) =>
    languages.split(' ').map((language) => [language, { open, close }] as const),
  ),
);
