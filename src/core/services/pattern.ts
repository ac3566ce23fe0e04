import { alphabets, parseShape, type ShapePart } from './shape.ts';

/** The inside of a regular expression for a shape: bounded, and without look-around, so that any engine can run it. */
export function patternOf(shape: string): string {
  return parseShape(shape).map(partPattern).join('');
}

function partPattern(part: ShapePart): string {
  if (part.type === 'text') return escape(part.text);
  if (part.type === 'choice') return `(?:${part.texts.map(escape).join('|')})`;
  const count = part.min === part.max ? `{${part.min}}` : `{${part.min},${part.max}}`;
  return `[${alphabets[part.alphabet]}]${count}`;
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
}
