import type { Finding } from '../detect/finding.ts';
import { regionsOf } from '../rewrite/regions.ts';
import { syntaxOf } from '../rewrite/languages.ts';
import type { TextChange, TextView } from '../detect/text.ts';
import type { TextEdit } from '../rewrite/document.ts';

/** A text as it would be with a paste in it, read piece by piece: nothing is copied but what is asked for. */
export function pastedView(view: TextView, insertions: readonly TextEdit[]): TextView {
  const pieces = piecesOf(view.length, insertions);
  return {
    length: pieces.at(-1)?.to ?? 0,
    slice(start, end) {
      return pieces
        .filter(({ from, to }) => from < end && to > start)
        .map((piece) => {
          const [first, last] = [Math.max(start, piece.from) - piece.from, Math.min(end, piece.to) - piece.from];
          return piece.text?.slice(first, last) ?? view.slice(piece.at + first, piece.at + last);
        })
        .join('');
    },
  };
}

/** A range of the text that has the paste in it. */
export interface Spot {
  readonly start: number;
  readonly end: number;
}

/** Where the insertions stand in the text that has them. */
export function pastedSpots(insertions: readonly TextEdit[]): readonly Spot[] {
  let shift = 0;
  return insertions.map(({ start, end, newText }) => {
    const from = start + shift;
    shift += newText.length - (end - start);
    return { start: from, end: from + newText.length };
  });
}

/** The insertions as changes, the last first, so that each one's offsets hold when its turn comes. */
export function pastedChanges(insertions: readonly TextEdit[]): readonly TextChange[] {
  return insertions
    .map(({ start, end, newText }) => ({ start, removed: end - start, inserted: newText.length }))
    .toReversed();
}

/** The findings that the paste brings, wholly or in part. */
export function findingsIn(findings: readonly Finding[], insertions: readonly TextEdit[]): readonly Finding[] {
  const spots = pastedSpots(insertions);
  return findings.filter((finding) => spots.some(({ start, end }) => start < finding.end && end > finding.start));
}

export interface BarePaste {
  /** The text with the paste in it. */
  readonly text: string;
  readonly language: string;
  readonly insertions: readonly TextEdit[];
  readonly findings: readonly Finding[];
}

/**
 * A value that is pasted alone where code is expected is meant as a string: the same insertions with quotes around the
 * value, so that a look-up takes their place. `undefined` where there is nothing to quote.
 */
export function quotedPaste({ text, language, insertions, findings }: BarePaste): readonly TextEdit[] | undefined {
  const spots = pastedSpots(insertions);
  const quoted = insertions.map((insertion, index) => {
    const spot = spots[index];
    const value = insertion.newText.trim();
    const alone =
      spot &&
      findings.some(({ start, end }) => start >= spot.start && end <= spot.end && text.slice(start, end) === value);
    const quote = alone ? quoteAt(text, language, spot.start) : undefined;
    return quote === undefined
      ? insertion
      : { ...insertion, newText: insertion.newText.replace(value, () => quote + value + quote) };
  });
  return quoted.some((insertion, index) => insertion !== insertions[index]) ? quoted : undefined;
}

/** What a string at this place is to be put in; `undefined` where it stands in one already, or needs none. */
function quoteAt(text: string, language: string, at: number): string | undefined {
  const syntax = syntaxOf(language);
  if (syntax?.bare) return undefined;
  if (syntax) return regionsOf(text, syntax).at(at) ? undefined : syntax.quote;
  if (!quotedFormats.has(language)) return undefined;
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, at).replaceAll(/\\./g, '');
  return (line.split('"').length - 1) % 2 === 0 ? '"' : undefined;
}

/** Data formats in which a text stands in quotes. */
const quotedFormats: ReadonlySet<string> = new Set(['json', 'jsonc', 'toml', 'terraform', 'hcl']);

interface Piece {
  /** Offsets of the text with the paste in it. */
  readonly from: number;
  readonly to: number;
  /** What was pasted; absent for what was there, from `at` on. */
  readonly text?: string;
  readonly at: number;
}

function piecesOf(length: number, insertions: readonly TextEdit[]): readonly Piece[] {
  const pieces: Piece[] = [];
  let [from, at] = [0, 0];
  const keep = (until: number): void => {
    pieces.push({ from, to: from + until - at, at });
    from += until - at;
  };
  for (const { start, end, newText } of insertions) {
    keep(start);
    pieces.push({ from, to: from + newText.length, text: newText, at: start });
    from += newText.length;
    at = end;
  }
  keep(length);
  return pieces;
}
