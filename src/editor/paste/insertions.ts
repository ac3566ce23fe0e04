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
  /** It was copied without a selection: it goes above the line of the cursor. */
  readonly wholeLine: boolean;
  /** What each of several cursors copied. */
  readonly parts?: readonly string[];
  /** The setting `editor.multiCursorPaste`. */
  readonly multiCursor: 'spread' | 'full';
}

/** What VS Code would insert where, in the order of the document: as it does when nobody interferes. */
export function insertionsFor(targets: readonly Target[], pasted: PastedText): readonly Insertion[] {
  const inOrder = targets.toSorted((one, other) => one.start - other.start);
  const own = partsFor(inOrder.length, pasted);
  return inOrder.map(({ start, end, lineStart }, index) => {
    const above = pasted.wholeLine && start === end;
    return { start: above ? lineStart : start, end: above ? lineStart : end, newText: own?.[index] ?? pasted.text };
  });
}

/** One for each cursor, where the text was copied by as many, or has as many lines. */
function partsFor(cursors: number, { text, wholeLine, parts, multiCursor }: PastedText): readonly string[] | undefined {
  if (cursors < 2 || wholeLine) return undefined;
  if (parts?.length === cursors) return parts;
  if (multiCursor === 'full') return undefined;
  const lines = text.replace(/(?:\r\n|\r|\n)$/, '').split(/\r\n|\r|\n/);
  return lines.length === cursors ? lines : undefined;
}
