import assert from 'node:assert/strict';
import { prove } from '../../../src/core/detect/prove.ts';
import { services } from '../../../src/core/services/catalogue.ts';
import { example } from '../../../src/core/services/example.ts';
import { patternOf } from '../../../src/core/services/pattern.ts';
import type { CredentialKind } from '../../../src/core/services/service.ts';
import { assert as hold, nat, property } from 'fast-check';
import { seeded } from './seeded.ts';

describe('examples', () => {
  for (const service of services) {
    it(`${service.title}: every example has its shape and passes its proof`, () => {
      for (const kind of service.credentials) for (const shape of kind.shapes) check(kind, shape);
    });
  }

  it('are the same for the same seed and differ with it', () => {
    const [one, same, other] = [1, 1, 2].map((seed) => example({ shape: 'x_{alnum:24}' }, seeded(seed)));
    assert.equal(one, same);
    assert.notEqual(one, other);
  });
});

function check(kind: CredentialKind, shape: string): void {
  const whole = new RegExp(`^(?:${patternOf(shape)})$`);
  hold(
    property(nat(), nat(), (seed, place) => {
      const value = example({ shape, check: kind.check }, seeded(seed));
      if (!isFile(kind)) assert.ok(whole.test(value), `${kind.id}: an example without the shape ${shape}`);
      if (kind.check) assert.notEqual(prove(kind.check, value), 'refuted', `${kind.id}: ${shape}`);
      const at = place % value.length;
      assert.ok(!whole.test(`${value.slice(0, at)}\u00a0${value.slice(at + 1)}`), `${kind.id}: a foreign character`);
      assert.ok(!whole.test(value.slice(0, 2)), `${kind.id}: two characters`);
    }),
    { numRuns: 8, seed: 1 },
  );
}

/** Whole files have their own form: their shape only says how they begin. */
function isFile(kind: CredentialKind): boolean {
  return kind.check === 'gcp-service-account' || kind.check === 'private-key';
}
