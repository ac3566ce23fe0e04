import assert from 'node:assert/strict';
import { createDeadline } from '../../../src/broker/grants/deadline.ts';

describe('the time of a grant', () => {
  /** Both clocks stand at 0 when a deadline at 100 is made. */
  const rows: readonly (readonly [fact: string, clocks: { now: number; elapsed: number }, isOver: boolean])[] = [
    ['lasts until its end', { now: 99, elapsed: 99 }, false],
    ['is over at its end', { now: 100, elapsed: 100 }, true],
    ['is not longer for a clock that is set back', { now: -5000, elapsed: 100 }, true],
    ['is over for a clock that is set forth', { now: 5000, elapsed: 1 }, true],
    ['is over after the machine slept', { now: 100, elapsed: 1 }, true],
  ];
  for (const [fact, clocks, isOver] of rows) {
    it(fact, () => {
      let [now, elapsed] = [0, 0];
      const deadline = createDeadline(100, { now: () => now, elapsed: () => elapsed });
      ({ now, elapsed } = clocks);
      assert.equal(deadline.isOver(), isOver);
    });
  }
});
