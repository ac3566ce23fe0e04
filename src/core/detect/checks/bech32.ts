import { type Proof, provenIf } from './proof.ts';

/** Bech32 (age's keys): the last six characters are a BCH checksum of the rest. */
export function provesBech32(value: string): Proof {
  const text = value.toLowerCase();
  const split = text.lastIndexOf('1');
  const digits = Array.from(text.slice(split + 1), (character) => alphabet.indexOf(character));
  if (split < 1 || digits.includes(-1)) return 'refuted';
  const prefix = Array.from(text.slice(0, split), (character) => character.charCodeAt(0));
  const sum = polymod([...prefix.map((code) => code >> 5), 0, ...prefix.map((code) => code & 31), ...digits]);
  return provenIf(sum === 1 || sum === bech32m);
}

const alphabet = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const bech32m = 0x2bc8_30a3;
const generator = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3] as const;

function polymod(values: readonly number[]): number {
  let sum = 1;
  for (const value of values) {
    const top = sum >>> 25;
    sum = ((sum & 0x1ff_ffff) << 5) ^ value;
    generator.forEach((term, bit) => {
      if ((top >> bit) & 1) sum ^= term;
    });
  }
  return sum;
}
