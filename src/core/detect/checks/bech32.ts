import { bech32Digits, bech32Sum } from '../../services/encoding.ts';
import { type Proof, provenIf } from './proof.ts';

/** Bech32 (age's keys): the last six characters are a BCH checksum of the rest. */
export function provesBech32(value: string): Proof {
  const text = value.toLowerCase();
  const split = text.lastIndexOf('1');
  const digits = Array.from(text.slice(split + 1), (character) => bech32Digits.indexOf(character));
  if (split < 1 || digits.includes(-1)) return 'refuted';
  const prefix = Array.from(text.slice(0, split), (character) => character.charCodeAt(0));
  const sum = bech32Sum([...prefix.map((code) => code >> 5), 0, ...prefix.map((code) => code & 31), ...digits]);
  return provenIf(sum === 1 || sum === bech32m);
}

/** What the newer form of the checksum (BIP 350) leaves. */
const bech32m = 0x2bc8_30a3;
