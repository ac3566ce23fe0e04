export interface Position {
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

/** Turns offsets into lines and columns. Offsets that ascend cost one pass over the text together. */
export function createPositions(text: string): (offset: number) => Position {
  let line = 1;
  let lineStart = 0;
  let lineEnd = endFrom(text, 0);
  return (offset) => {
    if (offset < lineStart) [line, lineStart, lineEnd] = [1, 0, endFrom(text, 0)];
    while (lineEnd < offset) {
      line++;
      lineStart = lineEnd + 1;
      lineEnd = endFrom(text, lineStart);
    }
    return { line, column: offset - lineStart + 1 };
  };
}

function endFrom(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? Number.POSITIVE_INFINITY : end;
}
