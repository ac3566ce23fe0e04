import { fileURLToPath } from 'node:url';
import { parser as julia } from '@plutojl/lezer-julia';
import { DockerfileParser } from 'dockerfile-ast';
import { XMLValidator } from 'fast-xml-parser';
import { parse as parseJson, type ParseError } from 'jsonc-parser';
import { parse as parseToml, TomlError } from 'smol-toml';
import { Language, Parser } from 'web-tree-sitter';
import { parseAllDocuments } from 'yaml';

/** How many places of a text its parser stumbles over. */
export type Faults = (text: string) => number;

/** The grammar of each language, by VS Code's id. */
const grammars: Readonly<Record<string, string>> = {
  javascript: '@cursorless/tree-sitter-wasms/out/tree-sitter-javascript.wasm',
  javascriptreact: '@cursorless/tree-sitter-wasms/out/tree-sitter-javascript.wasm',
  typescript: '@cursorless/tree-sitter-wasms/out/tree-sitter-typescript.wasm',
  typescriptreact: '@cursorless/tree-sitter-wasms/out/tree-sitter-tsx.wasm',
  python: '@cursorless/tree-sitter-wasms/out/tree-sitter-python.wasm',
  go: '@cursorless/tree-sitter-wasms/out/tree-sitter-go.wasm',
  java: '@cursorless/tree-sitter-wasms/out/tree-sitter-java.wasm',
  kotlin: '@cursorless/tree-sitter-wasms/out/tree-sitter-kotlin.wasm',
  scala: '@cursorless/tree-sitter-wasms/out/tree-sitter-scala.wasm',
  csharp: '@vscode/tree-sitter-wasm/wasm/tree-sitter-c-sharp.wasm',
  ruby: '@cursorless/tree-sitter-wasms/out/tree-sitter-ruby.wasm',
  php: '@cursorless/tree-sitter-wasms/out/tree-sitter-php.wasm',
  rust: '@vscode/tree-sitter-wasm/wasm/tree-sitter-rust.wasm',
  swift: '@cursorless/tree-sitter-wasms/out/tree-sitter-swift.wasm',
  dart: '@cursorless/tree-sitter-wasms/out/tree-sitter-dart.wasm',
  c: '@cursorless/tree-sitter-wasms/out/tree-sitter-c.wasm',
  cpp: '@vscode/tree-sitter-wasm/wasm/tree-sitter-cpp.wasm',
  elixir: '@cursorless/tree-sitter-wasms/out/tree-sitter-elixir.wasm',
  haskell: '@cursorless/tree-sitter-wasms/out/tree-sitter-haskell.wasm',
  clojure: '@cursorless/tree-sitter-wasms/out/tree-sitter-clojure.wasm',
  lua: '@cursorless/tree-sitter-wasms/out/tree-sitter-lua.wasm',
  perl: '@cursorless/tree-sitter-wasms/out/tree-sitter-perl.wasm',
  r: '@cursorless/tree-sitter-wasms/out/tree-sitter-r.wasm',
  powershell: '@vscode/tree-sitter-wasm/wasm/tree-sitter-powershell.wasm',
  shellscript: '@cursorless/tree-sitter-wasms/out/tree-sitter-bash.wasm',
  zig: '@cursorless/tree-sitter-wasms/out/tree-sitter-zig.wasm',
  terraform: '@cursorless/tree-sitter-wasms/out/tree-sitter-hcl.wasm',
  properties: '@cursorless/tree-sitter-wasms/out/tree-sitter-properties.wasm',
  ini: '@vscode/tree-sitter-wasm/wasm/tree-sitter-ini.wasm',
  markdown: '@cursorless/tree-sitter-wasms/out/tree-sitter-markdown.wasm',
};

/** Parsers of their own, which the formats' users know. */
const formats: Readonly<Record<string, Faults>> = {
  json: jsonFaults,
  jsonc: jsonFaults,
  yaml: (text) => parseAllDocuments(text, { logLevel: 'silent' }).flatMap(({ errors }) => errors).length,
  toml: tomlFaults,
  xml: (text) => (XMLValidator.validate(text) === true ? 0 : 1),
  dockerfile: dockerfileFaults,
  julia: juliaFaults,
};

/** The parser of a language or format; `undefined` where none is among the project's packages. */
export async function parserOf(language: string): Promise<Faults | undefined> {
  const own = formats[language];
  const grammar = grammars[language];
  if (own || grammar === undefined) return own;
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(await Language.load(fileURLToPath(import.meta.resolve(grammar))));
  return (text) => {
    const tree = parser.parse(text);
    const faults = tree?.rootNode.hasError
      ? [...tree.rootNode.descendantsOfType('ERROR'), ...missing(tree.rootNode)].length
      : 0;
    tree?.delete();
    return faults;
  };
}

type Node = NonNullable<ReturnType<Parser['parse']>>['rootNode'];

function missing(node: Node): readonly Node[] {
  if (!node.hasError) return [];
  return node.children.flatMap((child) => (child ? [...(child.isMissing ? [child] : []), ...missing(child)] : []));
}

/** What is used of its parser, whose types its package leaves out. */
interface JuliaParser {
  parse(text: string): { iterate(of: { enter(node: { readonly type: { readonly isError: boolean } }): void }): void };
}

function juliaFaults(text: string): number {
  let faults = 0;
  (julia as JuliaParser).parse(text).iterate({
    enter({ type }) {
      if (type.isError) faults += 1;
    },
  });
  return faults;
}

function jsonFaults(text: string): number {
  const errors: ParseError[] = [];
  parseJson(text.replace(/^\u{feff}/u, ''), errors, { allowTrailingComma: true });
  return errors.length;
}

function tomlFaults(text: string): number {
  try {
    parseToml(text.replace(/^\u{feff}/u, ''));
    return 0;
  } catch (error) {
    if (error instanceof TomlError) return 1;
    throw error;
  }
}

const instructions =
  /^(?:FROM|RUN|CMD|LABEL|EXPOSE|ENV|ADD|COPY|ENTRYPOINT|VOLUME|USER|WORKDIR|ARG|ONBUILD|STOPSIGNAL|HEALTHCHECK|SHELL)$/;

function dockerfileFaults(text: string): number {
  const found = DockerfileParser.parse(text).getInstructions();
  return found.filter((one) => !instructions.test(one.getKeyword())).length;
}
