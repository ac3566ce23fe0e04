import { randomInt } from 'node:crypto';
import { isFiller, isWords } from '../src/core/detect/filler.ts';
import { compileShape } from '../src/core/detect/shape-pattern.ts';
import { kindById } from '../src/core/services/catalogue.ts';
import { example } from '../src/core/services/example.ts';

/** A fresh credential of a kind that opens nothing: made for one run, written down nowhere. */
export function exampleOf(kindId: string): string {
  const kind = kindById(kindId);
  const shape = kind?.shapes[0];
  if (kind === undefined || shape === undefined) throw new TypeError(`no credential kind ${kindId}`);
  const { visible } = compileShape(shape);
  for (let tries = 1; ; tries++) {
    const made = example({ shape, check: kind.check }, () => randomInt(2 ** 32) / 2 ** 32);
    // One in some thousands reads like words or filler by chance, and is left out: a test is not to hang on that.
    const chance = made.slice(visible(made));
    if ((!isWords(chance) && !isFiller(chance)) || tries === 100) return made;
  }
}
