import type { TextInfo } from '../detector.ts';
import { languageOf } from '../../language.ts';

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
    rehearsal: rehearsal.test(path) && !settings.test(path),
    foreign: foreign.test(path),
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

/** `.env.example` and its like: whoever fills them in by mistake has filled in the real thing. */
const settings = /(?:^|\/)\.env[^/]*$|\.env(?:\.\w+)?$/;

const rehearsal =
  /(?:^|[/._-])(?:tests?|testing|testdata|test_data|specs?|__tests__|__mocks__|mocks?|fixtures?|examples?|samples?|demos?|docs?|documentation|tutorials?|e2e|integration|benchmarks?|fuzz|vectors?|snapshots?|stubs?|cassettes?|selftests?|unittests?)(?:[/._-]|$)|test\.\w+$|tests\.\w+$|\btest_|readme|changelog|\.(?:md|mdx|rst|adoc|txt)$/;

const foreign =
  /(?:^|\/)(?:node_modules|bower_components|jspm_packages|vendor|third[-_]?party|site-packages|dist-packages|\.venv|venv|\.yarn|pods|carthage|\.cargo|\.m2|\.gradle|pkg\/mod|typeshed)\/|\.min\.|\.bundle\.|[-.]lock(?:\.|$)|lock\.(?:json|yaml)$|\.lock$|go\.sum$|\.map$|\.svg$|\.snap$|\.pbxproj$|\.po$|\.pot$|\.resx$|\.xliff?$|\.strings$|\.d\.ts$|\/(?:locales?|i18n|lang|langs|translations?|l10n)\//;
