import type { Place } from './syntax.ts';

/** Characters; no list of parameters or arguments is longer. */
const reach = 4000;

/** The characters of code that follow the literal of a place, without those of strings and comments. */
export function* codeAfter({ source, literal }: Place): Generator<{ readonly at: number; readonly character: string }> {
  const { text, regions } = source;
  const end = Math.min(text.length, literal.end + reach);
  for (let at = literal.end; at < end; at++) {
    const region = regions.at(at);
    if (region) at = region.end - 1;
    else yield { at, character: text[at] ?? '' };
  }
}
