import { patternOf } from '../services/pattern.ts';
import type { ShapePart } from '../services/shape.ts';
import { alphabets, parseShape } from '../services/shape.ts';

/** A shape made ready for matching. */
export interface ShapePattern {
  /** The literal texts of one place of the shape, one of which every match holds there; none where there is no such. */
  readonly anchors: readonly string[];
  /** Matches the whole shape at `lastIndex`, with what may follow it. */
  readonly sticky: RegExp;
  /** Matches the shape anywhere, bounded on both sides. */
  readonly anywhere: RegExp;
  /** What can stand before the anchor; absent where the anchor begins the shape. */
  readonly lead?: Lead;
  /** How many characters of a match are literal text at its beginning. */
  readonly visible: (value: string) => number;
  /** How many characters of a match are literal text, at least. */
  readonly literal: number;
  /** How many characters are chance, at least. */
  readonly chance: number;
  /** How many characters a match has before the first blank in it, at least. */
  readonly unbroken: number;
  readonly longest: number;
  /** Whether words and names fit where chance is meant, so that they must be told from it. */
  readonly wordy: boolean;
}

/** What stands before the anchor: of these characters, so many, beginning with this text. */
interface Lead {
  readonly characters: RegExp;
  readonly longest: number;
  readonly opening: string;
}

export function compileShape(shape: string): ShapePattern {
  const parts = parseShape(shape);
  const source = patternOf(shape);
  const boundary = `(?![0-9A-Za-z_${edgeOf(parts.toReversed())}])`;
  const anchor = chooseAnchor(parts);
  const blank = parts.findIndex((part) => part.type === 'text' && part.text.includes(' '));
  const lead = anchor && anchor.from > 0 ? leadOf(parts.slice(0, anchor.from)) : undefined;
  const prefix = new RegExp(`^${patternOf(literalStart.exec(shape)?.[0] ?? '')}`);
  return {
    anchors: anchor?.texts ?? [],
    sticky: new RegExp(source + boundary, 'y'),
    anywhere: new RegExp(`(?<![0-9A-Za-z_${edgeOf(parts)}])${source}${boundary}`, 'g'),
    ...(lead ? { lead } : {}),
    visible: (value) => prefix.exec(value)?.[0].length ?? 0,
    literal: sum(parts, (part) => (part.type === 'run' ? 0 : shortest(part))),
    chance: sum(parts, (part) => (part.type === 'run' ? part.min : 0)),
    unbroken: sum(parts.slice(0, blank < 0 ? parts.length : blank), shortest),
    longest: sum(parts, longest),
    wordy: parts.some((part) => part.type === 'run' && wordyAlphabets.has(part.alphabet) && part.min >= 12),
  };
}

const wordyAlphabets: ReadonlySet<string> = new Set([
  'alnum',
  'word',
  'base64url',
  'dotted',
  'base64',
  'punctuated',
  'lower36',
]);

/** The literal text and the choices that a shape begins with. */
const literalStart = /^(?:[^{]|\{[^}:]*\|[^}]*\})*/;

/**
 * What must not touch a match: more characters of the run at its edge, or the beginning of an end that it may have. A
 * hyphen joins what belongs together, so the parts of a UUID are no values of their own.
 */
function edgeOf([part, ...further]: readonly ShapePart[]): string {
  if (part?.type === 'run') return `\\-${alphabets[part.alphabet]}`;
  if (part?.type !== 'choice') return '';
  const starts = escapeClass(part.texts.map((text) => text.charAt(0)).join(''));
  return part.texts.includes('') ? starts + edgeOf(further) : starts;
}

interface AnchorPlace {
  readonly from: number;
  readonly texts: readonly string[];
}

/**
 * The literal text to look for: what the shape begins with where that is telling enough, else its longest. Neighbouring
 * texts and choices are joined, and the choices multiplied out while they are few.
 */
function chooseAnchor(parts: readonly ShapePart[]): AnchorPlace | undefined {
  const places: AnchorPlace[] = [];
  let place: { from: number; texts: readonly string[] } | undefined;
  parts.forEach((part, index) => {
    if (part.type === 'run') {
      place = undefined;
      return;
    }
    const choices = part.type === 'text' ? [part.text] : part.texts;
    const joined = place?.texts.flatMap((text) => choices.map((choice) => text + choice));
    if (place && joined && joined.length <= mostChoices) place.texts = joined;
    else if (!place || weight(choices) > weight(place.texts)) {
      place = { from: index, texts: choices };
      places.push(place);
    }
  });
  const [first] = places;
  if (first?.from === 0 && weight(first.texts) >= tellingLength) return first;
  return places.reduce<AnchorPlace | undefined>(
    (best, next) => (weight(next.texts) >= 2 && weight(next.texts) > weight(best?.texts ?? []) ? next : best),
    undefined,
  );
}

const mostChoices = 64;
const tellingLength = 4;

function weight(texts: readonly string[]): number {
  return texts.length === 0 ? 0 : Math.min(...texts.map((text) => text.length));
}

function leadOf(parts: readonly ShapePart[]): Lead {
  const characters = parts.map((part) =>
    part.type === 'run'
      ? alphabets[part.alphabet]
      : escapeClass(part.type === 'text' ? part.text : part.texts.join('')),
  );
  const opening = parts[0]?.type === 'text' ? parts[0].text : '';
  return { characters: new RegExp(`[${characters.join('')}]`), longest: sum(parts, longest), opening };
}

function shortest(part: ShapePart): number {
  if (part.type === 'run') return part.min;
  return part.type === 'text' ? part.text.length : Math.min(...part.texts.map((text) => text.length));
}

function longest(part: ShapePart): number {
  if (part.type === 'run') return part.max;
  return part.type === 'text' ? part.text.length : Math.max(...part.texts.map((text) => text.length));
}

function sum(parts: readonly ShapePart[], lengthOf: (part: ShapePart) => number): number {
  return parts.reduce((total, part) => total + lengthOf(part), 0);
}

function escapeClass(text: string): string {
  return text.replace(/[\\\]^-]/g, String.raw`\$&`);
}
