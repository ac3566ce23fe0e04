import { languageOf } from '../language.ts';

/** A part of a document that is in a language of its own. */
export interface Embedded {
  readonly start: number;
  readonly end: number;
  readonly language: string;
}

const pages: ReadonlySet<string> = new Set(['html', 'vue', 'svelte', 'astro', 'erb', 'razor']);
const prose: ReadonlySet<string> = new Set(['markdown', 'mdx', 'quarto', 'rmd', 'asciidoc', 'restructuredtext']);

/** The parts of a page or of a text that are code: what stands in scripts, in fences, before an Astro page. */
export function embeddedIn(text: string, language: string): readonly Embedded[] | undefined {
  if (pages.has(language)) return [...frontmatter(text, language), ...scripts(text)];
  return prose.has(language) ? fences(text) : undefined;
}

function scripts(text: string): readonly Embedded[] {
  return [...text.matchAll(/<script\b([^>]*)>([^]*?)<\/script\s*>/gi)].map((found) => {
    const [whole, attributes = '', body = ''] = found;
    const start = found.index + whole.indexOf('>') + 1;
    const typed = /\blang=["']?tsx?\b/i.test(attributes);
    return { start, end: start + body.length, language: scriptLanguage(attributes, typed) };
  });
}

function scriptLanguage(attributes: string, typed: boolean): string {
  if (/\btype=["']?application\/(?:ld\+)?json/i.test(attributes)) return 'json';
  return typed ? 'typescript' : 'javascript';
}

function frontmatter(text: string, language: string): readonly Embedded[] {
  const found = language === 'astro' ? /^(---\r?\n)([^]*?)^---/m.exec(text) : undefined;
  const start = found?.[1]?.length ?? 0;
  return found?.index === 0 ? [{ start, end: start + (found[2]?.length ?? 0), language: 'typescript' }] : [];
}

/** Fenced code, with the language that the fence names; a transcript of a shell where it names none. */
function fences(text: string): readonly Embedded[] {
  const found: Embedded[] = [];
  let open: { mark: string; start: number; language: string } | undefined;
  for (const { 0: line, 1: mark = '', 2: info = '', index } of text.matchAll(
    /^[ \t>]*(`{3,}|~{3,})[ \t]*([^\n`]*)(?:\n|$)/gm,
  )) {
    if (open === undefined) open = { mark, start: index + line.length, language: fenceLanguage(info) };
    else if (mark.startsWith(open.mark) && info.trim() === '') {
      found.push({ start: open.start, end: index, language: open.language || guessed(text.slice(open.start, index)) });
      open = undefined;
    }
  }
  return found;
}

const fenceNames: Readonly<Record<string, string>> = {
  javascript: 'javascript',
  typescript: 'typescript',
  python: 'python',
  python3: 'python',
  shell: 'shellscript',
  console: 'shellscript',
  'shell-session': 'shellscript',
  sh: 'shellscript',
  bash: 'shellscript',
  zsh: 'shellscript',
  fish: 'fish',
  powershell: 'powershell',
  pwsh: 'powershell',
  csharp: 'csharp',
  'c#': 'csharp',
  'c++': 'cpp',
  'objective-c': 'objective-c',
  fsharp: 'fsharp',
  golang: 'go',
  rust: 'rust',
  ruby: 'ruby',
  kotlin: 'kotlin',
  elixir: 'elixir',
  erlang: 'erlang',
  haskell: 'haskell',
  ocaml: 'ocaml',
  clojure: 'clojure',
  perl: 'perl',
  julia: 'julia',
  env: 'dotenv',
  dotenv: 'dotenv',
  docker: 'dockerfile',
  hcl: 'terraform',
};

function fenceLanguage(info: string): string {
  const name = /^\{?\.?([\w#+.-]+)/.exec(info.trim())?.[1]?.toLowerCase() ?? '';
  if (name === '') return '';
  const known = fenceNames[name] ?? languageOf(`fence.${name}`);
  return known === 'plaintext' ? name : known;
}

function guessed(body: string): string {
  return /^\s*(?:\$ |curl |export |npm |npx |docker |valet-key )/m.test(body) ? 'shellscript' : 'plaintext';
}
