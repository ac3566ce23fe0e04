import type { Finding } from './finding.ts';
import { longestBlock } from './key-block.ts';
import { windowLength, windowLines } from './probe.ts';
import type { TextChange, TextView } from './text.ts';

export interface Rescan {
  readonly before: readonly Finding[];
  readonly changes: readonly TextChange[];
  /** The text after the changes. */
  readonly text: TextView;
  /** How long a known value can be. */
  readonly longest: number;
  readonly scan: (piece: string) => readonly Finding[];
}

/**
 * The findings after changes, at the cost of the changes. A probe sees a few lines around its anchor, so a change can
 * touch only findings that lie twice as far from it: those are found anew, the others move with the text. Key blocks
 * are longer, but announce themselves, so they are looked for backwards.
 */
export function rescan({ before, changes, text, longest, scan }: Rescan): readonly Finding[] {
  const { findings, dirty } = move(before, changes);
  let kept = findings;
  for (const range of merge(dirty.map((touched) => zoneAround(text, touched, { findings, longest })))) {
    const start = back(text, range.start, longest);
    const piece = text.slice(start, forward(text, range.end, longest));
    const found = scan(piece)
      .map((finding) => moved(finding, start))
      .filter((finding) => finding.start < range.end && finding.end > range.start);
    kept = replace(kept, range, found);
  }
  return kept;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Carries findings over the changes. What a change touches becomes dirty together with the text put in. */
function move(before: readonly Finding[], changes: readonly TextChange[]): { findings: Finding[]; dirty: Range[] } {
  let findings = [...before];
  let dirty: Range[] = [];
  for (const change of changes) {
    const removedEnd = change.start + change.removed;
    const delta = change.inserted - change.removed;
    let touched: Range = { start: change.start, end: change.start + change.inserted };
    const carry = <Item extends Range>(items: readonly Item[], by: (item: Item) => Item): Item[] =>
      items.flatMap((item) => {
        if (item.end < change.start) return [item];
        if (item.start > removedEnd) return [by(item)];
        touched = {
          start: Math.min(touched.start, item.start),
          end: Math.max(touched.end, item.end + delta),
        };
        return [];
      });
    findings = carry(findings, (finding) => moved(finding, delta));
    dirty = carry(dirty, ({ start, end }) => ({ start: start + delta, end: end + delta }));
    dirty.push(touched);
  }
  return { findings, dirty };
}

function moved(finding: Finding, delta: number): Finding {
  return delta === 0 ? finding : { ...finding, start: finding.start + delta, end: finding.end + delta };
}

/** Everything a change can have touched: lines around it, findings that reach in there, and key blocks. */
function zoneAround(
  text: TextView,
  touched: Range,
  { findings, longest }: { findings: readonly Finding[]; longest: number },
): Range {
  let start = back(text, touched.start, longest);
  let end = forward(text, touched.end, longest);
  const earlier = Math.max(0, touched.start - longestBlock);
  const opened = openBlock(text.slice(earlier, touched.start), start - earlier);
  if (opened !== undefined) start = Math.min(start, earlier + opened);
  const reopened = openBlock(text.slice(start, end), end - start);
  if (reopened !== undefined) end = blockEnd(text, end, start + reopened + longestBlock);
  for (const finding of findings) {
    if (finding.start < end && finding.end > start) {
      start = Math.min(start, finding.start);
      end = Math.max(end, finding.end);
    }
  }
  return { start, end };
}

/** Where the last key block begins in `text`, unless it is closed before `limit`. */
function openBlock(text: string, limit: number): number | undefined {
  for (let at = lastOpening(text, text.length); at >= 0; at = lastOpening(text, at - 1)) {
    const armour = armourOf(text.slice(at, at + 72));
    if (!armour) continue;
    // The hyphens that end the opening are no part of a closing.
    const closed = text.indexOf(armour.closing, at + armour.opening.length);
    return closed >= 0 && closed < limit ? undefined : at;
  }
  return undefined;
}

/** How far a block can reach that is open at `end`: to the next one, or as far as blocks are long. */
function blockEnd(text: TextView, end: number, limit: number): number {
  const from = Math.max(0, end - opening.length);
  const next = text.slice(from, Math.max(end, Math.min(text.length, limit))).indexOf(opening);
  return next < 0 ? Math.max(end, Math.min(text.length, limit)) : Math.max(end, from + next);
}

function lastOpening(text: string, before: number): number {
  return before < 0 ? -1 : Math.max(text.lastIndexOf(opening, before), text.lastIndexOf(puttyOpening, before));
}

const opening = '-----BEGIN ';
const puttyOpening = 'PuTTY-User-Key-File-';

/** What opens and ends the block that begins so; undefined where no private key does. */
function armourOf(head: string): { readonly opening: string; readonly closing: string } | undefined {
  if (head.startsWith(puttyOpening)) return { opening: puttyOpening, closing: 'Private-MAC: ' };
  const match = /^-----BEGIN ([A-Z0-9 ]{0,26}PRIVATE KEY(?: BLOCK)?)-----/.exec(head);
  return match?.[1] === undefined ? undefined : { opening: match[0], closing: `-----END ${match[1]}-----` };
}

/** The start of the line that lies twice a probe's window before `at`. */
function back(text: TextView, at: number, longest: number): number {
  const floor = Math.max(0, at - 2 * windowLength - longest);
  let breaks = 2 * windowLines + 1;
  for (let end = at; end > floor; end -= pieceLength) {
    const start = Math.max(floor, end - pieceLength);
    const piece = text.slice(start, end);
    for (let index = piece.length - 1; index >= 0; index--) {
      if (piece.charCodeAt(index) !== lineFeed) continue;
      breaks = Math.max(0, breaks - 1);
      if (breaks === 0 && start + index + 1 <= at - longest) return start + index + 1;
    }
  }
  return floor;
}

/** The end of the line that lies twice a probe's window after `at`. */
function forward(text: TextView, at: number, longest: number): number {
  const ceiling = Math.min(text.length, at + 2 * windowLength + longest);
  let breaks = 2 * windowLines + 1;
  for (let start = at; start < ceiling; start += pieceLength) {
    const piece = text.slice(start, Math.min(ceiling, start + pieceLength));
    for (let index = 0; index < piece.length; index++) {
      if (piece.charCodeAt(index) !== lineFeed) continue;
      breaks = Math.max(0, breaks - 1);
      if (breaks === 0 && start + index >= at + longest) return start + index;
    }
  }
  return ceiling;
}

const pieceLength = 1024;
const lineFeed = 0x0a;

function merge(ranges: readonly Range[]): readonly Range[] {
  const merged: Range[] = [];
  for (const range of ranges.toSorted((one, other) => one.start - other.start)) {
    const last = merged.at(-1);
    if (!last || last.end < range.start) merged.push(range);
    else merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, range.end) };
  }
  return merged;
}

function replace(kept: readonly Finding[], range: Range, found: readonly Finding[]): Finding[] {
  const start = Math.min(range.start, found[0]?.start ?? range.start);
  const end = Math.max(range.end, found.at(-1)?.end ?? range.end);
  const before = kept.filter((finding) => finding.end <= start);
  const after = kept.filter((finding) => finding.start >= end);
  return [...before, ...found, ...after];
}
