import assert from 'node:assert/strict';
import { isRunOfStems } from '../../../../src/core/detect/generic/stems.ts';

const rows: readonly (readonly [word: string, made: boolean])[] = [
  ['password', true],
  ['mysecretpassword', true],
  ['tokens', true],
  ['tokensq', false],
  ['passwort', false],
  ['rocket', false],
];

describe('a run of words that name secrets', () => {
  for (const [word, made] of rows) {
    it(`is ${made ? '' : 'not '}${word}`, () => assert.equal(isRunOfStems(word), made));
  }

  it('is told however often it can be parted in two ways', () => {
    assert.equal(isRunOfStems('tokens'.repeat(5000)), true);
    assert.equal(isRunOfStems(`${'tokens'.repeat(5000)}q`), false);
  });
});
