import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { pairs } from './placement.ts';
import type { Carried } from './placement.ts';

/**
 * AWS Signature Version 4 (docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html). The
 * task signs with the placeholder as its secret key; the guard knows the signature and signs again with the value.
 */
export interface SignedCall extends Carried {
  readonly method: string;
  /** SHA-256 of the body in hex; without it the body counts as empty. */
  readonly bodyHash?: string;
}

/** Whether a signed call does not name the digest of its body itself. */
export function needsBodyHash(call: Carried): boolean {
  return readSignature(call) !== undefined && valueOf(call.headers, 'x-amz-content-sha256') === '';
}

/** Whether a call was signed with this placeholder. */
export function signedWithPlaceholder(placeholder: string, call: SignedCall): boolean {
  const signature = readSignature(call);
  if (!signature) return false;
  const expected = Buffer.from(signatureOf(placeholder, signature, call), 'hex');
  const given = Buffer.from(signature.signature, 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/**
 * Whether a call is signed with this placeholder in a way that cannot be signed again here: each chunk of its body by
 * itself, or in its address; or, which cannot be told from other keys, by the asymmetric Version 4A.
 */
export function isSignedOtherwise(placeholder: string, call: SignedCall): boolean {
  if (valueOf(call.headers, 'authorization').startsWith('AWS4-ECDSA-P256-SHA256')) return true;
  if (valueOf(call.headers, 'x-amz-content-sha256').startsWith('STREAMING-AWS4-'))
    return signedWithPlaceholder(placeholder, call);
  return isPresigned(placeholder, call);
}

/** docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html. */
function isPresigned(placeholder: string, call: SignedCall): boolean {
  const [path = '', query = ''] = call.target.split('?');
  const parameters = new URLSearchParams(query);
  const credential = parameters.get('X-Amz-Credential')?.split('/') ?? [];
  const signed = parameters.get('X-Amz-SignedHeaders')?.split(';') ?? [];
  const given = Buffer.from(parameters.get('X-Amz-Signature') ?? '', 'hex');
  if (credential.length !== 5 || given.length === 0) return false;
  const rest = query.split('&').filter((part) => !part.startsWith('X-Amz-Signature='));
  const date = ['X-Amz-Date', parameters.get('X-Amz-Date') ?? ''];
  const hash = ['X-Amz-Content-Sha256', credential[3] === 's3' ? 'UNSIGNED-PAYLOAD' : emptyHash];
  const bare = { ...call, target: `${path}?${rest.join('&')}`, headers: [...date, ...hash, ...call.headers] };
  const expected = Buffer.from(signatureOf(placeholder, { credential, signed, signature: '' }, bare), 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/**
 * The headers of the call, signed with the value: a secret access key, or `ID:SECRET` or `ID:SECRET:SESSION` where the
 * provider issues a key of its own.
 */
export function signWithValue(value: string, call: SignedCall): readonly string[] {
  const signature = readSignature(call);
  if (!signature) return call.headers;
  const { id, secret, session } = readKey(value, signature.credential[0] ?? '');
  const headers = withSession(call.headers, session);
  const credential = [id, ...signature.credential.slice(1)];
  const signed =
    session === undefined ? signature.signed : [...new Set([...signature.signed, sessionHeader])].toSorted();
  const next = { ...signature, credential, signed };
  const again = signatureOf(secret, next, { ...call, headers });
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential.join('/')}, SignedHeaders=${signed.join(';')}, Signature=${again}`;
  return pairs(headers).flatMap(([name, text]) => [
    name,
    name.toLowerCase() === 'authorization' ? authorization : text,
  ]);
}

const sessionHeader = 'x-amz-security-token';

interface Signature {
  /** Access key id, date, region, service, `aws4_request`. */
  readonly credential: readonly string[];
  readonly signed: readonly string[];
  readonly signature: string;
}

function readSignature({ headers }: Carried): Signature | undefined {
  const authorization = valueOf(headers, 'authorization');
  const match =
    /^AWS4-HMAC-SHA256 +Credential=(?<credential>[^\s,]+), *SignedHeaders=(?<signed>[^\s,]+), *Signature=(?<signature>[0-9a-f]{64})$/.exec(
      authorization,
    );
  const { credential = '', signed = '', signature = '' } = match?.groups ?? {};
  const parts = credential.split('/');
  return match && parts.length === 5 ? { credential: parts, signed: signed.split(';'), signature } : undefined;
}

function signatureOf(secret: string, { credential, signed }: Signature, call: SignedCall): string {
  const [, date = '', region = '', service = '', ending = ''] = credential;
  const time = valueOf(call.headers, 'x-amz-date');
  const scope = [date, region, service, ending].join('/');
  const text = ['AWS4-HMAC-SHA256', time, scope, sha256(canonicalCall(call, { signed, service }))].join('\n');
  const key = [date, region, service, ending].reduce<Buffer>(
    (before, part) => hmac(before, part),
    Buffer.from(`AWS4${secret}`, 'utf8'),
  );
  return hmac(key, text).toString('hex');
}

function canonicalCall(
  { method, target, headers, bodyHash }: SignedCall,
  { signed, service }: { signed: readonly string[]; service: string },
): string {
  const [path = '', query = ''] = target.split('?');
  const lines = signed.map((name) => `${name}:${valuesOf(headers, name).map(trimmed).join(',')}\n`);
  const hash = valueOf(headers, 'x-amz-content-sha256') || (bodyHash ?? emptyHash);
  // S3 signs the path as it is sent; every other service encodes it once more.
  const canonicalPath = service === 's3' ? path : path.split('/').map(encode).join('/');
  return [method, canonicalPath || '/', canonicalQuery(query), lines.join(''), signed.join(';'), hash].join('\n');
}

function canonicalQuery(query: string): string {
  if (query === '') return '';
  const parts = query.split('&').map((part) => {
    const [name = '', ...value] = part.split('=');
    return [encode(decode(name)), encode(decode(value.join('=')))] as const;
  });
  return parts
    .map(([name, value]) => `${name}=${value}`)
    .toSorted()
    .join('&');
}

function withSession(headers: readonly string[], session: string | undefined): readonly string[] {
  const others = pairs(headers).filter(([name]) => session === undefined || name.toLowerCase() !== sessionHeader);
  return [...others.flat(), ...(session === undefined ? [] : ['X-Amz-Security-Token', session])];
}

function readKey(value: string, given: string): { id: string; secret: string; session?: string } {
  const [first = '', secret, ...session] = value.split(':');
  if (secret === undefined) return { id: given, secret: first };
  return { id: first, secret, ...(session.length > 0 && { session: session.join(':') }) };
}

function valueOf(headers: readonly string[], name: string): string {
  return valuesOf(headers, name)[0] ?? '';
}

function valuesOf(headers: readonly string[], name: string): readonly string[] {
  return pairs(headers).flatMap(([each, value]) => (each.toLowerCase() === name ? [value] : []));
}

function trimmed(value: string): string {
  return value.trim().replaceAll(/ +/g, ' ');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}

/** RFC 3986: everything but letters, digits and `-._~`. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function hmac(key: Uint8Array, text: string): Buffer {
  return createHmac('sha256', key).update(text, 'utf8').digest();
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

const emptyHash = sha256('');
