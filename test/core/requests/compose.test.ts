import assert from 'node:assert/strict';
import { composeRequest, isPlain } from '../../../src/core/requests/compose.ts';
import type { Composition } from '../../../src/core/requests/compose.ts';
import { addRequest } from '../../../src/core/requests/edit.ts';
import { knownRequests } from '../../../src/core/requests/known-requests.ts';
import { readManifest } from '../../../src/core/requests/read.ts';
import type { Send } from '../../../src/core/services/service.ts';
import { acme, fingerprintOf, lookalike, manifestText, request } from './samples.ts';

const found: Composition = {
  service: acme,
  kind: 'acme-key',
  fingerprint: fingerprintOf('c'),
  file: 'src/sync.ts',
  subject: 'task:sync',
};

const generic = { service: undefined, kind: 'password' };

describe('composing a request', () => {
  it('asks for as little as the fact sheet knows', () => {
    assert.deepEqual(composeRequest(knownRequests(), found), {
      name: 'acme',
      env: 'ACME_API_KEY',
      reused: false,
      request: {
        subject: 'task:sync',
        purpose: 'Acme API key used in src/sync.ts',
        authorization_details: [
          {
            type: 'api_credential',
            locations: ['https://api.acme.example', 'https://*.acme.example:8443'],
            actions: ['orders:read'],
          },
        ],
        call: [{ host: 'api.acme.example:443' }, { host: '*.acme.example:8443' }],
        source: { provider: 'vault', ref: 'acme' },
        delivery: { mode: 'header', env: 'ACME_API_KEY', header: 'Authorization', format: 'Bearer {}' },
        max_ttl: '1h',
        approval: 'once-per-session',
        replaces: [{ file: 'src/sync.ts', kind: 'acme-key', fingerprint: fingerprintOf('c') }],
      },
    });
  });

  names('reuses the request for the same value', { fingerprint: fingerprintOf('a') }, 'acme ACME_API_KEY reused');
  names('gives another value another name and variable', {}, 'acme-2 ACME_API_KEY_2');
  names(
    'leaves names alone that the vault uses',
    { isTaken: (entry: string) => entry === 'acme-2' },
    'acme-3 ACME_API_KEY_2',
  );
  names(
    'takes the name of the code where it says more',
    { name: 'ACME_API_KEY_STAGING' },
    'acme-2 ACME_API_KEY_STAGING',
  );
  names('takes the name of the code where it tells two apart', { name: 'acmeLiveKey' }, 'acme-2 ACME_LIVE_KEY');
  names('takes no name of the code that says less', { name: 'apiKey' }, 'acme-2 ACME_API_KEY_2');
  names('names a variable as Terraform finds it', { file: 'main.tf' }, 'acme-2 TF_VAR_acme_api_key');
  names(
    'reuses no request in Terraform that fills a variable Terraform does not find',
    { file: 'main.tf', fingerprint: fingerprintOf('a') },
    'acme-2 TF_VAR_acme_api_key',
  );
  names(
    'leaves out what every program says',
    { ...generic, name: 'config.secret_key_base' },
    'config-secret-key-base SECRET_KEY_BASE',
  );
  names('takes the variable it is given', { env: 'MY_ACME' }, 'acme-2 MY_ACME');
  names(
    'reuses no request that fills another variable',
    { fingerprint: fingerprintOf('a'), env: 'MY_ACME' },
    'acme-2 MY_ACME',
  );
  names(
    'names a kind that has a variable of its own',
    { kind: 'acme-webhook-secret' },
    'acme-webhook-secret ACME_WEBHOOK_SECRET',
  );
  names(
    'names what belongs to no service by its variable',
    { ...generic, name: 'dbPassword' },
    'db-password DB_PASSWORD',
  );
  names('takes a name apart where its capitals end', { ...generic, name: 'theAPIKey' }, 'the-api-key THE_API_KEY');
  names('makes a variable of a name that is none', { ...generic, name: '2fa.seed' }, '2fa-seed KEY_2FA_SEED');
  names('makes a name where there is none', generic, 'password PASSWORD');
  names('makes a name of what has no letters', { ...generic, name: '密码' }, 'credential PASSWORD');

  delivers('in the header that the service reads', {}, 'header');
  delivers('in the environment what calls do not carry', { kind: 'acme-webhook-secret' }, 'env');
  delivers('in the environment what belongs to no service', generic, 'env');
  delivers('as a query parameter', sentBy({ mode: 'query', parameter: 'key' }), 'query');
  delivers('as a signature', sentBy({ mode: 'sigv4' }), 'sigv4');
  delivers('in the environment half of a user and password', sentBy({ mode: 'basic' }), 'env');
  delivers('in the environment a connection string', sentBy({ mode: 'connection-string' }), 'env');

  it('leaves out of the purpose what could pass for a value', () => {
    const { request: made } = composeRequest(knownRequests(), { ...found, file: `src/${lookalike()}.ts` });
    assert.equal(made.purpose, 'Acme API key used in the code');
  });

  it('calls plain what the schema calls plain', () => {
    for (const purpose of ['Copies orders', lookalike(), `with ${lookalike()} in it`, 'a\u0007b', 'a'.repeat(60)]) {
      const reading = readManifest(manifestText({ acme: { ...request, purpose } }));
      assert.equal(isPlain(purpose), reading.type === 'manifest', JSON.stringify(purpose.slice(0, 8)));
    }
  });
});

function compose(change: Readonly<Record<string, unknown>>) {
  const { service, ...rest }: Record<string, unknown> = { ...found, ...change };
  return composeRequest(knownRequests({ acme: request }), {
    ...rest,
    ...(service !== undefined && { service }),
  } as Composition);
}

/** Every request that is made can be added and read. */
function names(fact: string, change: Readonly<Record<string, unknown>>, expected: string): void {
  it(fact, () => {
    const { name, env, reused, request: made } = compose(change);
    assert.equal(`${name} ${env}${reused ? ' reused' : ''}`, expected);
    const added = addRequest(manifestText(), { name, request: made });
    assert.equal(added.type, 'changed');
    assert.equal(readManifest(added.text).type, 'manifest', JSON.stringify(readManifest(added.text)));
  });
}

function delivers(fact: string, change: Readonly<Record<string, unknown>>, mode: string): void {
  it(fact, () => assert.equal(compose(change).request.delivery.mode, mode));
}

function sentBy(send: Send): Readonly<Record<string, unknown>> {
  return { service: { ...acme, send } };
}
