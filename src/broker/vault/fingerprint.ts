import { createHmac, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { ensureDataFolder } from '../disk/data-folder.ts';
import { readIfThere, writeIfAbsent } from '../disk/durable-file.ts';
import { BrokerError } from '../protocol/faults.ts';
import { keyLength } from './seal.ts';

/**
 * The machine's key for fingerprints: names values, decrypts nothing. It lies open beside the vault, so nothing that
 * is kept in the vault's file carries a fingerprint: whoever steals both files learns nothing about the values.
 */
export function fingerprintKey(folder: string): Buffer {
  const path = join(folder, 'fingerprint.key');
  let key = readIfThere(path);
  if (!key) {
    ensureDataFolder(folder);
    // Two processes at once: one of them writes, both read what it wrote.
    writeIfAbsent(path, randomBytes(keyLength));
    key = readIfThere(path);
  }
  if (key?.length !== keyLength) throw new BrokerError({ code: 'disk', path });
  return key;
}

/** `hmac-sha256:` and 64 hex digits. */
export function fingerprinting(key: Uint8Array): (value: string) => string {
  return (value) => `hmac-sha256:${createHmac('sha256', key).update(value, 'utf8').digest('hex')}`;
}
