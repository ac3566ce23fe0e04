import { randomInt } from 'node:crypto';
import { kindById } from '../src/core/services/catalogue.ts';
import { example } from '../src/core/services/example.ts';

/** A fresh credential of a kind that opens nothing: made for one run, written down nowhere. */
export function exampleOf(kindId: string): string {
  const kind = kindById(kindId);
  const shape = kind?.shapes[0];
  if (kind === undefined || shape === undefined) throw new TypeError(`no credential kind ${kindId}`);
  return example({ shape, check: kind.check }, () => randomInt(2 ** 32) / 2 ** 32);
}
