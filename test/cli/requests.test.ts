import assert from 'node:assert/strict';
import { exampleOf } from '../example.ts';
import type { Manifest } from '../../src/core/requests/manifest.ts';
import { approve, keep, workplace } from './program.ts';

describe('valet-key requests', () => {
  it('tells where the value is kept, what may read it, where it is sent, who approves and how it is revoked', async () => {
    using place = workplace();
    await keep(place, ['stripe']);
    place.write({ 'valet-key.json': JSON.stringify(manifest()) });
    const { stdout, status } = await place.run(['requests', 'stripe'], {
      env: { VALET_KEY_PASSPHRASE_FILE: undefined },
    });
    assert.equal(
      stdout,
      `stripe  Nightly copy
  asks      task:sync, for charges:read
  kept      in the vault, as "stripe"
  read      never by the task: STRIPE_KEY holds a placeholder, and the guard puts the value on allowed calls
            by the task "sync", which may read src, data without **/.env
  sent      to api.stripe.com:443 GET /v1/charges/**
  approved  by a person, once a session; a grant lives 15m at most
  revoked   at the end of every run; at once: valet-key revoke stripe; for good at https://dashboard.stripe.com/apikeys
  remarks   nobody approved it yet: the first run asks
`,
    );
    assert.equal(status, 0);
  });

  it('tells what used it, a plain command too', async () => {
    using place = workplace();
    await keep(place, ['stripe']);
    const { requests } = manifest();
    const { stripe } = requests;
    const only: Manifest = { version: 1, requests: stripe ? { stripe } : {} };
    place.write({ 'valet-key.json': JSON.stringify(only) });
    await approve(place, only);
    for (let runs = 0; runs < 2; runs++) assert.equal((await place.run(['run', '--', 'true'])).status, 0);
    const { stdout } = await place.run(['requests']);
    assert.match(stdout, /^ {2}used {6}by the command "true" 2 times, last on \d{4}-\d\d-\d\d \(proxy-only\)$/m);
  });

  it('tells what is missing, with status 1', async () => {
    using place = workplace();
    place.write({ 'valet-key.json': JSON.stringify(manifest()) });
    const { stdout, status } = await place.run(['requests']);
    assert.equal(status, 1);
    assert.match(stdout, /^stripe .*\n(?:.*\n)* {2}missing {3}its value: valet-key vault put stripe\n/);
    assert.match(stdout, /^old {2}.*\n(?:.*\n)* {2}read {6}visible to the task, in OLD_KEY\n/m);
    assert.match(stdout, /time: it expired on 2020-01-31/);
  });

  it('prints one object a request', async () => {
    using place = workplace();
    place.write({ 'valet-key.json': JSON.stringify(manifest()) });
    const { stdout } = await place.run(['requests', '--json']);
    const [first, second] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.deepEqual([first?.['name'], first?.['visible'], second?.['visible']], ['stripe', false, true]);
    assert.deepEqual(second?.['missing'], [
      { type: 'value', ref: 'old' },
      { type: 'expired', since: '2020-01-31' },
    ]);
  });

  it('writes a document for a review, with status as ever', async () => {
    using place = workplace();
    place.write({ 'valet-key.json': JSON.stringify(manifest()) });
    const { stdout, status } = await place.run(['requests', 'stripe', '--format', 'markdown']);
    assert.match(stdout, /^# Requests of valet-key\.json\n\n## `stripe` \(1 thing is missing\)\n\nNightly copy\n\n/);
    assert.match(stdout, /\n- \*\*What it may call\*\*: to `api\.stripe\.com:443` `GET` `\/v1\/charges\/\*\*`\n/);
    assert.match(stdout, /\n- \*\*What is missing\*\*: its value: `valet-key vault put stripe`\n/);
    assert.equal(status, 1);
  });

  it('gives the same for --json and --format json', async () => {
    using place = workplace();
    place.write({ 'valet-key.json': JSON.stringify(manifest()) });
    const short = await place.run(['requests', '--json']);
    assert.deepEqual(await place.run(['requests', '--format', 'json']), short);
  });

  const misuses: readonly (readonly [readonly string[], RegExp])[] = [
    [['--format', 'yaml'], /--format is one of text, json, markdown/],
    [['--format', 'text', '--json'], /--json and --format text ask for two formats/],
    [['--rotated', 'stripe', '--json'], /--rotated lists nothing/],
  ];
  for (const [args, message] of misuses) {
    it(`refuses ${args.join(' ')} with status 2`, async () => {
      using place = workplace();
      place.write({ 'valet-key.json': JSON.stringify(manifest()) });
      const { stdout, stderr, status } = await place.run(['requests', ...args]);
      assert.deepEqual([status, stdout], [2, '']);
      assert.match(stderr, message);
    });
  }

  const sources: readonly (readonly [string, RegExp])[] = [
    ['openbao', /missing {3}its provider: .*BAO_ADDR/],
    ['nowhere', /missing {3}its provider: there is none of this name; they are vault, /],
  ];
  for (const [provider, message] of sources) {
    it(`misses what the provider "${provider}" needs on this machine`, async () => {
      using place = workplace();
      const whole = manifest();
      const stripe = { ...whole.requests['stripe'], source: { provider, ref: 'kv/stripe' } };
      place.write({ 'valet-key.json': JSON.stringify({ ...whole, requests: { ...whole.requests, stripe } }) });
      const { stdout, status } = await place.run(['requests', 'stripe']);
      assert.match(stdout, message);
      assert.equal(status, 1);
    });
  }

  it('keeps reminding of a value that was in a file until it is rotated', async () => {
    using place = workplace();
    place.write({ 'a.js': `use("${exampleOf('stripe-secret-key')}");\n` });
    await place.run(['fix']);
    const before = await place.run(['requests']);
    assert.equal(before.status, 1);
    assert.match(
      before.stdout,
      /rotation: a Stripe .* was in a\.js; revoke it, then: valet-key vault put stripe --replace, or valet-key requests --rotated stripe\n/,
    );
    assert.equal((await place.run(['requests', '--rotated', 'stripe'])).status, 0);
    assert.match(place.read('valet-key.json'), /"rotated_at": "\d{4}-\d\d-\d\d"/);
    assert.equal((await place.run(['requests'])).status, 0);
    assert.match((await place.run(['requests', '--rotated', 'stripe'])).stderr, /Nothing of stripe has to be rotated/);
  });

  it('takes a new value in the place of the leaked one for its rotation', async () => {
    using place = workplace();
    const leaked = exampleOf('stripe-secret-key');
    place.write({ 'a.js': `use("${leaked}");\n` });
    await place.run(['fix']);
    await place.run(['vault', 'put', 'stripe', '--replace'], { input: leaked });
    assert.doesNotMatch(place.read('valet-key.json'), /rotated_at/);
    const { stderr } = await place.run(['vault', 'put', 'stripe', '--replace'], {
      input: exampleOf('stripe-secret-key'),
    });
    assert.match(stderr, /Noted in .*valet-key\.json: what stripe took the place of was rotated on/);
    assert.equal((await place.run(['requests'])).status, 0);
  });

  it('keeps the reminder, and the new value, where the manifest is broken', async () => {
    using place = workplace();
    place.write({ 'a.js': `use("${exampleOf('stripe-secret-key')}");\n` });
    await place.run(['fix']);
    const whole = place.read('valet-key.json');
    place.write({ 'valet-key.json': whole.slice(0, -3) });
    const { stderr, status } = await place.run(['vault', 'put', 'stripe', '--replace'], {
      input: exampleOf('stripe-secret-key'),
    });
    assert.equal(status, 0);
    assert.match(stderr, /The value is kept\. Its reminder stays: the manifest is broken/);
    place.write({ 'valet-key.json': whole });
    assert.match((await place.run(['requests'])).stdout, /rotation: a Stripe/);
  });

  it('answers with status 2 to a name that is not there and to a broken manifest', async () => {
    using place = workplace();
    place.write({ 'valet-key.json': JSON.stringify(manifest()) });
    const unknown = await place.run(['requests', 'strip']);
    assert.deepEqual([unknown.status, unknown.stdout], [2, '']);
    assert.match(unknown.stderr, /no request "strip"\. Did you mean "stripe"\?/);
    place.write({ 'valet-key.json': '{' });
    assert.equal((await place.run(['requests'])).status, 2);
  });
});

function manifest(): Manifest {
  const common = { call: [], max_ttl: '15m', approval: 'once-per-session' as const };
  return {
    version: 1,
    requests: {
      stripe: {
        ...common,
        subject: 'task:sync',
        purpose: 'Nightly copy',
        authorization_details: [{ type: 'api_credential', actions: ['charges:read'] }],
        call: [{ host: 'api.stripe.com:443', methods: ['GET'], paths: ['/v1/charges/**'] }],
        source: { provider: 'vault', ref: 'stripe' },
        delivery: { mode: 'header', env: 'STRIPE_KEY', header: 'Authorization', format: 'Bearer {}' },
      },
      old: {
        ...common,
        subject: 'user:somebody',
        purpose: 'An old one',
        authorization_details: [{ type: 'api_credential' }],
        source: { provider: 'vault', ref: 'old' },
        delivery: { mode: 'env', env: 'OLD_KEY' },
        approval: 'until-expiry',
        expires_at: '2020-01-31',
      },
    },
    tasks: {
      sync: { command: ['true'], uses: ['stripe'], read: { files: ['src', 'data'], deny_files: ['**/.env'] } },
    },
  };
}
