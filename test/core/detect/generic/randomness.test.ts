import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { randomness } from '../../../../src/core/detect/generic/randomness.ts';
import { seeded, valueOf } from '../make.ts';

describe('randomness', () => {
  it('is below zero for words, names and identifiers', () => {
    const words = [
      'getUserName',
      'password',
      'application/json',
      'ENCRYPTION_KEY',
      'AbstractFactoryBean',
      'background-color',
    ];
    for (const word of words) assert.ok(randomness(word) < 0, word);
  });

  for (const shape of ['{alnum:16}', '{hex:32}', '{base64:24}', '{lower:16}', '{upper36:16}']) {
    it(`tells ${shape} from words, nearly always`, () => {
      const chance = seeded(3);
      const told = Array.from({ length: 500 }, () => randomness(valueOf(shape, chance)) > 12).filter(Boolean).length;
      assert.ok(told >= 495, `${told} of 500`);
    });
  }

  it('is a number for any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (text) => Number.isFinite(randomness(text))));
  });
});
