import { base64url } from './encoding.ts';

/** Letters and digits of chance. */
type Chance = (length: number) => string;

/**
 * JSON Web Tokens as issuers write them, the most particular claims first: an example for a shape is the first that
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
    { iss: 'supabase', ref: chance(20), role: 'service_role', ...times },
    { iss: 'supabase', ref: chance(20), role: 'anon', ...times },
    { tid: 412_345_678, aai: 11, uid: 51_234_567, iad: '2026-05-01T10:00:00.000Z', per: 'me:write', actid: 9_876_543 },
    { sub: chance(12), ...times },
    subject,
    { ...subject, jti: chance(64), scope: chance(60) },
    { ...subject, jti: chance(64), scope: chance(200), tenant: chance(120) },
    { ...subject, jti: chance(64), scope: chance(400), tenant: chance(300) },
  ];
}

/** HMAC-SHA-256, ECDSA and HMAC-SHA-512, RSA-2048, RSA-4096. */
const signatureLengths = [43, 86, 342, 683] as const;
