import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { baselineEntry, createBaselineIndex, formatBaseline, readBaseline } from '../../../src/core/policy/baseline.ts';
import type { Baseline, BaselineSubject } from '../../../src/core/policy/baseline.ts';

const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');

describe('the baseline', () => {
  const here = subject('key = "«abcdef»"');
  const entry = baselineEntry(here, 'a test vector', sha256);
  const accepted = createBaselineIndex({ version: 1, entries: [entry] }, sha256);

  it('accepts what it was told to', () => assert.equal(accepted(here)?.reason, 'a test vector'));

  describe('accepts on another machine', () => {
    row('the same line', 'key = "«abcdef»"', true);
    row('the line elsewhere in the file', '\n\nfirst\nkey = "«abcdef»"\nlast', true);
    row('the line with other indentation and line ends', '\r\n    key  =  "«abcdef»"\r\n', true);
    row('not another value', 'key = "«abcdeg»"', false);
    row('not another line', 'other = "«abcdef»"', false);
  });

  it('accepts on this machine the value on a changed line', () => {
    assert.ok(accepted({ ...subject('other = "«abcdef»"'), fingerprint: here.fingerprint }));
  });

  it('accepts neither in another file nor of another kind', () => {
    assert.equal(accepted({ ...here, file: 'other.py' }), undefined);
    assert.equal(accepted({ ...here, kind: 'other' }), undefined);
  });

  it('tells nearly every other value apart by twelve bits', () => {
    let mistaken = 0;
    for (let number = 0; number < 4_096; number++) {
      if (accepted({ ...subject(`key = "«value${number}»"`), fingerprint: 'other' })) mistaken++;
    }
    assert.ok(mistaken < 12, `${mistaken} of 4096`);
    assert.equal(entry.tag.length, 3);
  });

  it('holds neither the value nor a hash of it', () => {
    const text = formatBaseline({ version: 1, entries: [entry] });
    assert.ok(!text.includes('abcdef') && !text.includes(sha256('abcdef')));
  });

  it('is written the same whatever the order, and without repetition', () => {
    const entries = ['b.py', 'a.py', 'a.py'].map((file) => ({ ...entry, file }));
    fc.assert(
      fc.property(fc.shuffledSubarray(entries, { minLength: 3 }), (shuffled) => {
        const text = formatBaseline({ version: 1, entries: shuffled });
        assert.equal(text, formatBaseline(baselineOf(text)));
        assert.deepEqual(
          baselineOf(text).entries.map(({ file }) => file),
          ['a.py', 'b.py'],
        );
      }),
    );
  });

  describe('is broken', () => {
    for (const text of ['', '[]', '{"version":2,"entries":[]}', '{"version":1,"entries":[{}]}', withoutReason(entry)]) {
      it(`as ${text.slice(0, 30) || 'an empty file'}`, () => assert.equal(readBaseline(text).type, 'broken'));
    }
  });

  it('reads only what is around the finding on a line of megabytes', () => {
    const long = { ...here, text: `${'x'.repeat(5_000_000)}abcdef${'y'.repeat(5_000_000)}`, start: 5e6, end: 5e6 + 6 };
    const read: number[] = [];
    baselineEntry(long, 'minified', (text) => {
      read.push(text.length);
      return sha256(text);
    });
    assert.ok(read.length > 0 && Math.max(...read) < 10_000, `read ${Math.max(...read)} characters`);
  });

  function row(fact: string, marked: string, expected: boolean): void {
    it(fact, () => assert.equal(accepted({ ...subject(marked), fingerprint: 'another key' }) !== undefined, expected));
  }
});

function subject(marked: string): BaselineSubject {
  const start = marked.indexOf('«');
  const end = marked.indexOf('»') - 1;
  const text = marked.replace('«', '').replace('»', '');
  return {
    file: 'src/a.py',
    kind: 'generic',
    fingerprint: sha256(`a key ${text.slice(start, end)}`),
    text,
    start,
    end,
  };
}

function baselineOf(text: string): Baseline {
  const reading = readBaseline(text);
  assert.equal(reading.type, 'baseline');
  return reading.baseline;
}

function withoutReason(entry: object): string {
  return JSON.stringify({ version: 1, entries: [{ ...entry, reason: ' ' }] });
}
