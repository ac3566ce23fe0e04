/** SHA-256 (FIPS 180-4) in plain arithmetic, for proofs alone: a handful of short texts, and never a secret's protection. */
export function sha256(bytes: readonly number[] | Uint8Array): number[] {
  const state = Int32Array.from(fractions(8, 1 / 2));
  const padded = pad(bytes);
  for (let at = 0; at < padded.length; at += blockLength) compress(state, padded.subarray(at, at + blockLength));
  return Array.from(state).flatMap(bytesOf);
}

const blockLength = 64;

/** A one bit, zeros, and the length in bits as eight bytes. */
function pad(bytes: readonly number[] | Uint8Array): Uint8Array {
  const padded = new Uint8Array(Math.ceil((bytes.length + 9) / blockLength) * blockLength);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  padded.set(bytesOf(bytes.length * 8), padded.length - 4);
  return padded;
}

function bytesOf(word: number): number[] {
  return [word >>> 24, (word >>> 16) & 0xff, (word >>> 8) & 0xff, word & 0xff];
}

function compress(state: Int32Array, block: Uint8Array): void {
  const words = schedule(block);
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let round = 0; round < 64; round++) {
    const first =
      h +
      (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) +
      ((e & f) ^ (~e & g)) +
      wordAt(constants, round) +
      wordAt(words, round);
    const second = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, index) => {
    state[index] = wordAt(state, index) + word;
  });
}

function schedule(block: Uint8Array): Int32Array {
  const words = new Int32Array(64);
  const view = new DataView(block.buffer, block.byteOffset);
  for (let at = 0; at < 16; at++) words[at] = view.getInt32(at * 4);
  for (let at = 16; at < 64; at++) {
    const [near, far] = [wordAt(words, at - 2), wordAt(words, at - 15)];
    const mixed = (turn(near, 17) ^ turn(near, 19) ^ (near >>> 10)) + (turn(far, 7) ^ turn(far, 18) ^ (far >>> 3));
    words[at] = mixed + wordAt(words, at - 7) + wordAt(words, at - 16);
  }
  return words;
}

function wordAt(words: Int32Array, at: number): number {
  return words[at] ?? 0;
}

function turn(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

/** The first 32 bits of the fractions of the roots of the first primes. */
function fractions(count: number, power: number): number[] {
  const primes: number[] = [];
  for (let number = 2; primes.length < count; number++) {
    if (primes.every((prime) => number % prime !== 0)) primes.push(number);
  }
  return primes.map((prime) => Math.floor((prime ** power % 1) * 2 ** 32));
}

const constants = Int32Array.from(fractions(64, 1 / 3));
