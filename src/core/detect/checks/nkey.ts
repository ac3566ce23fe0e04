import { crc16, digits32 } from '../../services/encoding.ts';
import { type Proof, provenIf } from './proof.ts';

/**
 * NATS' seeds (nats-io/nkeys) are 36 bytes in base 32: two that tell the kind, the 32 of the seed, and the CRC-16 of
 * them all, the low byte first.
 */
export function provesNkey(value: string): Proof {
  const bytes: number[] = [];
  let [bits, held] = [0, 0];
  for (const character of value) {
    const digit = digits32.indexOf(character);
    if (digit < 0) return 'refuted';
    bits = ((bits << 5) | digit) & 0xfff;
    held += 5;
    if (held < 8) continue;
    held -= 8;
    bytes.push((bits >> held) & 0xff);
  }
  const [low = 0, high = 0] = bytes.slice(-2);
  return provenIf(bytes.length === 36 && crc16(bytes.slice(0, -2)) === low + high * 256);
}
