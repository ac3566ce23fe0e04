import { createHash, randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { setImmediate as breathe } from 'node:timers/promises';
import { readLine } from '../../core/audit/chain.ts';
import { csvHeader, csvRow } from '../../core/audit/csv.ts';
import { diskFault, systemCodeOf } from '../disk/disk-fault.ts';
import type { AuditPart } from './audit-files.ts';

export interface Exporting {
  /** The lines as they stand, so that the chain in them can be verified anywhere; or the columns for people. */
  readonly format: 'jsonl' | 'csv';
  readonly existing: 'keep' | 'replace';
}

export interface Exported {
  readonly records: number;
  /** SHA-256 of the file, hex. */
  readonly digest: string;
}

/**
 * Writes lines of the log into one file: the whole of it or nothing, as on a disk that is full. Throws `disk`, with
 * `EEXIST` where a file stands there that is to be kept.
 */
export async function exportLines(
  parts: Iterable<AuditPart>,
  path: string,
  { format, existing }: Exporting,
): Promise<Exported> {
  const temporary = `${path}.${randomBytes(4).toString('hex')}.tmp`;
  const digest = createHash('sha256');
  let records = 0;
  try {
    const file = openSync(temporary, 'wx', 0o600);
    const write = (text: string): void => {
      const bytes = Buffer.from(text, 'utf8');
      digest.update(bytes);
      for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written);
    };
    try {
      if (format === 'csv') write(csvHeader);
      for (const { lines } of parts) {
        const texts = lines.flatMap((line) => textOf(line, format));
        records += texts.length;
        write(texts.join(''));
        await breathe();
      }
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    settle(temporary, path, existing);
  } catch (error) {
    throw diskFault(path, error);
  } finally {
    rmSync(temporary, { force: true });
  }
  return { records, digest: digest.digest('hex') };
}

function textOf(line: string, format: Exporting['format']): readonly string[] {
  if (format === 'jsonl') return [`${line}\n`];
  const read = readLine(line);
  return read ? [csvRow(read)] : [];
}

/** A link fails where something stands already, even where that came to be a moment ago. */
function settle(temporary: string, path: string, existing: Exporting['existing']): void {
  if (existing === 'replace') return renameSync(temporary, path);
  try {
    linkSync(temporary, path);
  } catch (error) {
    if (!withoutLinks.has(systemCodeOf(error) ?? '')) throw error;
    closeSync(openSync(path, 'wx', 0o600));
    renameSync(temporary, path);
  }
  return undefined;
}

/** File systems that have no hard links, as FAT. */
const withoutLinks: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP']);
