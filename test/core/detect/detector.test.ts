import assert from 'node:assert/strict';
import { createDetector } from '../../../src/core/detect/detector.ts';
import type { Finding } from '../../../src/core/detect/finding.ts';
import { fingerprint, seeded, sheet, valueOf } from './make.ts';

const chance = seeded(1);
const acme = {
  live: 'acme_{live|test}_{alnum:24}',
  short: 'ak-{base64url:30-60}',
  middle: '{alnum:14}.acmev1.{base64url:40}',
  tail: '{hex:32}-ac{digit:1-2}',
  plain: '{hex:32}',
};
const services = [
  sheet('acme', [
    { id: 'acme-live', title: 'Acme key', power: 'All.', shapes: [acme.live], spare: ['4eC39HqLyj'] },
    { id: 'acme-short', title: 'Acme short key', power: 'All.', shapes: [acme.short] },
    { id: 'acme-middle', title: 'Acme token', power: 'All.', shapes: [acme.middle] },
    { id: 'acme-tail', title: 'Acme mail key', power: 'All.', shapes: [acme.tail] },
    { id: 'acme-plain', title: 'Acme plain key', power: 'All.', shapes: [acme.plain], near: ['acmeapikey', 'acme'] },
    { id: 'acme-shown', title: 'Acme id', power: 'None.', shapes: ['acpk_{alnum:24}'], role: 'publishable' },
  ]),
];
const detector = createDetector({ services, fingerprint });
const live = valueOf(acme.live, chance);
const short = valueOf(acme.short, chance);
const middle = valueOf(acme.middle, chance);
const tail = valueOf(acme.tail, chance);
const plain = valueOf(acme.plain, chance);

describe('the detector', () => {
  describe('finds a shape with literal text', () => {
    check('in quotes', `const key = "«${live}»";`, 'acme-live high');
    check('at the very start and end', `«${live}»`, 'acme-live high');
    check('in a header', `curl -H "Authorization: Bearer «${live}»" https://api.acme.example`, 'acme-live high');
    check('in a query', `https://api.acme.example/?key=«${live}»&page=2`, 'acme-live high');
    check('after an escaped line break', String.raw`"first\n«${live}»\nlast"`, 'acme-live high');
    check('after a percent escape', `next=%22«${live}»%22`, 'acme-live high');
    check('twice on a line', `["«${live}»", "«${live}»"]`, 'acme-live high', 'acme-live high');
    check('with a short literal', `key: «${short}»`, 'acme-short medium');
    check('whose literal is in the middle', `token=«${middle}»`, 'acme-middle high');
    check('whose literal is at the end', `MAIL_KEY=«${tail}»`, 'acme-tail medium');
  });

  describe('is as sure of a named kind as of the same value without it', () => {
    const key = valueOf('{alnum:28}', chance);
    const named = createDetector({
      services: [
        sheet('acme', [{ id: 'acme-named', title: 'Acme key', power: 'All.', shapes: ['{alnum:28}'], near: ['acme'] }]),
      ],
      fingerprint,
    });
    const sureOf = (path: string): readonly string[] =>
      named.scan(`acme_api_key = '${key}'`, { path }).map(({ kind, confidence }) => `${kind} ${confidence}`);
    it('in code', () => assert.deepEqual(sureOf('a.py'), ['acme-named medium']));
    it('in tests', () => assert.deepEqual(sureOf('tests/a.py'), ['acme-named medium']));
    it('in code of others', () => assert.deepEqual(sureOf('vendor/a.py'), ['acme-named low']));
  });

  describe('leaves alone', () => {
    check('a longer run', `"${live}Z"`);
    check('a shorter run', `"${live.slice(0, -1)}"`);
    check('what begins inside a word', `"x${live}"`);
    check('another case of the literal', `"${live.toUpperCase()}"`);
    check('filler', `"acme_live_${'x'.repeat(24)}"`);
    check('ascending filler', `"acme_live_abcdefghijklmnopqrstuvwx"`);
    check('a documented example', `"acme_live_4eC39HqLyjWd7RjtM2uT1pKz"`);
    check('a value cut short', `"${live}..."`);
    check('a value that goes on in a template', `\`${live}\${suffix}\``);
    check('names that look like a shape', '.ak-loading-spinner-animation-wrapper-inner { }');
    check('a publishable key', `"${valueOf('acpk_{alnum:24}', chance)}"`);
    check('a file that is none', `\0${live}`);
    check('base64 in which it turns up by chance', `${'Ab9/'.repeat(30)}${live}`);
  });

  it('reports a publishable key where that is asked for, and no filler of its shape', () => {
    const asked = createDetector({ services, fingerprint, publishable: true });
    const text = `"${valueOf('acpk_{alnum:24}', chance)}", "acpk_${'x'.repeat(24)}"`;
    assert.deepEqual(
      asked.scan(text).map(({ kind, confidence }) => `${kind} ${confidence}`),
      ['acme-shown medium'],
    );
  });

  describe('finds a shape without literal text by the name before it', () => {
    check('in an assignment', `ACME_API_KEY = "«${plain}»"`, 'acme-plain medium');
    check('in camel case', `const myAcmeApiKey: string = '«${plain}»';`, 'acme-plain medium');
    check('in a member', `{ "acme-api-key": "«${plain}»" }`, 'acme-plain medium');
    check('in a header', `-H 'X-Acme-Api-Key: «${plain}»'`, 'acme-plain medium');
    check('as an argument', `new Acme.Client(key, "«${plain}»")`, 'acme-plain low');
    check('but not a digest', `acme_key_sha256 = "${plain}"`);
    check('but not a revision', `github.com/acme/sdk/commit/${plain}`);
    check('but not with other letters', `acme_api_key = "${plain.slice(1)}g"`);
    check('but not inside another word', `pacmeapikey = "${plain}"`);
    check('but not on another line', `acme_api_key\n"${plain}"`);
  });

  it('tells name, service, what may be shown and the fingerprint', () => {
    const [finding] = detector.scan(`STRIPEISH_KEY="${live}"`);
    assert.equal(finding?.name, 'STRIPEISH_KEY');
    assert.equal(finding?.service, 'acme');
    assert.equal(finding?.redacted, `${live.slice(0, 10)}…`);
    assert.equal(finding?.fingerprint, fingerprint(live));
  });

  it('reports no value in any field', () => {
    const text = `A="${live}"\nB=${short}\nACME_API_KEY=${plain}\nC=${middle}`;
    const report = JSON.stringify(detector.scan(text));
    for (const value of [live, short, plain, middle]) assert.ok(!report.includes(value.slice(-12)));
  });
});

function check(fact: string, marked: string, ...expected: readonly string[]): void {
  it(fact, () => {
    const ranges: [number, number][] = [];
    let text = '';
    for (const piece of marked.split(/(?=[«»])/)) {
      if (piece.startsWith('«')) ranges.push([text.length, text.length]);
      const last = ranges.at(-1);
      if (piece.startsWith('»') && last) last[1] = text.length;
      text += piece.replace(/^[«»]/, '');
    }
    // What generic detection makes of the same text has its own tests.
    const findings = detector.scan(text).filter(({ service }) => service !== undefined);
    assert.deepEqual(findings.map(kindOf), expected);
    assert.deepEqual(
      findings.map(({ start, end }) => [start, end]),
      ranges,
    );
  });
}

function kindOf({ kind, confidence }: Finding): string {
  return `${kind} ${confidence}`;
}
