import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ExportError, openExport } from '../../broker/vault/export.ts';
import { readArguments } from '../arguments.ts';
import { CommandFault, systemCode } from '../fault.ts';
import type { CliIo } from '../io.ts';
import { printable } from '../printable.ts';
import { askHidden } from '../terminal.ts';
import { openStore } from '../value-store.ts';
import { exportPassphraseFile } from './export-passphrase.ts';

export async function importVault(args: readonly string[], io: CliIo): Promise<number> {
  const { values, positionals } = readArguments(args, { replace: { type: 'boolean', default: false } });
  const [path, extra] = positionals;
  if (path === undefined || extra !== undefined) throw new CommandFault('name the one file to import');
  const text = readExport(resolve(io.cwd, path), path);
  const passphrase = exportPassphraseFile(io) ?? (await askHidden('Passphrase of the export: ', io));
  if (passphrase === undefined) {
    throw new CommandFault(
      'run in a terminal to be asked for the passphrase of the export, or name a file with it in VALET_KEY_EXPORT_PASSPHRASE_FILE',
    );
  }
  const entries = await openExport(text, passphrase).catch((error: unknown) => {
    if (!(error instanceof ExportError)) throw error;
    throw new CommandFault(`${path}: ${error.message}`, { cause: error });
  });
  using store = await openStore(io, 'keep');
  const others: string[] = [];
  for (const entry of entries) {
    const { status } = await store.put({ ...entry, replace: values.replace });
    if (status === 'other') others.push(printable(entry.name));
  }
  io.stderr.write(`Imported ${entries.length - others.length} of ${entries.length} values.\n`);
  if (others.length === 0) return 0;
  io.stderr.write(`Other values stay under ${others.join(', ')}. To write over them: --replace\n`);
  return 1;
}

function readExport(path: string, name: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new CommandFault(`cannot read ${name} (${systemCode(error)})`, { cause: error });
  }
}
