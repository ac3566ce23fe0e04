import { base58Bytes, base58Checksum, base58ChecksumLength } from '../../services/base58.ts';
import { type Proof, provenIf } from './proof.ts';

/** Bitcoin's keys (BIP 32, WIF) are Base58Check: the last four bytes are a checksum of the rest. */
export function provesBase58(value: string): Proof {
  const bytes = base58Bytes(value);
  if (!bytes) return 'refuted';
  const sum = base58Checksum(bytes.slice(0, -base58ChecksumLength));
  return provenIf(bytes.slice(-base58ChecksumLength).every((byte, index) => byte === sum[index]));
}
