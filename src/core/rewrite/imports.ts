import type { TextEdit } from './rewrite.ts';
import type { ImportRule } from './syntax.ts';

/** The edit that adds an import where the file's own imports stand, or none where the file has it. */
export function importEdit(text: string, rule: ImportRule): TextEdit | undefined {
  if (rule.present.test(text)) return undefined;
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const { first, head } = places(text, rule);
  if (first !== undefined) return insert(first, `${rule.statement}${newline}`);
  const rest = text.slice(head, head + 1);
  return insert(head, `${rule.statement}${newline}${rest === '' || rest === '\n' || rest === '\r' ? '' : newline}`);
}

function places(text: string, rule: ImportRule): { first: number | undefined; head: number } {
  let at = text.startsWith('\u{feff}') ? 1 : 0;
  let head = at;
  let docstring: string | undefined;
  while (at < text.length) {
    const end = endOfLine(text, at);
    const line = text.slice(at, end).replace(/\r?\n$/, '');
    const opens: string | undefined = docstring ?? /^[ru]?("""|''')/i.exec(line)?.[1];
    if (opens !== undefined) {
      const body: string = docstring === undefined ? line.slice(line.indexOf(opens) + 3) : line;
      docstring = body.includes(opens) ? undefined : opens;
    } else if (rule.among.test(line) && !rule.after.test(line)) return { first: at, head };
    else if (!rule.after.test(line)) break;
    at = end;
    if (line !== '') head = at;
  }
  return { first: undefined, head };
}

/** Go has blocks: `import ( … )`, a single `import "fmt"`, or none after the package clause. */
export function goImportEdit(text: string): readonly TextEdit[] {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  return goImport(text).map((edit) => ({ ...edit, newText: edit.newText.replaceAll('\n', newline) }));
}

function goImport(text: string): readonly TextEdit[] {
  if (/^import[ \t]+"os"|^import[ \t]*\([^)]*^[ \t]*"os"/m.test(text)) return [];
  const block = /^import[ \t]*\([ \t]*\r?\n/m.exec(text);
  if (block) {
    const close = text.indexOf(')', block.index);
    const lines = [...text.slice(block.index, close).matchAll(/^[ \t]*"([^"]+)"[ \t]*\r?\n/gm)];
    const later = lines.find((line) => (line[1] ?? '') > 'os' && !line[1]?.includes('.'));
    const last = lines.findLast((line) => !line[1]?.includes('.'));
    const before = later ?? undefined;
    const at = before
      ? block.index + before.index
      : last
        ? block.index + last.index + last[0].length
        : block.index + block[0].length;
    return [insert(at, '\t"os"\n')];
  }
  const single = /^import[ \t]+("[^"]+")[ \t]*\r?\n/m.exec(text);
  if (single?.[1] !== undefined) {
    const names = [single[1], '"os"'].toSorted();
    const block2 = `import (\n${names.map((name) => `\t${name}\n`).join('')})\n`;
    return [{ start: single.index, end: single.index + single[0].length, newText: block2 }];
  }
  const clause = /^package[ \t]+\w+.*\r?\n/m.exec(text);
  if (!clause) return [];
  return [insert(clause.index + clause[0].length, '\nimport "os"\n')];
}

function insert(at: number, newText: string): TextEdit {
  return { start: at, end: at, newText };
}

function endOfLine(text: string, from: number): number {
  const newline = text.indexOf('\n', from);
  return newline < 0 ? text.length : newline + 1;
}
