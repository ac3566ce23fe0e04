/** A cursor or a selection, in offsets of the document. */
export interface Target {
  readonly start: number;
  readonly end: number;
  /** Where its line begins. */
  readonly lineStart: number;
}

export interface Insertion {
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

export interface PastedText {
  readonly text: string;
  readonly wholeLine: boolean;
  readonly lengths: readonly number[];
  /** The setting `editor.multiCursorPaste`. */
  readonly multiCursor: 'spread' | 'full';
}

/** What VS Code would insert where, in the order of the document: as it does when nobody interferes. */
export function insertionsFor(targets: readonly Target[], pasted: PastedText): readonly Insertion[] {
  const inOrder = targets.toSorted((one, other) => one.start - other.start);
  const parts = partsFor(inOrder.length, pasted);
  return inOrder.map(({ start, end, lineStart }, index) => {
    const above = pasted.wholeLine && start === end;
    return { start: above ? lineStart : start, end: above ? lineStart : end, newText: parts?.[index] ?? pasted.text };
  });
}

/** One for each cursor, where the text was copied by as many, or has as many lines. */
function partsFor(
  cursors: number,
  { text, wholeLine, lengths, multiCursor }: PastedText,
): readonly string[] | undefined {
  if (cursors < 2 || wholeLine) return undefined;
  const copied = lengths.length === cursors ? cutBy(text, lengths) : undefined;
  if (copied || multiCursor === 'full') return copied;
  const lines = text.replace(/(?:\r\n|\r|\n)$/, '').split(/\r\n|\r|\n/);
  return lines.length === cursors ? lines : undefined;
}

/** Between what two cursors copied stands one line break. */
function cutBy(text: string, lengths: readonly number[]): readonly string[] | undefined {
  const parts: string[] = [];
  let at = 0;
  for (const length of lengths) {
    if (parts.length > 0) {
      const separator = /^(?:\r\n|\r|\n)/.exec(text.slice(at, at + 2))?.[0];
      if (separator === undefined) return undefined;
      at += separator.length;
    }
    parts.push(text.slice(at, at + length));
    at += length;
  }
  return at === text.length ? parts : undefined;
}
