import { isDotenvSource, parseDotenv } from '../detect/dotenv.ts';
import { isFiller } from '../detect/filler.ts';

/** What the files that set variables (`.env`, compose) set them to, by fingerprint: never a value. */
export interface Variables {
  /** The variable that holds this value. */
  named(fingerprint: string): string | undefined;
  /** Whether a variable is set, and nowhere to this value: a reference by its name would read the wrong one. */
  isOther(name: string, fingerprint: string): boolean;
}

/** A text that may set variables. */
export interface SettingText {
  readonly path: string;
  readonly text: string;
}

/** Where the variables of a project are set for those who start it, told by the path. */
export function setsVariables(path: string): boolean {
  return isCompose(path) || isDotenvSource(path);
}

/** Compose sets variables below `environment`: `- NAME=value` or `NAME: value`. */
export function isCompose(path: string): boolean {
  return /(?:^|\/)(?:docker-)?compose(?:[.-][\w.-]+)?\.ya?ml$/i.test(path);
}

export function variablesIn(texts: readonly SettingText[], fingerprint: (value: string) => string): Variables {
  const values = new Map<string, Set<string>>();
  const names = new Map<string, string>();
  for (const { path, text } of texts) {
    for (const { name, value } of isCompose(path) ? composeEntries(text) : parseDotenv(text)) {
      if (!isVariable(name) || !isOwnValue(value)) continue;
      const print = fingerprint(value);
      values.set(name, (values.get(name) ?? new Set()).add(print));
      // Short values, as of ports and switches, are the same by chance.
      if (value.length >= shortest && !names.has(print)) names.set(print, name);
    }
  }
  return {
    named: (print) => names.get(print),
    isOther: (name, print) => values.get(name)?.has(print) === false,
  };
}

const shortest = 8;

export function isVariable(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]{0,99}$/.test(name);
}

/** A variable without a value, with a stand-in or with a reference waits for the value that it is to get. */
function isOwnValue(value: string): boolean {
  return value !== '' && !/^\$|^valet-key:|\$\{|^<.*>$/.test(value) && !isFiller(value);
}

function composeEntries(text: string): readonly { readonly name: string; readonly value: string }[] {
  return [...text.matchAll(composeEntry)].map(({ groups }) => ({
    name: groups?.['name'] ?? '',
    value: groups?.['quoted'] ?? groups?.['single'] ?? groups?.['plain']?.trimEnd() ?? '',
  }));
}

/** A line of `environment`; what is none of it (`image: …`) has a name in small letters. */
const composeEntry =
  /^[ \t]+(?:-[ \t]+)?["']?(?<name>[A-Z_][A-Z0-9_]*)(?:[ \t]*:[ \t]+|=)(?:"(?<quoted>[^"\r\n]*)"|'(?<single>[^'\r\n]*)'|(?<plain>[^\s"'#][^\r\n"'#]*))(?:["'][ \t]*|(?<=["'])[ \t]*)?(?:#[^\r\n]*)?$/gm;

/** Those that set variables before those that read them: what is set keeps its name, and the others read that one. */
export function namingFirst<Item>(items: readonly Item[], pathOf: (item: Item) => string): readonly Item[] {
  const sets = new Set(items.filter((item) => setsVariables(pathOf(item))));
  return [...sets, ...items.filter((item) => !sets.has(item))];
}
