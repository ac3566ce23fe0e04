import type { TextEdit } from './document.ts';

/** How a language's imports are written, and one of them. */
export interface ImportRule {
  /** Matches a file that has it already. */
  readonly present: RegExp;
  readonly statement: string;
  /** Lines that imports stand among. */
  readonly among: RegExp;
  /** Lines of the same section as the new one, where sections are kept apart by blank lines. */
  readonly section?: (line: string) => boolean;
  /** What lines are sorted by; the whole line where it is absent. */
  readonly key?: (line: string) => string;
  /** Lines at the top that stay before the first import: shebang, encoding, licence, `package`. */
  readonly after: RegExp;
  /** Opens and closes what may stand at the top over several lines: a docstring, a licence. */
  readonly block?: readonly [open: RegExp, close: (opener: string) => string];
}

/** The edits that add imports where the file's own imports stand, sorted in; none for those the file has. */
export function importEdits(text: string, rules: readonly ImportRule[]): readonly TextEdit[] {
  const missing = rules.filter(({ present }) => !present.test(text));
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const edits = missing.map((rule) => edit(text, rule, newline));
  return edits.reduce<readonly TextEdit[]>(together, []);
}

/** Two insertions at one place are one, with one blank line after them. */
function together(edits: readonly TextEdit[], next: TextEdit): readonly TextEdit[] {
  const same = edits.find(({ start }) => start === next.start);
  if (!same) return [...edits, next];
  const newText = same.newText.replace(/(\r?\n)\r?\n$/, '$1') + next.newText;
  return edits.map((one) => (one === same ? { ...same, newText } : one));
}

function edit(text: string, rule: ImportRule, newline: string): TextEdit {
  const { block, head } = placesIn(text, rule);
  if (block.length === 0) return atHead(text, head, rule.statement + newline, newline);
  const fitting = rule.section ? block.filter(({ line }) => rule.section?.(line)) : block;
  const [first] = block;
  if (fitting.length === 0) return insert(first?.start ?? head, rule.statement + newline + newline);
  const key = rule.key ?? ((line: string): string => line);
  const later = fitting.find(({ line }) => key(line) > key(rule.statement));
  const last = fitting.at(-1);
  if (later || !last) return insert(later?.start ?? head, rule.statement + newline);
  if (/[({\\,]\s*$/.test(last.line)) return insert(last.start, rule.statement + newline);
  const begin = text[last.end - 1] === '\n' ? '' : newline;
  return insert(last.end, begin + rule.statement + (begin === '' ? newline : ''));
}

/** Above everything: a blank line keeps the import apart from what it is no part of. */
function atHead(text: string, head: number, line: string, newline: string): TextEdit {
  const begin = head > 0 && text[head - 1] !== '\n' && text[head - 1] !== '\u{feff}' ? newline : '';
  const apart = /^\r?\n/.test(text.slice(head, head + 2)) || head >= text.length ? '' : newline;
  const above =
    begin === '' &&
    /[^\s\u{feff}]/u.test(text.slice(0, head)) &&
    text.slice(0, head).endsWith('\n') &&
    !/\n\r?\n$/.test(text.slice(0, head)) &&
    apart === ''
      ? newline
      : '';
  return insert(head, begin + above + line + apart);
}

interface Line {
  readonly start: number;
  readonly end: number;
  readonly line: string;
}

/** The first block of imports, and where imports begin if there is none. */
function placesIn(text: string, rule: ImportRule): { block: readonly Line[]; head: number } {
  const block: Line[] = [];
  let at = text.startsWith('\u{feff}') ? 1 : 0;
  let head = at;
  let closes: string | undefined;
  while (at < text.length) {
    const end = endOfLine(text, at);
    const line = text.slice(at, end).replace(/\r?\n$/, '');
    const opened: string | undefined = closes === undefined ? opener(line, rule) : undefined;
    if (closes !== undefined || opened !== undefined) {
      if (block.length > 0) break;
      closes = stillOpen(line, { closes, opened });
    } else if (rule.among.test(line) && !rule.after.test(line)) block.push({ start: at, end, line });
    else if (block.length > 0 || !rule.after.test(line)) break;
    at = end;
    if (line !== '' && block.length === 0) head = at;
  }
  return { block, head };
}

function opener(line: string, { block }: ImportRule): string | undefined {
  const found = block?.[0].exec(line);
  return found ? block?.[1](found[0]) : undefined;
}

function stillOpen(
  line: string,
  { closes, opened }: { closes: string | undefined; opened: string | undefined },
): string | undefined {
  const closer = closes ?? opened ?? '';
  const from = closes === undefined ? line.search(/\S/) + 2 : 0;
  return line.indexOf(closer, from) < 0 ? closer : undefined;
}

/**
 * Go has blocks: `import ( … )`, a single `import "fmt"`, or none after the package clause. A package may have a name
 * of the file's own before its path: `neturl net/url`.
 */
export function goImportEdits(text: string, packages: readonly string[]): readonly TextEdit[] {
  const missing = packages.filter((name) => !hasGoImport(text, name));
  if (missing.length === 0) return [];
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  return goImports(text, missing).map((one) => ({ ...one, newText: one.newText.replaceAll('\n', newline) }));
}

function hasGoImport(text: string, name: string): boolean {
  const quoted = `"${name.replace(/^.* /, '')}"`;
  return new RegExp(`^import[ \\t]+${quoted}|^import[ \\t]*\\([^)]*^[ \\t]*${quoted}`, 'm').test(text);
}

function goImports(text: string, missing: readonly string[]): readonly TextEdit[] {
  const block = /^import[ \t]*\([ \t]*\r?\n/m.exec(text);
  if (block) return together2(missing.map((name) => inGoBlock(text, block, name)));
  const single = /^import[ \t]+("[^"\n]+")[ \t]*(?:\r?\n|$)/m.exec(text);
  if (single?.[1] !== undefined) {
    const names = byPath([single[1], ...missing.map(spec)]);
    return [{ start: single.index, end: single.index + single[0].length, newText: goBlock(names) }];
  }
  const clause = /^package[ \t]+\w+.*(?:\r?\n|$)/m.exec(text);
  if (!clause) return [];
  const names = byPath(missing.map(spec));
  return [insert(clause.index + clause[0].length, `\n${names.length === 1 ? `import ${names[0]}\n` : goBlock(names)}`)];
}

function spec(name: string): string {
  return name.replace(/([^ ]+)$/, '"$1"');
}

function byPath(specs: readonly string[]): readonly string[] {
  return specs.toSorted((one, other) => (pathIn(one) < pathIn(other) ? -1 : 1));
}

/** Without the name that the file gives the package. */
function pathIn(importSpec: string): string {
  return importSpec.slice(importSpec.indexOf('"'));
}

function goBlock(names: readonly string[]): string {
  return `import (\n${names.map((name) => `\t${name}\n`).join('')})\n`;
}

/** Among the standard library's packages, which have no dot in their path; a section of its own before others. */
function inGoBlock(text: string, block: RegExpExecArray, name: string): TextEdit {
  const from = block.index + block[0].length;
  const lines = [...text.slice(from, text.indexOf(')', from)).matchAll(/^[ \t]*(?:[\w.]+[ \t]+)?"([^"]+)".*\r?\n/gm)];
  const standard = lines.filter((line) => !line[1]?.includes('.'));
  const later = standard.find((line) => (line[1] ?? '') > name.replace(/^.* /, ''));
  const last = standard.at(-1);
  if (later) return insert(from + later.index, `\t${spec(name)}\n`);
  if (last) return insert(from + last.index + last[0].length, `\t${spec(name)}\n`);
  return insert(from, `\t${spec(name)}\n${lines.length > 0 ? '\n' : ''}`);
}

function together2(edits: readonly TextEdit[]): readonly TextEdit[] {
  return edits.reduce<readonly TextEdit[]>(together, []);
}

function insert(at: number, newText: string): TextEdit {
  return { start: at, end: at, newText };
}

function endOfLine(text: string, from: number): number {
  const newline = text.indexOf('\n', from);
  return newline < 0 ? text.length : newline + 1;
}
