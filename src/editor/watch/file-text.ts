/** The text of a file as an editor would show it: UTF-8, or UTF-16 where its first bytes say so. */
export function decode(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  // Bytes that are no UTF-8 become replacement characters; what stands around them is found all the same.
  return new TextDecoder('utf-8').decode(bytes);
}
