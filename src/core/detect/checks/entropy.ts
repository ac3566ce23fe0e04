import { type Proof } from './proof.ts';

/**
 * A value of chance uses many different characters, and more than one sort of them. This can only refute: a word is no
 * key, but what is no word need not be one.
 */
export function provesChance(value: string): Proof {
  const distinct = new Set(value).size;
  const sorts = [/[a-z]/, /[A-Z]/, /\d/].filter((sort) => sort.test(value)).length;
  return distinct >= Math.min(10, value.length / 3) && sorts >= 2 ? 'open' : 'refuted';
}
