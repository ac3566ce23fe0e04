import { base64, base64url } from './encoding.ts';

/** Letters and digits of chance. */
type Chance = (length: number) => string;

/**
 * JSON Web Tokens as issuers write them, the claims of one issuer alone last: an example for a shape is the first that
 * fits it.
 */
export function* tokens(chance: Chance): Generator<string> {
  for (const header of headers(chance)) {
    for (const payload of payloads(chance)) {
      for (const length of signatureLengths) {
        yield [base64url(JSON.stringify(header)), base64url(JSON.stringify(payload)), chance(length)].join('.');
      }
    }
  }
}

function headers(chance: Chance): readonly object[] {
  return [
    { alg: 'HS256', typ: 'JWT' },
    { alg: 'HS256' },
    { typ: 'JWT', alg: 'HS256' },
    { alg: 'RS256', typ: 'JWT', kid: chance(20) },
    { alg: 'ES256', kid: chance(10), typ: 'JWT' },
  ];
}

function payloads(chance: Chance): readonly object[] {
  const times = { iat: 1_790_000_000, exp: 2_100_000_000 };
  const subject = { sub: chance(16), iss: `https://${chance(8)}.example`, aud: chance(12), ...times };
  return [
    { sub: chance(12), ...times },
    subject,
    { ...subject, jti: chance(64), scope: chance(60) },
    { ...subject, jti: chance(64), scope: chance(200), tenant: chance(120) },
    { ...subject, jti: chance(64), scope: chance(400), tenant: chance(300) },
    { iss: 'supabase', ref: chance(20), role: 'service_role', ...times },
    { iss: 'supabase', ref: chance(20), role: 'anon', ...times },
    { tid: 412_345_678, aai: 11, uid: 51_234_567, iad: '2026-05-01T10:00:00.000Z', per: 'me:write', actid: 9_876_543 },
  ];
}

/** HMAC-SHA-256, ECDSA and HMAC-SHA-512, RSA-2048, RSA-4096. */
const signatureLengths = [43, 86, 342, 683] as const;

/** Objects as vendors put them into base64, without padding and with: an example is the first that fits its shape. */
export function* objects(chance: Chance): Generator<string> {
  for (const object of structures(chance)) {
    const text = JSON.stringify(object);
    yield base64url(text);
    yield base64(text);
    // Sentry signs what it tells.
    yield `${base64(text)}_${chance(43)}`;
  }
}

function structures(chance: Chance): readonly object[] {
  return [
    ...[20, 60, 120, 240, 480, 960].map((length) => ({ token: chance(length) })),
    { a: chance(32), t: `${chance(8)}-${chance(4)}-${chance(4)}-${chance(4)}-${chance(12)}`, s: chance(43) },
    { UserID: `${chance(8)}-${chance(4)}`, Password: chance(32) },
    { v2: chance(120) },
    { k: chance(32), n: chance(12), id: 1 },
    { endpoint: `${chance(12)}.example`, api_key: chance(200) },
    { apiKey: `sk_live_${chance(64)}`, appId: chance(10), regions: ['sea1'] },
    {
      email: `${chance(10)}@1passwordserviceaccounts.com`,
      muk: { k: chance(43) },
      secretKey: chance(40),
      x: chance(90),
    },
    { jwt: `${chance(20)}.${chance(30)}.${chance(40)}`, username: `c-${chance(12)}`, domain: chance(40) },
  ];
}

/** Macaroons of version 2 with a location, an identifier and a signature, as PyPI writes them. */
export function* macaroons(chance: Chance): Generator<string> {
  for (const location of ['pypi.org', 'test.pypi.org']) {
    const head = `\u0002\u0001${String.fromCharCode(location.length)}${location}`;
    for (const length of [36, 60, 120]) {
      const identifier = `\u0002${String.fromCharCode(length)}${chance(length)}`;
      yield base64url(`${head}${identifier}\0\0\u0006\u0020${chance(32)}`);
    }
  }
}
