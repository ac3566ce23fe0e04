import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import * as fc from 'fast-check';
import { decodeBase64, decodeJson } from '../../../../src/core/detect/checks/bytes.ts';
import { base58, base58Bytes } from '../../../../src/core/services/base58.ts';
import { annotatedKey } from '../../../../src/core/services/azure-key.ts';
import { base62, crc32 as ownCrc32 } from '../../../../src/core/services/encoding.ts';
import { prove } from '../../../../src/core/detect/prove.ts';
import { marvin } from '../../../../src/core/services/marvin.ts';
import { sha256 } from '../../../../src/core/services/sha256.ts';
import type { Check } from '../../../../src/core/services/service.ts';
import { seeded, valueOf } from '../make.ts';

const chance = seeded(3);
const body = valueOf('{alnum:30}', chance);
const summed = `${body}${base62(crc32(body), 6)}`;
const annotated = annotatedKey(valueOf('{alnum:52}JQQJ99BB{alnum:16}ACOG{alnum:4}', chance), (length) =>
  valueOf(`{alnum:${length}}`, chance),
);
const claims = { iss: 'tests', sub: 'someone', exp: 1 };

describe('the proof', () => {
  proves('github-crc32', `ghp_${summed}`, 'proven', 'of a checksum that agrees');
  proves('github-crc32', `ghp_${body}AAAAAA`, 'refuted', 'of one that does not');
  proves('github-crc32', `ghp_${spoilt(summed)}`, 'refuted', 'of one character off');
  proves(
    'github-crc32',
    valueOf('github_pat_{alnum:22}_{alnum:59}', chance),
    'open',
    'of a form whose rule is not told',
  );
  proves('npm-crc32', `npm_${summed}`, 'proven', 'of a checksum that agrees');
  proves('npm-crc32', `npm_${spoilt(summed)}`, 'refuted', 'of one character off');
  proves('aws-account-base32', valueOf('AKIAQ{base32:15}', chance), 'proven', 'of an account’s number');
  proves('aws-account-base32', 'AKIA0189018901890189', 'refuted', 'of what is no base 32');
  proves('jwt', jwt({ alg: 'HS256' }, claims), 'proven', 'of header and claims');
  proves('jwt', jwt({ alg: 'HS256' }, { some: 'payload' }), 'refuted', 'of claims that say nothing');
  proves('jwt', jwt({ typ: 'JWT' }, claims), 'refuted', 'of a header without algorithm');
  proves('jwt', jwt({ alg: 'HS256' }, { role: 'anon', iss: 'tests' }), 'public', 'of a role that everyone has');
  proves('jwt', `eyJ${valueOf('{base64url:30}', chance)}.eyJ${body}.${body}`, 'refuted', 'of what does not decode');
  proves('json-base64', `ops_${base64({ signInAddress: 'x' })}`, 'proven', 'of a token that holds JSON');
  proves('json-base64', `ops_eyJ${body}`, 'refuted', 'of one that holds none');
  proves('macaroon', `pypi-${macaroon('pypi.org')}`, 'proven', 'of a location');
  proves('macaroon', `pypi-${valueOf('{base64url:80}', chance)}`, 'refuted', 'of no location');
  proves('macaroon', `pypi-${macaroon('pypi.org').slice(0, -8)}`, 'open', 'of one that was cut');
  proves('azure-storage', Buffer.from(bytes(64)).toString('base64'), 'proven', 'of 64 bytes');
  proves(
    'azure-storage',
    Buffer.from(bytes(64)).toString('base64').replace(/.==$/, 'R=='),
    'open',
    'of a character that ends no 64 bytes',
  );
  proves('azure-annotated', annotated, 'proven', 'of a checksum that agrees');
  proves('azure-annotated', spoilt(annotated), 'open', 'of one that another seed may have made');
  proves('azure-annotated', `${annotated.slice(0, 59)}M${annotated.slice(60)}`, 'refuted', 'of a thirteenth month');
  proves('cask', cask('C', 'A', 'FONa7'), 'proven', 'of sizes and a time');
  proves('cask', cask('C', 'B', 'FONa7'), 'open', 'of more than what it says was added');
  proves('cask', cask('D', 'A', 'FONa7'), 'open', 'of less secret than it says');
  proves('cask', cask('C', 'A', 'MONa7'), 'refuted', 'of a thirteenth month');
  proves('cask', cask('C', 'A', 'FONa8'), 'refuted', 'of a sixty-first second');
  proves('discord', `${Buffer.from('123456789012345678').toString('base64')}.Gabcde.${body}`, 'proven', 'of an id');
  proves('discord', `${body.slice(0, 24)}.Gabcde.${body}`, 'refuted', 'of no id');
  proves(
    'telegram',
    `${valueOf('{digit:9}', chance).replace(/^0/, '1')}:AA${valueOf('{base64url:33}', chance)}`,
    'proven',
    'of an id',
  );
  proves('slack-ids', slack('2-2-'), 'proven', 'of ids and hex digits');
  proves('slack-ids', slack('x-2-'), 'open', 'of what is no version');
  proves('slack-ids', `xoxe-1-${valueOf('{base64url:140}', chance).replaceAll('-', '_')}`, 'open', 'of chance');
  proves('bech32', ageKey(), 'proven', 'of a checksum that agrees');
  proves('bech32', spoilt(ageKey()), 'refuted', 'of one character off');
  proves('base58', wif(), 'proven', 'of a checksum that agrees');
  proves('base58', spoilt(wif()), 'refuted', 'of one character off');
  proves('base58', wif().replace(/.$/, '0'), 'refuted', 'of what is no base 58');
  proves('minisign', minisign('Sc', 1), 'proven', 'of limits and algorithms');
  proves('minisign', minisign('\0\0', 0), 'proven', 'of a key without a password');
  proves('minisign', minisign('Sc', 0), 'refuted', 'of a password that is derived at no cost');
  proves('minisign', minisign('Sc', 2 ** 41), 'refuted', 'of more memory than there is');
  proves('minisign', minisign('Sc', 1).slice(0, -8), 'refuted', 'of one that was cut');
  proves('minisign', inFile(minisign('Sc', 1)), 'proven', 'of a whole file in base64');
  proves('minisign', inFile(body), 'refuted', 'of a file that holds no key');
  proves('paseto', `v4.local.${Buffer.from(bytes(80)).toString('base64url')}`, 'proven', 'of nonce and tag');
  proves('paseto', 'v4.local.abcd', 'refuted', 'of too little');
  proves('base64-decodes', `key=${Buffer.from(bytes(32)).toString('base64')}`, 'open', 'of any bytes');
  proves('entropy', body, 'open', 'of chance');
  proves('entropy', 'aaaaaaaabbbbbbbb', 'refuted', 'of two letters');
});

describe('what proofs are made of', () => {
  it('CRC-32 agrees with zlib’s', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary-ascii' }), (text) => ownCrc32(text) === crc32(text)));
  });

  it('Marvin32 agrees with what SymCrypt’s own tests expect', () => {
    assert.equal(marvinOf('abc', 0xd53c_d9ce_cd08_93b7n), '22c74339492769bf');
    assert.equal(marvinOf('abcdefghijklmnopqrstuvwxyz', 0x0ddd_deee_efff_f000n), 'a128eb7e7260aca2');
  });

  it('SHA-256 agrees with Node’s', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (data) => {
        assert.deepEqual(Buffer.from(sha256(data)), createHash('sha256').update(data).digest());
      }),
    );
  });

  it('base 58 gives back the bytes that it was made of, zeros before them included', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(255)), fc.nat(4), (data, zeros) => {
        const whole = [...Array.from({ length: zeros }, () => 0), ...data];
        assert.deepEqual(base58Bytes(base58(whole)), whole);
      }),
    );
  });

  it('base64 is decoded as Node decodes it, in both alphabets', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.constantFrom('base64', 'base64url'), (data, encoding) => {
        assert.deepEqual(decodeBase64(Buffer.from(data).toString(encoding as 'base64')), data);
      }),
    );
  });

  it('what is no base64 is not decoded', () => {
    for (const text of ['a', 'ab$d', 'abcde', 'ab=c', 'abc====']) assert.equal(decodeBase64(text), undefined);
  });

  it('what is no JSON object is not decoded', () => {
    for (const text of ['[1]', '"x"', '{"a":', 'x'])
      assert.equal(decodeJson(Buffer.from(text).toString('base64')), undefined);
  });
});

function proves(name: Check, value: string, expected: ReturnType<typeof prove>, fact: string): void {
  it(`${name} is ${expected} ${fact}`, () => assert.equal(prove(name, value), expected));
}

/** The value with another last character. */
function spoilt(value: string): string {
  return (
    value.slice(0, -1) + (value.endsWith('Q') ? 'P' : value.endsWith('q') ? 'p' : /[A-Z]$/.test(value) ? 'Q' : 'q')
  );
}

function jwt(header: object, payload: object): string {
  return [base64(header), base64(payload), Buffer.from(bytes(32)).toString('base64url')].join('.');
}

function base64(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function bytes(length: number): Uint8Array {
  return Uint8Array.from({ length }, () => chance(256));
}

function macaroon(location: string): string {
  const head = [2, 1, location.length, ...Buffer.from(location), 2, 36, ...bytes(36), 0];
  const caveat = [2, 140, 1, ...bytes(140), 0];
  return Buffer.from([...head, ...caveat, 0, 6, 32, ...bytes(32)]).toString('base64url');
}

function marvinOf(text: string, seed: bigint): string {
  const words = marvin(Buffer.from(text), [Number(BigInt.asIntN(32, seed)), Number(BigInt.asIntN(32, seed >> 32n))]);
  return words
    .toReversed()
    .map((word) => (word >>> 0).toString(16).padStart(8, '0'))
    .join('');
}

/** 256 bits of secret, its size and what is added, a provider, and the time it was made. */
function cask(size: string, added: string, time: string): string {
  return `${valueOf('{base64url:42}', chance)}AAQJJQA${size}${added}ATESTAAB${time}`;
}

/** A private key as Bitcoin Core exports it, with the checksum that Node makes. */
function wif(): string {
  const key = Buffer.from([0x80, ...Array.from({ length: 32 }, (_, index) => index * 7 + 1), 1]);
  return base58([...key, ...digest(digest(key)).subarray(0, 4)]);
}

function slack(versions: string): string {
  const ids = valueOf('7{digit:11}-7{digit:12}-7{digit:12}-{hex:64}', chance);
  return `xoxe.xoxp-1-${Buffer.from(versions + ids).toString('base64url')}`;
}

function digest(data: Buffer): Buffer {
  return createHash('sha256').update(data).digest();
}

/** A secret key of minisign as its documentation lays it out. */
function minisign(derivation: string, limit: number): string {
  const limits = Buffer.alloc(16);
  limits.writeBigUInt64LE(BigInt(limit), 0);
  limits.writeBigUInt64LE(BigInt(limit), 8);
  return Buffer.from([...Buffer.from(`Ed${derivation}B2`), ...bytes(32), ...limits, ...bytes(104)]).toString('base64');
}

function inFile(key: string): string {
  return Buffer.from(`untrusted comment: rsign encrypted secret key\n${key}\n`).toString('base64');
}

/** Bech32 as its proposal tells: a prefix, 32 bytes in groups of five bits, and the polynomial's remainder. */
function ageKey(): string {
  const prefix = 'age-secret-key-';
  const bits = Array.from(bytes(32), (byte) => byte.toString(2).padStart(8, '0'))
    .join('')
    .padEnd(260, '0');
  const data = (bits.match(/.{5}/g) ?? []).map((group) => Number.parseInt(group, 2));
  const codes = Array.from(prefix, (character) => character.charCodeAt(0));
  const sum =
    remainder([...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31), ...data, 0, 0, 0, 0, 0, 0]) ^ 1;
  const check = [25, 20, 15, 10, 5, 0].map((shift) => (sum >> shift) & 31);
  const letters = [...data, ...check].map((digit) => 'qpzry9x8gf2tvdw0s3jn54khce6mua7l'.charAt(digit)).join('');
  return `${prefix}1${letters}`.toUpperCase();
}

function remainder(values: readonly number[]): number {
  let sum = 1;
  for (const value of values) {
    const top = sum >>> 25;
    sum = ((sum & 0x1ffffff) << 5) ^ value;
    if (top & 1) sum ^= 0x3b6a57b2;
    if (top & 2) sum ^= 0x26508e6d;
    if (top & 4) sum ^= 0x1ea119fa;
    if (top & 8) sum ^= 0x3d4233dd;
    if (top & 16) sum ^= 0x2a1462b3;
  }
  return sum;
}
