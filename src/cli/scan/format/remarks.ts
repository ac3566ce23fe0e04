import { printable } from '../../printable.ts';
import type { FileReport, Skip } from '../report.ts';

/** What a report says besides its findings, for standard error. */
export function remarksOn({ path, skip, unreasoned }: FileReport, maxBytes: number): readonly string[] {
  const name = printable(path);
  if (!skip) return unreasoned.map((line) => `${name}:${line}: an ignore comment without a reason does nothing`);
  const reason = reasonOf(skip, maxBytes);
  return reason === undefined ? [] : [`${name}: ${reason}`];
}

/** `undefined` for what nobody expects to be scanned. */
function reasonOf(skip: Skip, maxBytes: number): string | undefined {
  if (skip.type === 'unreadable') {
    return skip.code === 'ENOENT' ? 'no such file or folder' : `cannot be read (${skip.code})`;
  }
  if (skip.type === 'failed') return `could not be scanned (${skip.error})`;
  if (skip.type === 'binary') return undefined;
  return `left out, as its ${megabytes(skip.bytes)} are over --max-size (${megabytes(maxBytes)})`;
}

function megabytes(bytes: number): string {
  const size = bytes / 1024 ** 2;
  return `${size < 10 ? size.toFixed(1).replace(/\.0$/, '') : Math.round(size)} MB`;
}
