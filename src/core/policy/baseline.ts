import { isRecord, isText } from './shapes.ts';

/**
 * `valet-key.baseline.json`: findings that somebody has looked at and accepted, each with a reason.
 *
 * A fingerprint is made under a key that each machine has for itself, so it recognises a value on the machine that
 * wrote the entry, and on that one alone. Everywhere else an entry is recognised by its file, its kind, the SHA-256 of
 * its line with the value masked out, and a *tag*: 12 bits of a hash over that line and the value. Another value on
 * the same line has another tag, 4,095 times of 4,096, and is reported. Who guesses at the value learns next to
 * nothing from the tag, as one guess in 4,096 has it by chance.
 */
export interface Baseline {
  readonly version: 1;
  readonly entries: readonly BaselineEntry[];
}

export interface BaselineEntry {
  /** Slash-separated, relative to the baseline. */
  readonly file: string;
  readonly kind: string;
  readonly fingerprint: string;
  /** SHA-256 of the line with the value masked out, in hex. */
  readonly context: string;
  /** Three hex digits. */
  readonly tag: string;
  readonly reason: string;
}

/** A finding and the text it stands in. */
export interface BaselineSubject {
  readonly file: string;
  readonly kind: string;
  readonly fingerprint: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** In hex. */
export type Sha256 = (text: string) => string;

export const baselineName = 'valet-key.baseline.json';

export type BaselineReading =
  | { readonly type: 'baseline'; readonly baseline: Baseline }
  /** A baseline that cannot be read accepts nothing. */
  | { readonly type: 'broken'; readonly message: string };

export function readBaseline(text: string): BaselineReading {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { type: 'broken', message: 'The baseline is not JSON.' };
  }
  if (!isRecord(read) || read['version'] !== 1 || !Array.isArray(read['entries'])) {
    return { type: 'broken', message: 'The baseline needs "version": 1 and "entries".' };
  }
  const entries: readonly unknown[] = read['entries'];
  const bad = entries.findIndex((entry) => !isEntry(entry));
  if (bad >= 0) return { type: 'broken', message: `Entry ${bad + 1} of the baseline lacks a field or a reason.` };
  return { type: 'baseline', baseline: { version: 1, entries: entries as readonly BaselineEntry[] } };
}

/** Sorted and one entry a block, so that two people's additions merge. */
export function formatBaseline({ entries }: Baseline): string {
  const sorted = new Map(entries.map((entry) => [sortKey(entry), entry]));
  const written = [...sorted].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, entry]) => inOrder(entry));
  return `${JSON.stringify({ version: 1, entries: written }, undefined, 2)}\n`;
}

function sortKey({ file, kind, context, tag }: BaselineEntry): string {
  return [file, kind, context, tag].join('\n');
}

export function baselineEntry(subject: BaselineSubject, reason: string, sha256: Sha256): BaselineEntry {
  const { file, kind, fingerprint } = subject;
  return { file, kind, fingerprint, ...marksOf(subject, sha256), reason };
}

/** Whether a finding is accepted, with the entry that says so. */
export function createBaselineIndex(
  { entries }: Baseline,
  sha256: Sha256,
): (subject: BaselineSubject) => BaselineEntry | undefined {
  const byPlace = new Map<string, BaselineEntry[]>();
  for (const entry of entries) {
    const place = `${entry.file}\n${entry.kind}`;
    byPlace.set(place, [...(byPlace.get(place) ?? []), entry]);
  }
  return (subject) => {
    const near = byPlace.get(`${subject.file}\n${subject.kind}`);
    if (!near) return undefined;
    const own = near.find(({ fingerprint }) => fingerprint === subject.fingerprint);
    if (own) return own;
    const { context, tag } = marksOf(subject, sha256);
    return near.find((entry) => entry.context === context && entry.tag === tag);
  };
}

function marksOf({ text, start, end }: BaselineSubject, sha256: Sha256): { context: string; tag: string } {
  const before = text.slice(Math.max(0, start - longestSide), start);
  const after = text.slice(end, end + longestSide);
  const [lineStart, lineEnd] = [before.lastIndexOf('\n') + 1, after.indexOf('\n')];
  const line = `${before.slice(lineStart)}\u2026${lineEnd < 0 ? after : after.slice(0, lineEnd)}`;
  // Blanks are folded: an entry outlives a formatter and a change of line ends.
  const context = sha256(line.replaceAll(/\s+/g, ' ').trim());
  return { context, tag: sha256(`${context}\n${text.slice(start, end)}`).slice(0, 3) };
}

/** Of a line of megabytes only what is near the value counts. */
const longestSide = 1_000;

function inOrder({ file, kind, fingerprint, context, tag, reason }: BaselineEntry): BaselineEntry {
  return { file, kind, fingerprint, context, tag, reason };
}

function isEntry(value: unknown): value is BaselineEntry {
  if (!isRecord(value)) return false;
  const texts = ['file', 'kind', 'fingerprint', 'context', 'tag', 'reason'].every((name) => isText(value[name]));
  return texts && String(value['reason']).trim() !== '';
}
