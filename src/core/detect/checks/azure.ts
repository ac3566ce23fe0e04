import { azureChecksum, caskLengths } from '../../services/azure-key.ts';
import { decodeBase64 } from './bytes.ts';
import type { Proof } from './proof.ts';

/**
 * A storage account's key is 64 bytes in base64, so that the last of its 86 characters has two bits of its own and four
 * that are zero. Not every library that writes base64 keeps to that, so other bits refute nothing.
 */
export function provesAzureStorage(value: string): Proof {
  const last = /^[+/\w]{85}([+/\w])==$/.exec(value.slice(-88))?.[1];
  if (last === undefined) return 'refuted';
  return 'AQgw'.includes(last) ? 'proven' : 'open';
}

/**
 * An annotated key (`…JQQJ99…`) names the month it was made in, `A` to `L`, and ends in a checksum. Which of Azure's
 * services seed theirs as Microsoft's library does is not told, so that another checksum refutes nothing.
 */
export function provesAzureAnnotated(value: string): Proof {
  if (!/^.{59}[A-L]/.test(value)) return 'refuted';
  const bytes = decodeBase64(value.slice(0, -4));
  return bytes && azureChecksum(bytes) === value.slice(-4) ? 'proven' : 'open';
}

/**
 * A common annotated secret says how much of it is secret and how much was added, and when it was made: month, day,
 * hour, minute and second have one of 64 characters each, of which no more than twelve, 31, 24 and 60 are told.
 *
 * https://github.com/microsoft/cask/blob/main/docs/CaskSecret.md
 */
export function provesCask(value: string): Proof {
  if (!/AA[\w-][A-L][A-Za-e][A-X][A-Za-z0-7]{2}$/.test(value)) return 'refuted';
  const form = /^(.+)QJJQA([B-E])([A-E])/.exec(value);
  const [, secret = '', size = '', added = ''] = form ?? [];
  const holds = caskLengths[size.charCodeAt(0) - 0x42] === secret.length;
  const rest = value.length - (form?.[0].length ?? 0);
  return holds && rest === 13 + 4 * (added.charCodeAt(0) - 0x41) ? 'proven' : 'open';
}
