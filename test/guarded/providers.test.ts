import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { startService } from '../broker/guard/service.ts';
import type { Answering } from '../broker/guard/service.ts';
import { newValue } from '../broker/scratch.ts';
import { bundle } from '../cli/program.ts';
import type { Outcome } from '../cli/program.ts';
import { settled } from '../harness/settled.ts';
import { guardedPlace } from './place.ts';

/** Every token that the authorization server gave. */
const given = new Set<string>();
/** What the authorization server does when it is asked for a token, the first time, the second, and so on. */
const exchanges: readonly Answering[] = [
  token(1),
  (_call, response) => response.writeHead(500).end('{}'),
  (_call, response) => response.end('<html>'),
  (_call, response) => void setTimeout(() => response.destroy(), 1_500),
  token(60),
];

/** Calls one after another: a client that waits, and one whose patience ends before the server's does. */
const task = `
const call = async (path, patience) => {
  try {
    const answer = await fetch(process.env.BASE + path, {
      headers: { authorization: 'Bearer ' + process.env.ACME },
      signal: AbortSignal.timeout(patience),
    });
    const text = await answer.text();
    console.log(path, answer.status, answer.status === 200 ? '' : JSON.parse(text).error.message);
  } catch (error) {
    console.log(path, error.name);
  }
};
await call('/v1/first', 9000);
await new Promise((resolve) => setTimeout(resolve, 1100));
await call('/v1/in-trouble', 9000);
await call('/v1/wrong-answer', 9000);
await call('/v1/impatient', 300);
await call('/v1/slow', 9000);
await call('/v1/again', 9000);
`;

describe('a run whose credential ends, and whose provider is in trouble then,', () => {
  let ran: Outcome;
  let log = '';
  const reached: string[] = [];
  const revoked: string[] = [];
  let asked = 0;

  before(async function () {
    this.timeout(60_000);
    await using server = await startService((call, response) => {
      const issuer = `http://127.0.0.1:${server.port}`;
      if (call.url.startsWith('/.well-known/')) {
        const endpoints = { token_endpoint: `${issuer}/token`, revocation_endpoint: `${issuer}/revoke` };
        return response.end(JSON.stringify({ issuer, ...endpoints }));
      }
      if (call.url === '/token') return exchanges[asked++]?.(call, response);
      revoked.push(call.url);
      return response.end();
    }, 'http');
    await using service = await startService(({ url, headers }, response) => {
      reached.push(given.has(String(headers.authorization).slice('Bearer '.length)) ? url : `${url} without a token`);
      response.end('done');
    });
    using place = await guardedPlace(service, {
      requests: { acme: { source: { provider: 'token-exchange', ref: 'client' } } },
      task: { command: [process.execPath, '--input-type=module', '-e', task] },
    });
    const env = {
      ...place.serviceEnv,
      VALET_KEY_OAUTH_ISSUER: `http://127.0.0.1:${server.port}`,
      VALET_KEY_OAUTH_SUBJECT_TOKEN: newValue(),
      VALET_KEY_OAUTH_CLIENT_SECRET: newValue(),
    };
    ran = await place.run(['run', '--proxy-only', 'task'], { env });
    log = (await place.run(['audit'])).stdout;
    assert.equal((await place.run(['audit', '--verify'])).status, 0);
  });

  const calls: readonly (readonly [fact: string, expected: RegExp])[] = [
    ['makes the call that comes before', /^\/v1\/first 200 $/m],
    [
      'is refused, with the reason, where it answers that it is in trouble',
      /^\/v1\/in-trouble 502 .*answered 500: it is in trouble itself; try again later/m,
    ],
    ['is refused where it answers what nobody understands', /^\/v1\/wrong-answer 502 .*not understood/m],
    ['can give up while it is slow', /^\/v1\/impatient TimeoutError$/m],
    ['is refused where it breaks off in the end', /^\/v1\/slow 502 .*could not be reached/m],
    ['goes on under the same grant when it gives a credential again', /^\/v1\/again 200 $/m],
  ];
  for (const [fact, expected] of calls) it(fact, () => assert.match(ran.stdout, expected, ran.stderr));

  it('reaches its service with a credential alone', () => assert.deepEqual(reached, ['/v1/first', '/v1/again']));
  it('is told of each trouble, as the person is and the log', () => {
    for (const trouble of [/answered 500/, /not understood/, /could not be reached/]) {
      assert.match(ran.stderr, new RegExp(`no credential for "acme": .*${trouble.source}`));
      assert.match(log, new RegExp(`asked token-exchange for its credential under acme: failed .*${trouble.source}`));
    }
    assert.equal(log.match(/refused \(provider-failed\)/g)?.length, 4);
  });
  it('has both credentials ended with it', () => assert.deepEqual(revoked, ['/revoke', '/revoke']));
});

describe('a broker that is killed while its provider makes a credential', () => {
  it('has ended what there was of it already', async function () {
    this.timeout(30_000);
    const child = newValue();
    const asked: string[] = [];
    const reading = Promise.withResolvers<void>();
    await using bao = await startService(({ url, headers }, response) => {
      asked.push(`${url} ${headers['x-vault-token'] === child ? 'in its own name' : ''}`.trim());
      if (url === '/v1/auth/token/create') {
        return response.end(JSON.stringify({ auth: { client_token: child, lease_duration: 3600 } }));
      }
      // It has made the token, and takes its time with what is read by it.
      if (url.startsWith('/v1/secret/')) return reading.resolve();
      return response.writeHead(204).end();
    }, 'http');
    await using service = await startService((_call, response) => response.end());
    using place = await guardedPlace(service, {
      requests: { acme: { source: { provider: 'openbao', ref: 'secret/data/app' } } },
      task: {
        command: [
          process.execPath,
          '-e',
          'fetch(process.env.URL, { headers: { authorization: `Bearer ${process.env.ACME}` } })',
        ],
      },
    });
    const env = { ...place.env, ...place.serviceEnv, BAO_ADDR: `http://127.0.0.1:${bao.port}`, BAO_TOKEN: newValue() };
    const broker = spawn(process.execPath, [await bundle(), 'run', '--proxy-only', 'task'], {
      cwd: place.folder,
      env,
      stdio: 'ignore',
    });
    await reading.promise;
    broker.kill('SIGKILL');
    const ended = '/v1/auth/token/revoke-self in its own name';
    await settled(
      async () => asked,
      (calls) => calls.includes(ended),
      'the end of the token',
      15_000,
    );
    assert.deepEqual(service.reached, []);
  });
});

function token(expires_in: number): Answering {
  const access_token = newValue();
  given.add(access_token);
  const answer = { access_token, token_type: 'Bearer', expires_in };
  return (_call, response) => response.end(JSON.stringify({ ...answer, authorization_details: details }));
}

const details = [{ type: 'api_credential', actions: ['orders:read'] }];
