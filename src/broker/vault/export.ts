import { newStretching, seal, SealError, stretch, unseal } from './seal.ts';
import type { Sealed, Stretching } from './seal.ts';
import { isRecord, isSealed, isStretching } from './vault-file.ts';

/** Values on their way to another machine, under a passphrase of their own. */
export interface ExportedEntry {
  readonly name: string;
  readonly kind: string;
  readonly value: string;
}

interface ExportFile {
  readonly format: 'valet-key-export';
  readonly version: 1;
  readonly stretching: Stretching;
  readonly entries: Sealed;
}

/** What was read is no export, or somebody changed it, or the passphrase is another one. */
export class ExportError extends Error {
  override readonly name = 'ExportError';
}

/** Everything in one box: from the outside not even the names show. */
export async function sealExport(entries: readonly ExportedEntry[], passphrase: string): Promise<string> {
  const stretching = newStretching();
  const key = await stretch(passphrase, stretching);
  const plain = Buffer.from(JSON.stringify(entries), 'utf8');
  const file: ExportFile = { format: 'valet-key-export', version: 1, stretching, entries: seal(key, plain, place) };
  plain.fill(0);
  key.fill(0);
  return `${JSON.stringify(file, undefined, 2)}\n`;
}

/** Throws `ExportError`. */
export async function openExport(text: string, passphrase: string): Promise<readonly ExportedEntry[]> {
  const file = parse(text);
  if (!isExportFile(file)) throw new ExportError('this is no export of a vault');
  const key = await stretch(passphrase, file.stretching);
  try {
    const entries = parse(unseal(key, file.entries, place).toString('utf8'));
    if (Array.isArray(entries) && entries.every(isEntry)) return entries;
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    throw new ExportError('this is not the passphrase of the export, or the file was changed', { cause: error });
  } finally {
    key.fill(0);
  }
  throw new ExportError('this is no export of a vault');
}

const place = ['valet-key-export', 1];

/** `undefined` for what is no JSON. The parser's own message would quote the text. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isExportFile(value: unknown): value is ExportFile {
  if (!isRecord(value) || value['format'] !== 'valet-key-export' || value['version'] !== 1) return false;
  return isStretching(value['stretching']) && isSealed(value['entries']);
}

function isEntry(value: unknown): value is ExportedEntry {
  return isRecord(value) && ['name', 'kind', 'value'].every((field) => typeof value[field] === 'string');
}
