import assert from 'node:assert/strict';
import { exampleOf } from '../example.ts';
import { workplace } from './program.ts';

describe('valet-key inventory', () => {
  it('lists what connects to a service, with where that is said, and what was reviewed', async () => {
    using place = workplace();
    place.write({
      'shop/package.json': '{\n  "dependencies": { "openai": "7", "stripe": "1" }\n}\n',
      'shop/pay.js': `const key = '${exampleOf('stripe-secret-key')}';\n`,
    });
    await place.run(['fix', 'shop/pay.js']);
    const { status, stdout, stderr } = await place.run(['inventory']);
    assert.equal(status, 1, stderr);
    assert.match(
      stdout,
      /^shop\n {2}OpenAI {2}not reviewed\n {10}package openai in shop\/package\.json:2\n {2}Stripe {2}requested: stripe\n/,
    );
    assert.match(stderr, /^2 connections of 1 app; 1 not reviewed/);
    const rows = (await place.run(['inventory', '--format', 'jsonl', '--unreviewed'])).stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    assert.deepEqual(rows, [
      {
        app: 'shop',
        service: 'openai',
        signs: [{ type: 'package', name: 'openai', path: 'shop/package.json', line: 2 }],
        requests: [],
      },
    ]);
  });

  it('ends with status 0 where nothing connects', async () => {
    using place = workplace();
    place.write({ 'a.js': 'let a = 1;\n' });
    assert.deepEqual(await place.run(['inventory']), {
      status: 0,
      signal: undefined,
      stdout: '',
      stderr: 'Nothing here connects to a service that is known.\n',
    });
  });

  it('says what it cannot read, and does not take a broken manifest for a review', async () => {
    using place = workplace();
    place.write({ 'a.js': 'fetch("https://api.stripe.com")\n' });
    const missing = await place.run(['inventory', 'nowhere']);
    assert.equal(missing.status, 2);
    assert.match(missing.stderr, /cannot read nowhere \(ENOENT\)/);
    place.write({ 'valet-key.json': '{ "version": 1, "requests": ' });
    const broken = await place.run(['inventory']);
    assert.equal(broken.status, 2);
    assert.match(broken.stderr, /the manifest is broken/);
  });
});
