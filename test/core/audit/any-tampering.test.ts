import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { verifyLog } from '../../../src/core/audit/verify.ts';
import { events, logOf } from './samples.ts';
import { sha256 } from './samples.ts';

const anyLog = fc.array(fc.constantFrom(...events), { minLength: 2, maxLength: 30 });
const two = fc.tuple(fc.nat(), fc.nat());

/** Each answers with other lines than it was given. */
const ways: Readonly<Record<string, (lines: readonly string[], one: number, other: number) => readonly string[]>> = {
  'a character that was changed': (lines, one, other) => {
    const line = lines[one] ?? '';
    const at = other % line.length;
    return lines.with(one, `${line.slice(0, at)}${line[at] === '0' ? '1' : '0'}${line.slice(at + 1)}`);
  },
  'lines that were deleted': (lines, one, other) => lines.toSpliced(one, 1 + (other % (lines.length - one))),
  'a line that was repeated': (lines, one, other) => lines.toSpliced(other, 0, lines[one] ?? ''),
  'two lines that changed places': (lines, one, other) =>
    lines.with(one, lines[other] ?? '').with(other, lines[one] ?? ''),
  'a line of another log': (lines, one) => lines.with(one, logOf(events.toReversed()).lines[one % events.length] ?? ''),
  'text that was put in': (lines, one) => lines.toSpliced(one, 0, 'text'),
  'an end that was cut off': (lines, one) => lines.slice(0, one),
  'a beginning that was cut off': (lines, one) => lines.slice(one + 1),
  'a log that was written anew': (lines) => logOf(events.slice(0, lines.length).toReversed()).lines,
};

describe('in any log with a checkpoint', () => {
  for (const [fact, tamper] of Object.entries(ways)) {
    it(`${fact} is found, and located in the log`, () => {
      fc.assert(
        fc.property(anyLog, two, (all, [first, second]) => {
          const { lines, tail } = logOf(all);
          const changed = tamper(lines, first % lines.length, second % lines.length);
          fc.pre(changed.join() !== lines.join());
          const { tampering } = verifyLog(changed, { sha256, checkpoint: tail });
          assert.notDeepEqual(tampering, []);
          for (const { line, through = line } of tampering) assert.ok(line >= 0 && through <= changed.length);
        }),
        { numRuns: 200 },
      );
    });
  }

  it('one changed line is located to itself or the line beside it', () => {
    fc.assert(
      fc.property(anyLog, two, (all, [first, second]) => {
        const { lines, tail } = logOf(all);
        const at = first % lines.length;
        const changed = ways['a character that was changed']?.(lines, at, second) ?? assert.fail();
        fc.pre(changed[at] !== lines[at]);
        const [found = assert.fail()] = verifyLog(changed, { sha256, checkpoint: tail }).tampering;
        assert.ok(Math.abs(found.line - (at + 1)) <= 1, JSON.stringify(found));
      }),
      { numRuns: 500 },
    );
  });
});
