import assert from 'node:assert/strict';
import { steadyClock } from '../../../src/broker/run/steady-clock.ts';

describe('the clock of a run', () => {
  for (const [fact, wall, steady, expected] of [
    ['goes on as time does', 1_000_500, 500, 1_000_500],
    ['goes on where the clock is set back', 1_000, 60_000, 1_060_000],
    ['follows a clock that is set forward, and a machine that slept', 9_000_000, 500, 9_000_000],
  ] as const) {
    it(fact, () => {
      const at = { wall: 1_000_000, steady: 0 };
      const now = steadyClock(
        () => at.wall,
        () => at.steady,
      );
      Object.assign(at, { wall, steady });
      assert.equal(now(), expected);
    });
  }
});
