/** One element of DER: its tag, and where its content lies. */
export interface Element {
  readonly tag: number;
  readonly start: number;
  readonly end: number;
}

/** The elements between two offsets; undefined where they do not fill the space exactly. */
export function elements(bytes: Uint8Array, start: number, end: number): readonly Element[] | undefined {
  const found: Element[] = [];
  let at = start;
  while (at < end) {
    const element = elementAt(bytes, at, end);
    if (!element || found.length === mostElements) return undefined;
    found.push(element);
    at = element.end;
  }
  return found;
}

/** More than any key has. */
const mostElements = 64;

function elementAt(bytes: Uint8Array, at: number, limit: number): Element | undefined {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined) return undefined;
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
  if (lengthBytes > 3 || first === 0x80) return undefined;
  let length = lengthBytes === 0 ? first : 0;
  for (let index = 0; index < lengthBytes; index++) length = length * 256 + (bytes[at + 2 + index] ?? 0);
  const start = at + 2 + lengthBytes;
  return start + length <= limit ? { tag, start, end: start + length } : undefined;
}
