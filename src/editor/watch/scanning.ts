import type { Detector } from '../../core/detect/detector.ts';
import type { Finding } from '../../core/detect/finding.ts';
import type { TextInfo, TextView } from '../../core/detect/text.ts';

/** Reading this much takes a few milliseconds; between two pieces whoever else wants the thread gets it. */
export const pieceLength = 262_144;

/** The findings of the next piece of a text joined to those of the pieces before. */
export function scanPiece(
  detector: Detector,
  { view, info, from, findings }: { view: TextView; info: TextInfo; from: number; findings: readonly Finding[] },
): { findings: readonly Finding[]; to: number } {
  const to = Math.min(view.length, from + pieceLength);
  // To the detector the piece is a change of as many characters as it has: it looks at it and at what it touches.
  const change = { start: from, removed: to - from, inserted: to - from };
  return { findings: detector.update(findings, [change], view, info), to };
}

/** Scans a text of any length without keeping the thread; `undefined` where it was cancelled. */
export async function scanInPieces(
  detector: Detector,
  text: string,
  { info, isCancelled }: { info: TextInfo; isCancelled: () => boolean },
): Promise<readonly Finding[] | undefined> {
  if (text.length <= pieceLength) return isCancelled() ? undefined : detector.scan(text, info);
  const view: TextView = { length: text.length, slice: (start, end) => text.slice(start, end) };
  let [findings, from]: [readonly Finding[], number] = [[], 0];
  while (from < view.length) {
    if (isCancelled()) return undefined;
    ({ findings, to: from } = scanPiece(detector, { view, info, from, findings }));
    await turn();
  }
  return findings;
}

/** Lets everybody else have their turn. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
