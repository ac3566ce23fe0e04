/** One assignment of an environment file; `start` and `end` enclose the value as it stands there, without quotes. */
export interface DotenvEntry {
  readonly name: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** Whether a path is that of an environment file whose values are in use; examples and templates are not. */
export function isDotenvSource(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  if (name !== '.envrc' && !/^\.env(?:\.|$)|\.env$/.test(name)) return false;
  return !/(?:^|[._-])(?:examples?|samples?|templates?|tmpl|tpl|dist|defaults?|schema|spec|test|tests|testing|ci)(?=[._-]|$)/.test(
    name,
  );
}

/**
 * Reads an environment file as the usual loaders do: `export`, quotes of three sorts, values of several lines in them,
 * comments. What is no assignment is passed over.
 */
export function parseDotenv(text: string): readonly DotenvEntry[] {
  const entries: DotenvEntry[] = [];
  assignment.lastIndex = 0;
  for (let match = assignment.exec(text); match; match = assignment.exec(text)) {
    const name = match.groups?.['name'] ?? '';
    const entry = readValue(text, name, assignment.lastIndex);
    entries.push(entry);
    assignment.lastIndex = Math.max(assignment.lastIndex, entry.end);
  }
  return entries;
}

const assignment = /^[ \t]*(?:export[ \t]+)?(?<name>[A-Za-z_][\w.-]*)[ \t]*(?:=|:[ \t])[ \t]*/gm;

function readValue(text: string, name: string, from: number): DotenvEntry {
  const quote = text.charAt(from);
  const close = '"\'`'.includes(quote) && quote !== '' ? closing(text, from, quote) : -1;
  if (close >= 0) {
    const raw = text.slice(from + 1, close);
    const value = quote === '"' ? unescape(raw) : raw;
    return { name, value: value.replace(/\r\n/g, '\n'), start: from + 1, end: close };
  }
  const line = /^[^\r\n]*/.exec(text.slice(from, from + longestLine))?.[0] ?? '';
  const value = line.replace(/(?:^|[ \t])#.*$/, '').trimEnd();
  return { name, value, start: from, end: from + value.length };
}

/** Where the quote closes that opens at `from`; -1 where it does not. */
function closing(text: string, from: number, quote: string): number {
  for (let at = from + 1; at < text.length; at++) {
    if (quote === '"' && text.charAt(at) === '\\') at++;
    else if (text.charAt(at) === quote) return at;
  }
  return -1;
}

const longestLine = 65_536;

function unescape(raw: string): string {
  return raw.replace(/\\([nrt"\\$])/g, (_, character: string) => escapes[character] ?? character);
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };
