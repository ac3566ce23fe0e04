import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { providerNames } from '../../../src/broker/providers/providers.ts';
import type { Answering } from '../guard/service.ts';
import { startService } from '../guard/service.ts';
import { failed, issueBy, storeOf, urlOf } from '../asking.ts';
import { newValue, scratch } from '../scratch.ts';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const store = storeOf({ 'github-app-7': privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() });
const secret = newValue();

/** Every provider that is asked over HTTP: how it is told where to go, and a request that it would serve. */
const remote: Readonly<Record<string, { ref: string; action: string; env: (url: string) => Record<string, string> }>> =
  {
    openbao: { ref: 'secret/data/app', action: 'read', env: (url) => ({ BAO_ADDR: url, BAO_TOKEN: secret }) },
    'hashicorp-vault': {
      ref: 'secret/data/app',
      action: 'read',
      env: (url) => ({ VAULT_ADDR: url, VAULT_TOKEN: secret }),
    },
    'token-exchange': {
      ref: 'client',
      action: 'read',
      env: (url) => ({
        VALET_KEY_OAUTH_ISSUER: url,
        VALET_KEY_OAUTH_SUBJECT_TOKEN: secret,
        VALET_KEY_OAUTH_CLIENT_SECRET: secret,
      }),
    },
    'aws-sts': {
      ref: 'arn:aws:iam::123456789012:role/reader',
      action: 's3:GetObject',
      env: (url) => ({ AWS_ENDPOINT_URL_STS: url, AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: secret }),
    },
    '1password': {
      ref: 'op://a/b/c',
      action: 'read',
      env: (url) => ({ OP_CONNECT_HOST: url, OP_CONNECT_TOKEN: secret }),
    },
    'github-app': { ref: '7/42', action: 'contents:read', env: (url) => ({ GITHUB_API_URL: url }) },
  };

const troubles: Readonly<Record<string, { answer: Answering; says: RegExp; patience?: number }>> = {
  'does not answer': {
    patience: 100,
    answer: () => undefined,
    says: /did not answer in time at 127\.0\.0\.1:\d+; try again, or ask/,
  },
  'begins an answer and does not end it': {
    patience: 100,
    answer: (_call, response) => response.write('{'),
    says: /did not answer in time/,
  },
  'breaks off': {
    answer: (_call, response) => response.destroy(),
    says: /could not be reached at 127\.0\.0\.1:\d+/,
  },
  'answers with a page': {
    answer: (_call, response) => response.end(`<html>${secret}</html>`),
    says: /not understood: is its address right\?|gave no AccessKeyId/,
  },
  'answers with something else': {
    answer: (_call, response) => response.end('{"errors":[],"list":7}'),
    says: /gave no |has no vault/,
  },
  'answers without end': {
    answer: (_call, response) => response.end(`"${'a'.repeat(1_100_000)}"`),
    says: /an answer without end: is its address right\?/,
  },
  'sends elsewhere': {
    answer: (_call, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
    says: /sends elsewhere; give its own address/,
  },
  'does not know who asks': { answer: refusing(401), says: /answered 401: \w/ },
  'denies permission': { answer: refusing(403), says: /answered 403: permission denied|answered 403: \w/ },
  'is asked too often': { answer: refusing(429), says: /answered 429: it is asked too often; wait, then try again/ },
  'is in trouble itself': { answer: refusing(500), says: /answered 500: it is in trouble itself; try again later/ },
};

for (const [name, { ref, action, env }] of Object.entries(remote)) {
  const ask = (url: string, patience = 20_000) =>
    failed(issueBy(name, { ref, actions: [action], store, env: env(url), signal: AbortSignal.timeout(patience) }));

  describe(`the provider ${name}`, () => {
    for (const [fact, { answer, says, patience }] of Object.entries(troubles)) {
      it(`that ${fact} is told, with what to do and without a secret`, async () => {
        await using service = await startService(answer, 'http');
        const { message } = await ask(urlOf(service), patience);
        assert.match(message, says);
        assert.ok(!message.includes(secret));
      });
    }

    it('that is down is told, with where it was looked for', async () => {
      assert.match((await ask('http://127.0.0.1:1')).message, /could not be reached at 127\.0\.0\.1:1 /);
    });

    it('that has another certificate is told, with what makes it trusted', async () => {
      await using service = await startService((_call, response) => response.end());
      assert.match(
        (await ask(`https://localhost:${service.port}`)).message,
        /not trusted here; name its authority in NODE/,
      );
    });

    for (const [fact, url, says] of [
      ['in the open', 'http://provider.example', /must be reached over https/],
      ['with a password in its address', 'https://a:b@provider.example', /must hold no user and no password/],
      ['at what is no address', 'provider', /is no URL; it begins with https:/],
    ] as const) {
      it(`is not asked ${fact}`, async () => assert.match((await ask(url)).message, says));
    }
  });
}

describe('the providers that are asked over HTTP', () => {
  it('are all tried above', () => {
    const others = providerNames().filter((name) => !['vault', 'command'].includes(name));
    assert.deepEqual(Object.keys(remote).toSorted(), [...others].toSorted());
  });

  it('are not the vault, which says how a value gets there', async () => {
    using folder = scratch();
    const { message } = await failed(issueBy('vault', { ref: 'acme', env: { HOME: folder.path } }));
    assert.equal(message, 'the vault has no value "acme"; put it there with: valet-key vault put acme');
  });
});

/** Answers with a status, and quotes what it was shown. */
function refusing(status: number): Answering {
  return (_call, response) => response.writeHead(status).end(`{"errors":["${secret}"]}`);
}
