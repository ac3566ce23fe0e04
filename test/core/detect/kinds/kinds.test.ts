import assert from 'node:assert/strict';
import { assert as hold, constantFrom, nat, property } from 'fast-check';
import { atLeast, type Confidence } from '../../../../src/core/detect/finding.ts';
import { example } from '../../../../src/core/services/example.ts';
import type { CredentialKind } from '../../../../src/core/services/service.ts';
import { detector, kinds, looksMadeUp, nameOf, random, runs } from './catalogue.ts';
import { goesOn, holdsIssued, misses, nearMiss } from './near-misses.ts';
import { placed, type Surrounding, surroundings } from './surroundings.ts';

describe('every credential kind is found as itself wherever it stands, and left alone where it is made to be shown:', () => {
  for (const kind of kinds) {
    it(kind.id, () => {
      const places = surroundings.filter(({ nameless }) => !nameless || !kind.near);
      hold(
        property(nat(), constantFrom(...kind.shapes), constantFrom(...places), (seed, shape, place) => {
          const value = example({ shape, check: kind.check }, random(seed));
          if ((place.holds && !place.holds.test(value)) || looksMadeUp(value, { shape, check: kind.check })) return;
          const { text, start, end } = placed(place, nameOf(kind), value);
          if (goesOn(shape, text.charAt(end))) return;
          const ranges = detector
            .scan(text, { path: place.path })
            .filter((finding) => finding.kind === kind.id && atLeast(finding.confidence, leastIn(place, kind)))
            .map((finding) => [finding.start, finding.end]);
          const expected = kind.role === 'publishable' ? [] : [[start, end]];
          assert.deepEqual(ranges, expected, `${kind.id}, ${shape}, in ${place.title}`);
        }),
        runs(16),
      );
    });
  }
});

describe('what is almost a credential is not found as one:', () => {
  for (const kind of kinds.filter(({ role }) => role !== 'publishable')) {
    it(kind.id, () => {
      const tried = new Set<string>();
      hold(
        property(nat(), (seed) => {
          for (const shape of kind.shapes) {
            for (const miss of misses) {
              const value = nearMiss(kind, shape, miss, random(seed));
              const text = `${nameOf(kind)} = "${value}"`;
              if (value === undefined || holdsIssued(kind, text)) continue;
              tried.add(miss);
              const found = detector.scan(text).filter((finding) => finding.kind === kind.id);
              assert.equal(found.length, 0, `${kind.id}: ${miss}, of ${shape}`);
            }
          }
        }),
        runs(4),
      );
      assert.deepEqual([...tried].toSorted(), misses.toSorted(), 'a near miss was never made');
    });
  }
});

/** How sure a finding must be, at least. */
function leastIn({ said }: Surrounding, { near }: CredentialKind): Confidence {
  return said && near ? 'low' : 'medium';
}
