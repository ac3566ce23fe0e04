import { sealExport } from '../../broker/vault/export.ts';
import { writeIfAbsent } from '../../broker/disk/durable-file.ts';
import { resolve } from 'node:path';
import { readArguments } from '../arguments.ts';
import { CommandFault } from '../fault.ts';
import type { CliIo } from '../io.ts';
import { newPassphrase, openStore } from '../value-store.ts';
import { exportPassphraseFile } from './export-passphrase.ts';

export async function exportVault(args: readonly string[], io: CliIo): Promise<number> {
  const { values, positionals } = readArguments(args, { to: { type: 'string' } });
  if (positionals.length > 0) throw new CommandFault('export takes all values; the file is named by --to');
  if (values.to === undefined && io.stdout.isTTY) throw new CommandFault('name a file with --to');
  using store = await openStore(io, 'look');
  const kept = await store.list();
  if (kept.length === 0) throw new CommandFault('the vault is empty');
  const passphrase = exportPassphraseFile(io) ?? (await newPassphrase('the export', io));
  if (passphrase === undefined) {
    throw new CommandFault(
      'an export is encrypted: run in a terminal to be asked for a passphrase, or name a file with it in VALET_KEY_EXPORT_PASSPHRASE_FILE',
    );
  }
  const secrets = await store.values(kept.map(({ name }) => name));
  const entries = kept.map(({ name, kind }) => ({ name, kind, value: secrets[name] ?? '' }));
  const sealed = await sealExport(entries, passphrase);
  if (values.to === undefined) io.stdout.write(sealed);
  else if (!writeIfAbsent(resolve(io.cwd, values.to), sealed)) throw new CommandFault(`${values.to} is there already`);
  io.stderr.write(
    `Exported ${entries.length} ${entries.length === 1 ? 'value' : 'values'}, encrypted. Elsewhere: valet-key vault import\n`,
  );
  return 0;
}
