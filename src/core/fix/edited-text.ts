import type { TextEdit } from '../rewrite/document.ts';

/** A text that is edited step by step and knows at the end which edits of the first text amount to the same. */
export interface EditedText {
  readonly text: string;
  /** Offsets of the text as it is now; in order, not overlapping. */
  apply(edits: readonly TextEdit[]): void;
  /** Offsets of the first text; in order, not overlapping, as few and as small as the steps allow. */
  edits(): readonly TextEdit[];
}

type Piece =
  | { readonly type: 'kept'; readonly start: number; readonly end: number }
  | { readonly type: 'new'; readonly text: string };

export function editedText(first: string): EditedText {
  let text = first;
  let pieces: readonly Piece[] = [{ type: 'kept', start: 0, end: first.length }];
  return {
    get text() {
      return text;
    },
    apply(edits) {
      for (const edit of edits.toReversed()) {
        text = text.slice(0, edit.start) + edit.newText + text.slice(edit.end);
        pieces = replaced(pieces, edit);
      }
    },
    edits: () => editsFrom(pieces, first),
  };
}

function lengthOf(piece: Piece): number {
  return piece.type === 'kept' ? piece.end - piece.start : piece.text.length;
}

/** The pieces with one range of them taken out and a new one in its place. */
function replaced(pieces: readonly Piece[], { start, end, newText }: TextEdit): readonly Piece[] {
  const before: Piece[] = [];
  const after: Piece[] = [];
  let at = 0;
  for (const piece of pieces) {
    const length = lengthOf(piece);
    if (at < start) before.push(part(piece, 0, Math.min(length, start - at)));
    if (at + length > end) after.push(part(piece, Math.max(0, end - at), length));
    at += length;
  }
  const added: readonly Piece[] = newText === '' ? [] : [{ type: 'new', text: newText }];
  return [...before, ...added, ...after];
}

function part(piece: Piece, from: number, to: number): Piece {
  return piece.type === 'kept'
    ? { type: 'kept', start: piece.start + from, end: piece.start + to }
    : { type: 'new', text: piece.text.slice(from, to) };
}

function editsFrom(pieces: readonly Piece[], first: string): readonly TextEdit[] {
  const edits: TextEdit[] = [];
  let [reached, newText] = [0, ''];
  const close = (start: number): void => {
    const removed = first.slice(reached, start);
    if (removed !== newText) edits.push({ start: reached, end: start, newText });
  };
  for (const piece of pieces) {
    if (piece.type === 'new') newText += piece.text;
    else {
      close(piece.start);
      [reached, newText] = [piece.end, ''];
    }
  }
  close(first.length);
  return edits;
}
