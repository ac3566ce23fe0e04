import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import * as fc from 'fast-check';
import { createDetector } from '../../../src/core/detect/detector.ts';
import type { Finding } from '../../../src/core/detect/finding.ts';
import { createKnownValues } from '../../../src/core/detect/known.ts';
import { readTeamRules } from '../../../src/core/detect/team/read.ts';
import { services } from '../../../src/core/services/catalogue.ts';
import { example } from '../../../src/core/services/example.ts';
import { fingerprint, seeded, valueOf } from './make.ts';
import type { TextChange } from '../../../src/core/detect/text.ts';

/** `VALET_KEY_FUZZ` runs this many texts for each property, from another seed each time. */
const asked = Number(process.env['VALET_KEY_FUZZ'] ?? 0);
const parameters = { numRuns: asked || 120, ...(asked ? {} : { seed: 20_261_124 }) };

const chance = seeded(17);
const random = (): number => chance(2 ** 30) / 2 ** 30;
const known = [valueOf('{alnum:30}', chance), valueOf('{lower:9}', chance), `${valueOf('{alnum:12}', chance)} "é\\x`];
const team = readTeamRules([
  { id: 'acme', anchors: ['acme_', '_acme'], pattern: '[0-9a-f]{8,40}_acme|acme_[a-z0-9]{9,}' },
]);
const detector = createDetector({
  services: [...services, ...team.services],
  fingerprint,
  publishable: true,
  known: createKnownValues(
    known.map((value, index) => ({ name: `SECRET_${index}`, source: 'vault', value })),
    { key: 99, fingerprint },
  ),
});

const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const credentials = services
  .flatMap(({ credentials: kinds }) => kinds)
  .flatMap(({ shapes, check, near }) => shapes.map((shape) => ({ shape, check, near })))
  .filter((_, index) => index % 5 === 0)
  .map(({ shape, check, near }) => `${near ? `${near[0]}_key = "` : '"'}${example({ shape, check }, random)}"`);

/** What credentials are made of and hide in, whole and broken. */
const pieces = [
  ...credentials,
  ...known,
  ...known.map((value) => Buffer.from(`user:${value}`).toString('base64')),
  ...known.map((value) => encodeURIComponent(value)),
  pem,
  JSON.stringify(pem),
  Buffer.from(pem).toString('base64'),
  pem.slice(0, 60),
  ...'-----BEGIN PRIVATE KEY-----|-----END PRIVATE KEY-----|PuTTY-User-Key-File-2: ssh-rsa|LS0tLS1CRUdJTi'.split('|'),
  ...'eyJhbGciOiJIUzI1NiJ9|.|..|acme_|_acme|0a1b2c3d4e|password|PASSWORD=|api_key: |"token": "|secret|key'.split('|'),
  ...'Bearer |Basic |curl -u a:|mysql -p|login("a", "|://a:|@host|IDENTIFIED BY |<password>|</|ENV |export |--'.split(
    '|',
  ),
  ...'"|\'|`|\\|\\"|\\n|(|)|[|]|{|}|${|{{|}}|<|>|=|==|:|,|;|+|/|-|_|%|%3D|#|//|é|😀|\ud83d|\u2028|\t| '.split('|'),
  '\n',
  '\r\n',
  '\r',
  '\n'.repeat(6),
  ' '.repeat(90),
  'x'.repeat(700),
  'Ab1/'.repeat(300),
  'key="'.repeat(40),
  'const a = 1;\n'.repeat(30),
  'lorem ipsum dolor\n',
  valueOf('{hex:40}', chance),
  valueOf('{base64url:64}', chance),
];
const piece = fc.constantFrom(...pieces);
const text = fc.array(fc.oneof({ weight: 9, arbitrary: piece }, fc.string({ unit: 'binary', maxLength: 8 })), {
  maxLength: 70,
  size: 'max',
});
const path = fc.constantFrom(
  'a.ts',
  'a.py',
  '.env',
  'a.yml',
  'a.json',
  'README.md',
  'a.xml',
  'test/a.test.js',
  'a.min.js',
  'a.ipynb',
  'package-lock.json',
);
const change = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  removed: fc.oneof(fc.constant(0), fc.nat(4), fc.nat(400), fc.nat(20_000)),
  inserted: fc.oneof(fc.constant(''), piece, fc.string({ unit: 'binary', maxLength: 3 })),
});

describe('whatever the text', () => {
  it('findings lie in it, in order, apart, and hold no more of it than they show', () => {
    fc.assert(
      fc.property(text, path, (parts, file) => {
        const made = parts.join('');
        holds(detector.scan(made, { path: file }), made);
      }),
      parameters,
    );
  });

  it('one character more or less is no harm', () => {
    fc.assert(
      fc.property(text, fc.nat(), fc.string({ unit: 'binary', maxLength: 1 }), (parts, at, character) => {
        const made = parts.join('');
        const cut = at % (made.length + 1);
        const mutated = made.slice(0, cut) + character + made.slice(cut + 1);
        holds(detector.scan(mutated), mutated);
      }),
      parameters,
    );
  });

  it('an update finds what a scan finds', () => {
    fc.assert(
      fc.property(text, path, fc.array(change, { minLength: 1, maxLength: 8 }), (parts, file, edits) => {
        let made = parts.join('');
        let findings = detector.scan(made, { path: file });
        for (const edit of edits) {
          const { changes, text: edited } = apply(made, edit);
          made = edited;
          findings = detector.update(findings, changes, made, { path: file });
          assert.deepEqual(findings, detector.scan(made, { path: file }));
        }
      }),
      parameters,
    );
  });
});

function apply(
  before: string,
  { at, removed, inserted }: { readonly at: number; readonly removed: number; readonly inserted: string },
): { readonly changes: readonly TextChange[]; readonly text: string } {
  const start = Math.floor(at * before.length);
  const count = Math.min(removed, before.length - start);
  const edited = before.slice(0, start) + inserted + before.slice(start + count);
  return { changes: [{ start, removed: count, inserted: inserted.length }], text: edited };
}

function holds(findings: readonly Finding[], made: string): void {
  let last = 0;
  for (const { start, end, redacted } of findings) {
    assert.ok(start >= last && start < end && end <= made.length, `${start} to ${end} after ${last}`);
    assert.ok(redacted.endsWith('…') && redacted.length <= end - start, 'shows as much as it hides');
    last = end;
  }
}
