import type { TextEdit } from '../../core/rewrite/document.ts';

/** A change of a text, for reading: what it shows is not the text itself where that holds values. */
export interface Change {
  readonly path: string;
  /** `undefined` for a file that is yet to be made. */
  readonly before: string | undefined;
  /** Offsets of `before`; in order, not overlapping. */
  readonly edits: readonly TextEdit[];
  /** Makes a line fit to be shown. */
  readonly show: (line: string) => string;
}

/** A unified diff with three lines around each change; '' where nothing changes. */
export function unifiedDiff({ path, before, edits, show }: Change): string {
  const text = before ?? '';
  const blocks = merged(edits.map((edit) => blockOf(text, edit)));
  const hunks = hunksOf(blocks.map((block) => trimmed(text, block)).filter(isChange), linesOf(text));
  if (hunks.length === 0) return '';
  let shift = 0;
  const bodies = hunks.map((hunk) => {
    const growth = hunk.changes.reduce((sum, { removed, added }) => sum + added.length - removed.length, 0);
    const head = `@@ -${range(hunk.from, hunk.to)} +${range(hunk.from + shift, hunk.to + shift + growth)} @@\n`;
    shift += growth;
    return head + hunkText(hunk, show);
  });
  return `--- ${before === undefined ? '/dev/null' : `a/${path}`}\n+++ b/${path}\n${bodies.join('')}`;
}

/** Whole lines, by the offsets at which they start and end, and the edits in them. */
interface Block {
  readonly start: number;
  readonly end: number;
  readonly edits: readonly TextEdit[];
}

function blockOf(text: string, edit: TextEdit): Block {
  const start = edit.start === 0 ? 0 : text.lastIndexOf('\n', edit.start - 1) + 1;
  const end = text.indexOf('\n', edit.end);
  return { start, end: end < 0 ? text.length : end + 1, edits: [edit] };
}

function merged(blocks: readonly Block[]): readonly Block[] {
  const result: Block[] = [];
  for (const { start, end, edits } of blocks) {
    const last = result.at(-1);
    if (last && start < last.end) {
      result[result.length - 1] = { start: last.start, end: Math.max(last.end, end), edits: [...last.edits, ...edits] };
    } else result.push({ start, end, edits });
  }
  return result;
}

interface LineChange {
  /** Where the removed lines start, counted from 0. */
  readonly at: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** Without the lines at both ends that stay as they are. */
function trimmed(text: string, { start, end, edits }: Block): LineChange {
  let after = text.slice(start, end);
  for (const edit of edits.toReversed()) {
    after = after.slice(0, edit.start - start) + edit.newText + after.slice(edit.end - start);
  }
  const [removed, added] = [linesOf(text.slice(start, end)), linesOf(after)];
  const shorter = Math.min(removed.length, added.length);
  let head = 0;
  while (head < shorter && removed[head] === added[head]) head++;
  let tail = 0;
  while (tail < shorter - head && removed.at(-1 - tail) === added.at(-1 - tail)) tail++;
  return {
    at: linesOf(text.slice(0, start)).length + head,
    removed: removed.slice(head, removed.length - tail),
    added: added.slice(head, added.length - tail),
  };
}

/** With their ends: the last may have none. */
function linesOf(text: string): readonly string[] {
  return text === '' ? [] : (text.match(/[^\n]*\n|[^\n]+$/g) ?? []);
}

function isChange({ removed, added }: LineChange): boolean {
  return removed.length > 0 || added.length > 0;
}

interface Hunk {
  readonly from: number;
  readonly to: number;
  readonly changes: readonly LineChange[];
  readonly lines: readonly string[];
}

const context = 3;

function hunksOf(changes: readonly LineChange[], lines: readonly string[]): readonly Hunk[] {
  const hunks: Hunk[] = [];
  for (const change of changes) {
    const from = Math.max(0, change.at - context);
    const to = Math.min(lines.length, change.at + change.removed.length + context);
    const last = hunks.at(-1);
    if (last && from <= last.to) hunks[hunks.length - 1] = { ...last, to, changes: [...last.changes, change] };
    else hunks.push({ from, to, changes: [change], lines });
  }
  return hunks;
}

function hunkText({ from, to, changes, lines }: Hunk, show: (line: string) => string): string {
  let [text, at] = ['', from];
  const write = (sign: string, written: readonly string[]) => {
    for (const line of written) {
      text += `${sign}${show(line.replace(/\r?\n$/, ''))}\n`;
      if (!line.endsWith('\n')) text += '\\ No newline at end of file\n';
    }
  };
  for (const change of changes) {
    write(' ', lines.slice(at, change.at));
    write('-', change.removed);
    write('+', change.added);
    at = change.at + change.removed.length;
  }
  write(' ', lines.slice(at, to));
  return text;
}

/** An empty range is named by the line before it. */
function range(from: number, to: number): string {
  const count = to - from;
  return count === 0 ? `${from},0` : `${from + 1}${count === 1 ? '' : `,${count}`}`;
}
