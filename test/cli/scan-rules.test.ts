import assert from 'node:assert/strict';
import { workplace } from './program.ts';
import { lines } from './scan-lines.ts';

const body = Array.from('k7x2m9q4').toReversed().join('').repeat(2) + 'z5w8';
const acme = {
  id: 'acme',
  title: 'Acme',
  anchors: ['acme_'],
  pattern: 'acme_[0-9a-z]{20}',
  rotate: 'https://acme.dev',
};
const setting = 'valetKey.services.own';

describe("valet-key scan and services of a team's own", () => {
  it("finds what the workspace's settings describe", async () => {
    using place = workplace();
    place.write({
      '.vscode/settings.json': `{ // ours\n "${setting}": ${JSON.stringify([acme])}, }`,
      'src/notes.unknown': `acme_${body}\n`,
    });
    const outcome = await place.run(['scan', '--format', 'jsonl']);
    assert.deepEqual([outcome.status, outcome.stderr], [1, '']);
    assert.deepEqual(
      lines(outcome).map(({ kind, service, redacted }) => [kind, service, redacted]),
      [['acme', 'acme', 'acme_…']],
    );
    assert.match((await place.run(['scan'])).stdout, /Acme credential/);
  });

  it('finds what the named file describes', async () => {
    using place = workplace();
    place.write({ 'rules.json': JSON.stringify([acme]), 'notes.unknown': `acme_${body}\n` });
    assert.equal((await place.run(['scan', '--rules', 'rules.json'])).status, 1);
    assert.equal((await place.run(['scan'])).status, 0);
  });

  it('says what is wrong with one, uses the others, and does not end well', async () => {
    using place = workplace();
    const broken = { ...acme, id: 'other', pattern: '(?=x)y' };
    place.write({ 'rules.json': JSON.stringify({ [setting]: [broken, acme] }), 'notes.unknown': `acme_${body}\n` });
    const outcome = await place.run(['scan', '--rules', 'rules.json', '--format', 'jsonl']);
    assert.equal(outcome.status, 2);
    assert.match(outcome.stderr, /rules\.json: valetKey\.services\.own\[0\]\.pattern has a look-around/);
    assert.equal(lines(outcome).length, 1);
  });

  it('cannot work with rules that are not there, or hold none', async () => {
    using place = workplace();
    place.write({ 'other.json': '{}', 'broken.json': '[{' });
    for (const [file, message] of [
      ['missing.json', /cannot read the rules .*ENOENT/],
      ['other.json', /neither a list of services/],
      ['broken.json', /is no JSON \(character 3\)/],
    ] as const) {
      const outcome = await place.run(['scan', '--rules', file]);
      assert.equal(outcome.status, 2);
      assert.match(outcome.stderr, message);
    }
  });
});
