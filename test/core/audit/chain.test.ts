import assert from 'node:assert/strict';
import { emptyTail, link, readLine } from '../../../src/core/audit/chain.ts';
import { verifyLog } from '../../../src/core/audit/verify.ts';
import type { Tampering } from '../../../src/core/audit/tampering.ts';
import { events, logOf, sha256 } from './samples.ts';

describe('the chain of the audit log', () => {
  it('is whole as it was written', () => {
    const { lines, tail } = logOf();
    assert.deepEqual(verifyLog(lines, { sha256, checkpoint: tail }), { count: events.length, tampering: [] });
    assert.deepEqual(verifyLog([], { sha256 }), { count: 0, tampering: [] });
  });

  it('may have grown since its checkpoint', () => {
    const { tail } = logOf(events.slice(0, 3));
    assert.deepEqual(verifyLog(logOf().lines, { sha256, checkpoint: tail }).tampering, []);
  });

  it('reads back what was written', () => {
    const { line } = link(events[4] ?? assert.fail(), emptyTail, { time: 1, sha256 });
    assert.deepEqual(readLine(line)?.record.unmapped, events[4]);
    assert.equal(readLine(line)?.sequence, 1);
  });

  for (const line of ['', 'null', '{}', '[]', '{"metadata":{"sequence":1}}', 'no json', '{"a":1, "b":2}']) {
    it(`does not take ${JSON.stringify(line)} for a line`, () => assert.equal(readLine(line), undefined));
  }
});

describe('tampering', () => {
  found('an edited line', (lines) => edit(lines, 4, 'stripe.com', 'stripe.org'), { line: 5, code: 'edited' });
  found('an edited first line', (lines) => edit(lines, 0, 'node', 'nope'), { line: 1, code: 'edited' });
  found('an edited last line', (lines) => edit(lines, -1, '"status":0', '"status":1'), {
    line: events.length,
    code: 'edited',
  });
  found('added white space', (lines) => edit(lines, 2, '{', '{ '), { line: 3, code: 'unreadable' });
  found('a line of something else', (lines) => lines.with(2, 'hello'), { line: 3, code: 'unreadable' });
  found('a deleted line', (lines) => lines.toSpliced(5, 1), { line: 6, code: 'missing', lines: 1 });
  found('deleted lines', (lines) => lines.toSpliced(2, 3), { line: 3, code: 'missing', lines: 3 });
  found('a cut beginning', (lines) => lines.slice(2), { line: 1, code: 'missing', lines: 2 });
  found('a cut end', (lines) => lines.slice(0, -2), { line: events.length - 2, code: 'cut', lines: 2 });
  found('an emptied log', () => [], { line: 0, code: 'cut', lines: events.length });
  found('two lines that changed places', (lines) => lines.with(3, lines[4] ?? '').with(4, lines[3] ?? ''), {
    line: 4,
    code: 'reordered',
  });
  found('a replayed line', (lines) => [...lines, lines[4] ?? ''], { line: events.length + 1, code: 'repeated' });
  found('a replayed line in the middle', (lines) => lines.toSpliced(8, 0, lines[4] ?? ''), {
    line: 9,
    code: 'repeated',
  });
  found(
    'a log that was written anew, shorter and grown again',
    () => logOf([...events.slice(0, 3), ...events.slice(4), ...events]).lines,
    { line: events.length, code: 'rewritten' },
  );

  it('of the end is not seen without a checkpoint', () => {
    assert.deepEqual(verifyLog(logOf().lines.slice(0, -2), { sha256 }).tampering, []);
  });
});

function found(fact: string, tamper: (lines: string[]) => string[], expected: Tampering): void {
  it(`${fact} is found and located`, () => {
    const { lines, tail } = logOf();
    assert.deepEqual(placesOf(verifyLog(tamper(lines), { sha256, checkpoint: tail }).tampering), [expected]);
  });
}

function edit(lines: string[], index: number, from: string, to: string): string[] {
  const line = lines.at(index) ?? '';
  assert.ok(line.includes(from));
  return lines.with(index, line.replace(from, to));
}

/** The numbers that the lines carry follow from the rest. */
function placesOf(tampering: readonly Tampering[]): readonly Tampering[] {
  return tampering.map(({ sequences: _numbers, ...rest }) => rest);
}
