import { languageOf } from '../../language.ts';
import { isForeign, isRehearsal } from '../path.ts';
import type { TextInfo } from '../text.ts';

/** What the file says about the values in it. */
export interface Surroundings {
  readonly language: string;
  /** `code`: a value needs quotes; `config`: it may go without; `prose`: most of it is meant for people. */
  readonly sort: 'code' | 'config' | 'prose' | 'data';
  /** A place where strong values that are no secrets are common: tests, examples, documentation, other people's code. */
  readonly rehearsal: boolean;
  /** Generated or foreign text, in which nothing was typed by the people of this project. */
  readonly foreign: boolean;
}

/** Where a strong value is what it looks like: no test, no documentation, no code of others. */
export function isPlaceOfSecrets({ sort, rehearsal, foreign }: Surroundings): boolean {
  return sort !== 'prose' && !rehearsal && !foreign;
}

const remembered = new WeakMap<TextInfo, Surroundings>();

export function surroundingsOf(info: TextInfo): Surroundings {
  const known = remembered.get(info);
  if (known) return known;
  const path = (info.path ?? '').toLowerCase();
  const language = info.language ?? languageOf(path);
  const made: Surroundings = {
    language,
    sort: sortOf(language, path),
    rehearsal: isRehearsal(info.path),
    foreign: isForeign(info.path),
  };
  remembered.set(info, made);
  return made;
}

function sortOf(language: string, path: string): Surroundings['sort'] {
  if (data.has(language)) return 'data';
  if (
    code.has(language) ||
    /\.(?:pug|jade|jsp|cshtml|razor|coffee|cljs?|elm|sol|proto|graphql|as|pas|f90|vbs|asp|aspx|tcl|cr|d|v|mjs|cjs|css|scss|less|sass)$/.test(
      path,
    )
  )
    return 'code';
  return language === 'markdown' ||
    /\.(?:rst|adoc|asciidoc|txt|md|mdx|html?|pod|man|\d|tex|org|wiki|textile)$/.test(path)
    ? 'prose'
    : 'config';
}

const data = new Set(['json', 'jsonc', 'csv']);

const code = new Set(
  'typescript typescriptreact javascript javascriptreact python go java kotlin scala csharp fsharp vb ruby php rust swift objective-c objective-cpp dart c cpp elixir erlang haskell ocaml clojure lua perl r julia groovy powershell sql zig nim vue svelte css scss less'.split(
    ' ',
  ),
);
