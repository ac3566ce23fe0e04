import { patternOf } from '../../../../src/core/services/pattern.ts';
import type { CredentialKind } from '../../../../src/core/services/service.ts';
import { alphabets, parseShape, type ShapePart } from '../../../../src/core/services/shape.ts';
import { example } from '../../../../src/core/services/example.ts';

/** What is almost a credential of its kind: the ways to miss it by one character. */
export const misses = [
  'a foreign character',
  'a character too short',
  'glued to what is before',
  'glued to what follows',
] as const;

type Miss = (typeof misses)[number];
type Random = () => number;
type Pick = <Item>(items: readonly Item[]) => Item | undefined;

interface Draft {
  readonly parts: readonly ShapePart[];
  /** A run of the shape, by its place among the parts. */
  readonly counted: number;
  readonly pick: Pick;
  /** A whole value, proof included, of the shape or of one that is near it. */
  readonly make: (parts?: readonly ShapePart[]) => string;
}

/** Makes a value that is almost of the shape; undefined where the shape has nothing that could be missed like that. */
export function nearMiss(kind: CredentialKind, shape: string, miss: Miss, random: Random): string | undefined {
  const parts = parseShape(shape);
  const pick: Pick = (items) => items[Math.floor(random() * items.length)];
  const counted = pick(parts.flatMap((part, index) => (part.type === 'run' && part.min > 0 ? [index] : [])));
  if (counted === undefined) return undefined;
  const make = (near?: readonly ShapePart[]) =>
    example({ shape: near ? shapeOf(near) : shape, check: kind.check }, random);
  return ways[miss]({ parts, counted, pick, make });
}

const ways: Readonly<Record<Miss, (draft: Draft) => string | undefined>> = {
  'a foreign character': withForeign,
  'a character too short': ({ parts, counted, make }) => make(shortened(parts, counted)),
  'glued to what is before': ({ parts, pick, make }) => {
    const long = lengthened(parts);
    return pick(tailsOf(long[0])) + make(long);
  },
  'glued to what follows': ({ parts, pick, make }) => {
    const long = lengthened(parts.toReversed()).toReversed();
    return make(long) + pick(tailsOf(long.at(-1)));
  },
};

/** Whether a form that the vendor issues stands in the text after all, with nothing that it is a part of about it. */
export function holdsIssued(kind: CredentialKind, text: string): boolean {
  return kind.shapes.some((shape) => boundedBy(shape).test(text));
}

/** Whether what stands right after a value of the shape is a character that the value could go on with. */
export function goesOn(shape: string, next: string): boolean {
  const last = parseShape(shape).at(-1);
  return last?.type === 'run' && new RegExp(`[${alphabets[last.alphabet]}]`).test(next);
}

function boundedBy(shape: string): RegExp {
  const parts = parseShape(shape);
  const [before, after] = [edgeOf(parts), edgeOf(parts.toReversed())];
  return new RegExp(`(?<![${before}])${patternOf(shape)}(?![${after}])`);
}

/** What a value goes on with where it is longer than its shape. */
function edgeOf(parts: readonly ShapePart[]): string {
  const [part] = withoutOptional(parts);
  return part?.type === 'run' ? `\\w\\-${alphabets[part.alphabet]}` : '\\w';
}

const wordCharacters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz';

/** Replaces a character among the first of a run, so that what is left of it is too short. */
function withForeign({ parts, counted, pick, make }: Draft): string | undefined {
  const value = make();
  const part = parts[counted];
  const found = new RegExp(`^${parts.map((each) => `(${patternOf(shapeOf([each]))})`).join('')}$`, 'd').exec(value);
  const start = found?.indices?.[counted + 1]?.[0];
  if (part?.type !== 'run' || start === undefined) return undefined;
  const inside = new RegExp(`[${alphabets[part.alphabet]}]`);
  const foreign = pick(Array.from(`${wordCharacters}!é`).filter((character) => !inside.test(character)));
  const at = start + (pick(Array.from({ length: part.min }, (_, place) => place)) ?? 0);
  return value.slice(0, at) + (foreign ?? 'é') + value.slice(at + 1);
}

function shortened(parts: readonly ShapePart[], index: number): readonly ShapePart[] {
  return parts.map((part, place) =>
    part.type === 'run' && place === index ? { ...part, min: part.min - 1, max: part.min - 1 } : part,
  );
}

/** The run at the edge as long as it may be, without what may stand outside of it. */
function lengthened(parts: readonly ShapePart[]): readonly ShapePart[] {
  const [part, ...further] = withoutOptional(parts);
  if (!part) return parts;
  return [part.type === 'run' ? { ...part, min: part.max } : part, ...further];
}

function withoutOptional(parts: readonly ShapePart[]): readonly ShapePart[] {
  const from = parts.findIndex((part) => part.type !== 'choice' || !part.texts.includes(''));
  return parts.slice(Math.max(0, from));
}

/** What would make a value longer: more of the run at its edge, or any letter. */
function tailsOf(part: ShapePart | undefined): readonly string[] {
  const inside = part?.type === 'run' ? new RegExp(`[${alphabets[part.alphabet]}]`) : /\w/;
  return Array.from(wordCharacters).filter((character) => inside.test(character));
}

/** The shape that has these parts. */
function shapeOf(parts: readonly ShapePart[]): string {
  return parts.map(fieldOf).join('');
}

function fieldOf(part: ShapePart): string {
  if (part.type === 'text') return part.text;
  if (part.type === 'choice') return `{${part.texts.join('|')}}`;
  return `{${part.alphabet}:${part.min}-${part.max}}`;
}
