import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { genericProbes } from '../../../../src/core/detect/generic/probes.ts';
import { windowLength } from '../../../../src/core/detect/probe.ts';
import { createProbing } from '../../../../src/core/detect/probing.ts';

const probing = createProbing(genericProbes);
const pieces = [
  'password',
  'api_key',
  'token',
  'secret',
  'key',
  '://',
  'bearer ',
  'basic ',
  'login(',
  'curl ',
  '=',
  ':',
  ' ',
  '"',
  "'",
  '\\',
  '(',
  ')',
  ',',
  '\n',
  '{',
  '<',
  '>',
  '@',
  'a',
  'Zx9',
  '+',
  '.',
  '-p',
  'value',
  '[]',
  '||',
  'identified by',
  ' with ',
  ' FOR x',
  '**',
  '.equals(',
  'echo a',
  '| chpasswd',
  '@tcp(',
  'oracle:thin:',
  ':5432:',
  '".toCharArray(',
  'jwt.sign(',
  '>>> ',
  'Example:',
  'É',
];

describe('the generic probes', () => {
  it('find ranges that lie in the text, whatever the text', () => {
    const text = fc.array(fc.constantFrom(...pieces), { maxLength: 60 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (made) => {
        for (const { start, end } of probing({ text: made, info: { path: 'a.ts' } })) {
          assert.ok(start >= 0 && start < end && end <= made.length);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('look no further than their window', () => {
    const text = fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 60 }).map((parts) => parts.join(''));
    const far = '\n'.repeat(10) + ' '.repeat(windowLength);
    fc.assert(
      fc.property(text, (made) => {
        const alone = ranges(`${far}${made}${far}`, 0);
        const among = ranges(
          `${'"password'.repeat(50)}${far}${made}${far}${'"="'.repeat(50)}`,
          '"password'.length * 50,
        );
        assert.deepEqual(
          among.filter(({ start, end }) => start >= 0 && end <= made.length + far.length * 2),
          alone,
        );
      }),
    );
  });

  for (const piece of [
    ...pieces,
    'password=',
    'a:b://',
    'password: "',
    'password(',
    '"password",',
    'key\\\\\\"',
    'x-key-',
  ]) {
    it(`take time in proportion to the text of ${JSON.stringify(piece)}`, () => {
      const [short, long] = [40_000, 320_000].map((length) => timeOf(piece.repeat(Math.ceil(length / piece.length))));
      assert.ok((long ?? 0) < 40 * (short ?? 0) + 60, `${short} ms, then ${long} ms`);
    });
  }

  for (const [head, fill] of [
    ['password', ' '],
    ['password', '\t'],
    ['token = env("a"', ' '],
    ['password = "', 'tokens'],
  ] as const) {
    it(`take time in proportion to what follows ${head}: ${JSON.stringify(fill)} over and over`, () => {
      const [short, long] = [5000, 40_000].map((length) => timeOf(head + fill.repeat(length / fill.length) + 'q"\n'));
      assert.ok((long ?? 0) < 40 * (short ?? 0) + 60, `${short} ms, then ${long} ms`);
    });
  }
});

function ranges(text: string, shift: number): { start: number; end: number }[] {
  return probing({ text, info: { path: 'a.ts' } }).map(({ start, end }) => ({
    start: start - shift,
    end: end - shift,
  }));
}

/** Milliseconds of the processor's time, the least of three: what else the machine does is not counted. */
function timeOf(text: string): number {
  const times = [1, 2, 3].map(() => {
    const began = process.cpuUsage();
    probing({ text, info: { path: 'a.yml' } });
    return process.cpuUsage(began).user / 1000;
  });
  return Math.min(...times);
}
