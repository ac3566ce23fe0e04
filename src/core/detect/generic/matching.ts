/** A stretch of text by its offsets, the end exclusive. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Applies a sticky pattern at one offset; its `lastIndex` is then the end of the match. */
export function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** Whether an odd number of quotes stands before an offset on its line, as far as is looked back. */
export function insideString(text: string, at: number): boolean {
  let [double, single, back] = [0, 0, 0];
  for (let index = at - 1; index >= at - 256 && index >= 0; index--) {
    const code = text.charCodeAt(index);
    if (code === 0x0a) break;
    if (code === 0x22) double++;
    else if (code === 0x27) single++;
    else if (code === 0x60) back++;
  }
  return ((double | single | back) & 1) === 1;
}
