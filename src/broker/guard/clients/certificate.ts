import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { isIP } from 'node:net';
import { bits, boolean, context, integer, objectId, octets, sequence, set, utcTime, utf8 } from './der.ts';

/** A certificate and its key, in PEM. */
interface Certified {
  readonly certificate: string;
  readonly key: string;
}

/** Signs certificates for hosts. It lives as long as one run, and its key never leaves the process. */
export interface Authority {
  /** PEM, for those who are to trust it. */
  readonly certificate: string;
  certify(host: string): Certified;
}

/** A new authority, valid for a day; trusted by nobody but the task that is told of it. */
export function createAuthority(now: number): Authority {
  const keys = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const name = distinguishedName(`Valet Key run ${randomBytes(4).toString('hex')}`);
  const validity = { from: now - hour, until: now + 24 * hour };
  const keyId = keyIdOf(keys.publicKey);
  const certificate = issue({
    subject: name,
    issuer: name,
    publicKey: keys.publicKey,
    signer: keys.privateKey,
    validity,
    extensions: [
      extension('2.5.29.19', sequence(boolean('true')), 'critical'),
      // Signs certificates and revocation lists.
      extension('2.5.29.15', bits(Buffer.from([0b0000_0110]), 1), 'critical'),
      extension('2.5.29.14', octets(keyId)),
    ],
  });
  const leafKeys = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const key = leafKeys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const certified = new Map<string, Certified>();
  return {
    certificate,
    certify(host) {
      const known = certified.get(host);
      if (known) return known;
      const leaf = issue({
        subject: distinguishedName(host.slice(0, 64)),
        issuer: name,
        publicKey: leafKeys.publicKey,
        signer: keys.privateKey,
        validity,
        extensions: leafExtensions(host, keyIdOf(leafKeys.publicKey), keyId),
      });
      const made = { certificate: leaf + certificate, key };
      certified.set(host, made);
      return made;
    },
  };
}

const hour = 3_600_000;

interface Issuing {
  readonly subject: Buffer;
  readonly issuer: Buffer;
  readonly publicKey: KeyObject;
  readonly signer: KeyObject;
  /** Milliseconds since 1970. */
  readonly validity: { readonly from: number; readonly until: number };
  readonly extensions: readonly Buffer[];
}

/** RFC 5280, version 3. */
function issue({ subject, issuer, publicKey, signer, validity, extensions }: Issuing): string {
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  const toSign = sequence(
    context(0, 'wraps', integer(Buffer.from([2]))),
    integer(serial),
    ecdsaWithSha256,
    issuer,
    sequence(utcTime(validity.from), utcTime(validity.until)),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    context(3, 'wraps', sequence(...extensions)),
  );
  const der = sequence(toSign, ecdsaWithSha256, bits(sign('sha256', toSign, signer)));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

const ecdsaWithSha256 = sequence(objectId('1.2.840.10045.4.3.2'));

function leafExtensions(host: string, keyId: Buffer, authorityKeyId: Buffer): readonly Buffer[] {
  const name =
    isIP(host) === 0 ? context(2, 'holds', Buffer.from(host, 'latin1')) : context(7, 'holds', addressBytes(host));
  return [
    extension('2.5.29.19', sequence(), 'critical'),
    extension('2.5.29.15', bits(Buffer.from([0b1000_0000]), 7), 'critical'),
    // For servers.
    extension('2.5.29.37', sequence(objectId('1.3.6.1.5.5.7.3.1'))),
    extension('2.5.29.17', sequence(name)),
    extension('2.5.29.14', octets(keyId)),
    extension('2.5.29.35', sequence(context(0, 'holds', authorityKeyId))),
  ];
}

function extension(id: string, value: Buffer, weight?: 'critical'): Buffer {
  return sequence(objectId(id), ...(weight ? [boolean('true')] : []), octets(value));
}

function distinguishedName(commonName: string): Buffer {
  return sequence(set(sequence(objectId('2.5.4.3'), utf8(commonName))));
}

function keyIdOf(key: KeyObject): Buffer {
  return createHash('sha1')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest();
}

function addressBytes(host: string): Buffer {
  if (isIP(host) === 4) return Buffer.from(host.split('.').map(Number));
  const [front = '', back] = host.split('::');
  const given = [...groups(front), ...groups(back ?? '')];
  const zeros = Array.from({ length: back === undefined ? 0 : 8 - given.length }, () => '0');
  const all = [...groups(front), ...zeros, ...groups(back ?? '')].map((group) => Number.parseInt(group, 16));
  return Buffer.from(all.flatMap((group) => [group >> 8, group & 0xff]));
}

function groups(text: string): readonly string[] {
  return text === '' ? [] : text.split(':');
}
