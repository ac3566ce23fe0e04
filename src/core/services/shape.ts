/**
 * The shape language: one line says what a credential looks like, and from it come the anchor that finds it, the
 * pattern that matches it and the generator that makes examples. So the three cannot disagree, and every pattern is
 * bounded by construction.
 *
 *     sk_{live|test}_{alnum:24-247}      literal text, a choice of literals, 24 to 247 characters of an alphabet
 *     {hex:32}                           exactly 32
 *     {uuid}                             8-4-4-4-12 lower-case hex digits
 *     {dot|}                             an empty choice makes a part optional
 */
export type ShapePart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'choice'; readonly texts: readonly string[] }
  | { readonly type: 'run'; readonly alphabet: AlphabetName; readonly min: number; readonly max: number };

export type AlphabetName = keyof typeof alphabets;

/** Character classes, as the inside of a regular expression's brackets. */
export const alphabets = {
  digit: '0-9',
  hex: '0-9a-f',
  HEX: '0-9A-F',
  anyhex: '0-9A-Fa-f',
  lower: 'a-z',
  upper: 'A-Z',
  alpha: 'A-Za-z',
  lower36: '0-9a-z',
  upper36: '0-9A-Z',
  alnum: '0-9A-Za-z',
  word: '0-9A-Z_a-z',
  base32: '2-7A-Z',
  base58: '1-9A-HJ-NP-Za-km-z',
  base64: '+/0-9A-Za-z',
  base64url: '\\-0-9A-Z_a-z',
  percent: '%+/0-9A-Za-z',
  dotted: '\\-.0-9A-Z_a-z',
  punctuated: '!#$%&*+./0-9=?@A-Z^_a-z~\\-',
} as const;

/** The longest run a shape may ask for, in characters: keeps every window small and every match linear. */
export const longestRun = 4096;

export class ShapeError extends Error {
  override readonly name = 'ShapeError';
}

/** Reads a shape; throws `ShapeError` naming what is wrong with it. */
export function parseShape(shape: string): readonly ShapePart[] {
  const parts: ShapePart[] = [];
  let at = 0;
  while (at < shape.length) {
    const open = shape.indexOf('{', at);
    if (open !== at) {
      const end = open < 0 ? shape.length : open;
      parts.push({ type: 'text', text: shape.slice(at, end) });
      at = end;
      continue;
    }
    const close = shape.indexOf('}', open);
    if (close < 0) throw new ShapeError(`unclosed brace in shape ${JSON.stringify(shape)}`);
    parts.push(...parseField(shape.slice(open + 1, close)));
    at = close + 1;
  }
  return parts;
}

function parseField(field: string): readonly ShapePart[] {
  if (field === 'uuid') return uuidParts;
  if (field.includes('|')) return [{ type: 'choice', texts: field.split('|') }];
  const match = /^(?<alphabet>\w+):(?<min>\d+)(?:-(?<max>\d+))?$/.exec(field);
  const alphabet = match?.groups?.['alphabet'];
  if (!alphabet || !isAlphabet(alphabet)) throw new ShapeError(`unknown field {${field}} in a shape`);
  const min = Number(match.groups?.['min']);
  const max = Number(match.groups?.['max'] ?? min);
  if (min > max || max > longestRun) throw new ShapeError(`the run {${field}} must not exceed ${longestRun}`);
  return [{ type: 'run', alphabet, min, max }];
}

function isAlphabet(name: string): name is AlphabetName {
  return Object.hasOwn(alphabets, name);
}

const uuidParts: readonly ShapePart[] = [8, 4, 4, 4, 12].flatMap((length, index) => {
  const run = { type: 'run', alphabet: 'hex', min: length, max: length } as const;
  return index === 0 ? [run] : [{ type: 'text', text: '-' } as const, run];
});
