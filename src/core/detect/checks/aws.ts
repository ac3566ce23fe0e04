import { digits32 } from '../../services/encoding.ts';
import type { Proof } from './proof.ts';

/**
 * The ten characters after the prefix of an AWS access key id hold the number of the account in base 32: 48 bits, of
 * which 40, after the first, are the number. A number of more than twelve digits belongs to keys older than that.
 */
export function provesAwsAccount(value: string): Proof {
  const body = value.slice(4);
  let bits = 0n;
  for (const character of body) {
    const digit = digits32.indexOf(character);
    if (digit < 0) return 'refuted';
    bits = (bits << 5n) | BigInt(digit);
  }
  const first = bits >> BigInt(Math.max(0, body.length * 5 - 48));
  return ((first >> 7n) & 0xff_ffff_ffffn) <= 999_999_999_999n ? 'proven' : 'open';
}
