import { findNodeAtLocation, type Node, parseTree } from 'jsonc-parser';
import { lineEnd, lineStart } from './enclosing.ts';
import type { Document, Rewrites, RewrittenPlace, Target, TextEdit } from './document.ts';

/** A code cell: its source put together, and where each character of it stands in the notebook's JSON. */
interface Cell {
  readonly text: string;
  readonly language: string;
  /** For each character of the source, and its end, the offset in the notebook. */
  readonly offsets: readonly number[];
  readonly start: number;
  readonly end: number;
  /** What stands between two lines of the source in the file. */
  readonly between: string | undefined;
}

/** Rewrites a notebook's file cell by cell; what stands in no code cell is left to `others`. */
export function rewriteNotebook(
  document: Document,
  inCell: (cell: Document) => Rewrites,
  others: (rest: Document) => Rewrites,
): Rewrites {
  const cells = cellsIn(document.text);
  const places: RewrittenPlace[] = [];
  const shared: TextEdit[] = [];
  const refused: Rewrites['refused'][number][] = [];
  let rest: readonly Target[] = document.targets;
  for (const cell of cells) {
    const targets = rest.filter(({ start, end }) => start >= cell.start && end <= cell.end);
    if (targets.length === 0) continue;
    rest = rest.filter((target) => !targets.includes(target));
    const inside = new Map(targets.map((target) => [cellTarget(cell, target), target]));
    const made = rewriteCell(
      { ...document, text: cell.text, language: cell.language, targets: [...inside.keys()] },
      inCell,
    );
    const outer = (target: Target): Target => inside.get(target) ?? target;
    const moved = (edit: TextEdit): TextEdit => inNotebook(cell, edit);
    places.push(
      ...made.places.map((place) => ({ ...place, targets: place.targets.map(outer), edits: place.edits.map(moved) })),
    );
    shared.push(...made.shared.map(moved));
    refused.push(...made.refused.map(({ target, reason }) => ({ target: outer(target), reason })));
  }
  const left = others({ ...document, targets: rest });
  return {
    places: [...places, ...left.places],
    shared: [...shared, ...left.shared],
    refused: [...refused, ...left.refused],
  };
}

/**
 * A line that begins with an exclamation mark is the shell's, which is given what the notebook does not know, and one
 * that begins with `%env` sets a variable that is set already.
 */
function rewriteCell(cell: Document, inCell: (cell: Document) => Rewrites): Rewrites {
  const lineOf = ({ start }: Target): string => cell.text.slice(lineStart(cell.text, start), lineEnd(cell.text, start));
  const isSet = (target: Target): boolean => /^[ \t]*%(?:set_)?env[ \t]/.test(lineOf(target));
  const isShell = (target: Target): boolean => /^[ \t]*!/.test(lineOf(target));
  const made = inCell({ ...cell, targets: cell.targets.filter((target) => !isSet(target) && !isShell(target)) });
  const places = cell.targets.flatMap((target) => {
    const at = lineStart(cell.text, target.start);
    const { env } = target.reference;
    const set = { start: at, end: lineEnd(cell.text, at), newText: `# ${env} comes from the environment` };
    if (isSet(target)) return [{ targets: [target], edits: [set], notes: [] }];
    const { start, end } = target;
    return isShell(target) ? [{ targets: [target], edits: [{ start, end, newText: `$${env}` }], notes: [] }] : [];
  });
  return { ...made, places: [...made.places, ...places] };
}

function cellTarget({ offsets }: Cell, { start, end, reference }: Target): Target {
  return { start: offsets.indexOf(start), end: offsets.indexOf(end), reference };
}

/** An edit of the source as an edit of the JSON: escaped, and a line of its own for each of its lines. */
function inNotebook({ offsets, between, text }: Cell, { start, end, newText }: TextEdit): TextEdit {
  const written = JSON.stringify(newText).slice(1, -1);
  const lines = between === undefined ? written : written.replaceAll('\\n', `\\n${between}`);
  const atEnd = start >= text.length;
  const tidy = atEnd && between !== undefined && lines.endsWith(between) ? lines.slice(0, -between.length) : lines;
  return { start: offsets[start] ?? 0, end: offsets[end] ?? 0, newText: tidy };
}

function cellsIn(text: string): readonly Cell[] {
  const root = parseTree(text);
  const cells = root && findNodeAtLocation(root, ['cells']);
  const kernel = root && findNodeAtLocation(root, ['metadata', 'kernelspec', 'language']);
  const named = root && findNodeAtLocation(root, ['metadata', 'language_info', 'name']);
  const language = String((named ?? kernel)?.value ?? 'python').toLowerCase();
  return (cells?.children ?? []).flatMap((cell) => {
    const source = findNodeAtLocation(cell, ['source']);
    const isCode = findNodeAtLocation(cell, ['cell_type'])?.value === 'code';
    return source && isCode ? [cellOf(text, source, language)] : [];
  });
}

function cellOf(file: string, source: Node, language: string): Cell {
  const strings = source.type === 'array' ? (source.children ?? []) : [source];
  const offsets: number[] = [];
  let text = '';
  for (const string of strings) {
    const raw = file.slice(string.offset + 1, string.offset + string.length - 1);
    for (const { 0: unit, index } of raw.matchAll(/\\u[\dA-Fa-f]{4}|\\.|[^\\]/gs)) {
      offsets.push(string.offset + 1 + index);
      text += unit.startsWith('\\') ? String(JSON.parse(`"${unit}"`)) : unit;
    }
  }
  const last = strings.at(-1);
  const end = last ? last.offset + last.length - 1 : source.offset;
  offsets.push(end);
  const [first, second] = strings;
  const gap = first && second ? file.slice(first.offset + first.length, second.offset) : `,${indentation(file, first)}`;
  const cellLanguage = /^%%(?:bash|sh)\b/.test(text) ? 'shellscript' : language === 'ipython' ? 'python' : language;
  return {
    text,
    language: cellLanguage,
    offsets,
    start: source.offset,
    end,
    between: source.type === 'array' ? `"${gap}"` : undefined,
  };
}

function indentation(file: string, string: Node | undefined): string {
  if (!string) return ' ';
  const line = file.slice(file.lastIndexOf('\n', string.offset) + 1, string.offset);
  return /^[ \t]*$/.test(line) ? `\n${line}` : ' ';
}
