import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';

export const keyLength = 32;
const nonceLength = 12;
const tagLength = 16;

/** Bytes under AES-256-GCM, as base64 for JSON. */
export interface Sealed {
  /** 96 random bits. */
  readonly nonce: string;
  /** The ciphertext and its 16-byte tag. */
  readonly box: string;
}

/** The box was made with another key, for another place, or somebody changed it. */
export class SealError extends Error {
  override readonly name = 'SealError';
}

/** `place` says where the box belongs; it opens nowhere else, so that entries cannot be swapped. */
export function seal(key: Uint8Array, plain: Uint8Array, place: readonly (string | number)[]): Sealed {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagLength });
  cipher.setAAD(Buffer.from(JSON.stringify(place), 'utf8'));
  const box = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  return { nonce: nonce.toString('base64'), box: box.toString('base64') };
}

/** Throws `SealError`. */
export function unseal(key: Uint8Array, sealed: Sealed, place: readonly (string | number)[]): Buffer {
  const nonce = Buffer.from(sealed.nonce, 'base64');
  const box = Buffer.from(sealed.box, 'base64');
  if (nonce.length !== nonceLength || box.length < tagLength) throw new SealError('a sealed box is cut short');
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagLength });
  decipher.setAAD(Buffer.from(JSON.stringify(place), 'utf8'));
  decipher.setAuthTag(box.subarray(-tagLength));
  try {
    return Buffer.concat([decipher.update(box.subarray(0, -tagLength)), decipher.final()]);
  } catch (error) {
    throw new SealError('a sealed box does not open with this key', { cause: error });
  }
}

/** What makes a passphrase into a key: about a third of a second and 128 MiB a try. */
export interface Stretching {
  readonly salt: string;
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

export function newStretching(): Stretching {
  return { salt: randomBytes(16).toString('base64'), N: 2 ** 17, r: 8, p: 1 };
}

/** Bounds what a file can make this process spend, and how weak it can make the key. */
export function isSaneStretching({ salt, N, r, p }: Stretching): boolean {
  const powerOfTwo = Number.isInteger(Math.log2(N));
  return salt.length >= 22 && powerOfTwo && N >= 2 ** 15 && N <= 2 ** 20 && r === 8 && p >= 1 && p <= 4;
}

export async function stretch(passphrase: string, { salt, N, r, p }: Stretching): Promise<Buffer> {
  const options = { N, r, p, maxmem: 256 * N * r };
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFKC'), Buffer.from(salt, 'base64'), keyLength, options, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}
