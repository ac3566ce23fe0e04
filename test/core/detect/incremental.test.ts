import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import * as fc from 'fast-check';
import { createDetector } from '../../../src/core/detect/detector.ts';
import { createKnownValues } from '../../../src/core/detect/known.ts';
import { fingerprint, seeded, sheet, valueOf } from './make.ts';
import type { TextChange, TextView } from '../../../src/core/detect/text.ts';

const chance = seeded(11);
const shapes = ['acme_{alnum:24}', 'ak-{base64url:30-60}', '{alnum:14}.acmev1.{base64url:40}'];
const services = [
  sheet('acme', [
    ...shapes.map((shape, index) => ({ id: `acme-${index}`, title: 'Key', power: 'All.', shapes: [shape] })),
    { id: 'acme-near', title: 'Key', power: 'All.', shapes: ['{hex:32}'], near: ['acme'] },
  ]),
];
const known = valueOf('{alnum:40}', chance);
const detector = createDetector({
  services,
  fingerprint,
  known: createKnownValues([{ name: 'KNOWN_TOKEN', source: 'vault', value: known }], { key: 5, fingerprint }),
});

const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
const key = rsa.export({ type: 'pkcs8', format: 'pem' }).toString();
const keyLines = key.trim().split('\n');

/** Pieces that credentials are made of, whole and broken, and what stands between them. */
const pieces = [
  ...shapes.map((shape) => `"${valueOf(shape, chance)}"`),
  known,
  known.slice(0, 20),
  known.slice(20),
  `ACME_API_KEY = "${valueOf('{hex:32}', chance)}"`,
  'acme_',
  'ACME_KEY=',
  valueOf('{hex:32}', chance),
  valueOf('{alnum:24}', chance),
  key,
  JSON.stringify(key),
  ...keyLines,
  keyLines.slice(0, 4).join('\n'),
  keyLines.slice(4).join('\n'),
  '-----BEGIN ',
  '-----END ',
  'password: "',
  'token',
  '=',
  ':',
  '"',
  "'",
  '\n',
  '\n\n\n',
  '\r\n',
  ' ',
  '...',
  'const x = 1;\n',
  'const y = 2;\n'.repeat(12),
  'const z = 3;\n'.repeat(40),
  'lorem ipsum dolor sit amet\n',
  'x'.repeat(300),
];

const piece = fc.constantFrom(...pieces);
const document = fc.array(piece, { maxLength: 120, size: 'max' }).map((parts) => parts.join(''));
const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  removed: fc.oneof(fc.constant(0), fc.nat(3), fc.nat(200), fc.nat(3000)),
  inserted: fc.oneof(
    fc.constant(''),
    piece,
    fc.string({ maxLength: 3 }),
    fc.array(piece, { maxLength: 4 }).map((all) => all.join('')),
  ),
});

describe('an update', () => {
  it('finds what a full scan finds, whatever was edited', () => {
    fc.assert(
      fc.property(
        document,
        fc.array(fc.array(edit, { minLength: 1, maxLength: 3 }), { maxLength: 6 }),
        (start, rounds) => {
          let text = start;
          let findings = detector.scan(text);
          for (const edits of rounds) {
            const changes: TextChange[] = [];
            for (const { at, removed, inserted } of edits) {
              const from = Math.floor(at * text.length);
              const count = Math.min(removed, text.length - from);
              text = text.slice(0, from) + inserted + text.slice(from + count);
              changes.push({ start: from, removed: count, inserted: inserted.length });
            }
            findings = detector.update(findings, changes, text);
            assert.deepEqual(findings, detector.scan(text));
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  it('finds what typing a key block line by line ends in', () => {
    const filler = 'let unrelated = 0;\n'.repeat(300);
    let text = filler + filler;
    let findings = detector.scan(text);
    let at = filler.length;
    for (const character of key) {
      text = text.slice(0, at) + character + text.slice(at);
      findings = detector.update(findings, [{ start: at, removed: 0, inserted: 1 }], text);
      at++;
    }
    assert.deepEqual(findings, detector.scan(text));
    assert.equal(findings.length, 1);
  });

  it('does not take the hyphens that end an opening for those of a closing', () => {
    const opening = '-----BEGIN PRIVATE KEY-----';
    const rest = `----END PRIVATE KEY-----\n${'const y = 2;\n'.repeat(12)}${keyLines.slice(2).join('\n')}`;
    const text = opening + rest;
    const changes = [{ start: 0, removed: 0, inserted: opening.length }];
    assert.deepEqual(detector.update(detector.scan(rest), changes, text), detector.scan(text));
  });

  it('keeps the very findings where nothing changed', () => {
    const findings = detector.scan(`"${known}"`);
    assert.equal(detector.update(findings, [], `"${known}"`), findings);
  });

  it('reads of a long text what the edit asks for, and no more', () => {
    const line = '  const total = items.reduce((sum, item) => sum + item.price, 0);\n';
    const text = line.repeat(50_000);
    const view = counting(text);
    const change = { start: 25_000 * line.length + 20, removed: 0, inserted: 1 };
    detector.update(detector.scan(text), [change], view);
    assert.ok(view.read < text.length / 100, `${view.read} of ${text.length} characters were read`);
  });

  it('reads little of a single long line', () => {
    const text = 'var a=b(c,"d");'.repeat(400_000);
    const view = counting(text);
    detector.update([], [{ start: 3_000_000, removed: 2, inserted: 2 }], view);
    assert.ok(view.read < text.length / 30, `${view.read} of ${text.length} characters were read`);
  });
});

function counting(text: string): TextView & { read: number } {
  return {
    length: text.length,
    read: 0,
    slice(start, end) {
      this.read += end - start;
      return text.slice(start, end);
    },
  };
}
