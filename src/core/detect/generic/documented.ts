/**
 * Whether a value is printed as an example in a standard or in the manual of a tool that everybody quotes: the tokens of
 * RFC 4122, 5849, 6455, 6749, 6750 and 7662, the key of the Azure storage emulator, the secrets of TOTP tutorials. They are kept as
 * 32-bit FNV-1a hashes, so that this file holds none of them.
 */
export function isDocumented(value: string): boolean {
  return value.length <= 100 && documented.has(hashOf(value));
}

function hashOf(value: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < value.length; at++) hash = Math.imul(hash ^ value.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

const documented: ReadonlySet<number> = new Set([
  0x03733af4, 0x08dc7824, 0x0b9a312d, 0x11facb3a, 0x16e2a740, 0x18248b10, 0x25293a6f, 0x262c7aae, 0x2fbf8b5e,
  0x3e870c1c, 0x4ca180de, 0x5457f5b0, 0x7e77ed7d, 0x874349c8, 0x8a68ccb2, 0x8b00e4c8, 0x91bd1840, 0x9a56bb6e,
  0x9da2f9e5, 0xb0870f58, 0xb2859c01, 0xb3877a9b, 0xb9d3c8ed, 0xc0cc49e7, 0xc4469f68, 0xc9cec95f, 0xcbb50c20,
  0xd5d1b367, 0xd8c5d369, 0xdcfdfd1a, 0xe6aa0327, 0xf270b0b8, 0xfcd17dab, 0x889e3528,
]);
