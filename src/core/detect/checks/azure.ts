import { decodeBase64 } from './bytes.ts';
import { type Proof, provenIf } from './proof.ts';

/** A storage account's key is 64 bytes in base64. */
export function provesAzureStorage(value: string): Proof {
  const key = /[+/\w]{86}==$/.exec(value)?.[0];
  return provenIf(key !== undefined && decodeBase64(key)?.length === 64);
}
