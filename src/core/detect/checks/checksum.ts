import { base62, crc32 } from '../../services/encoding.ts';
import { type Proof, provenIf } from './proof.ts';

/** GitHub's tokens end in six base-62 digits: the CRC-32 of the thirty characters of chance after the prefix. */
export function provesGithubChecksum(value: string): Proof {
  // Of the longer tokens GitHub has not said what the checksum is taken of.
  return /^gh[a-z]_[0-9A-Za-z]{36}$/.test(value) ? endsInChecksum(value) : 'open';
}

/** npm's tokens are built like GitHub's. */
export function provesNpmChecksum(value: string): Proof {
  return endsInChecksum(value);
}

function endsInChecksum(value: string): Proof {
  const body = value.slice(value.lastIndexOf('_') + 1, -checksumLength);
  return provenIf(base62(crc32(body), checksumLength) === value.slice(-checksumLength));
}

const checksumLength = 6;
