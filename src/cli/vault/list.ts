import type { VaultEntry } from '../../broker/protocol/vault.ts';
import { readArguments } from '../arguments.ts';
import { CommandFault } from '../fault.ts';
import type { CliIo } from '../io.ts';
import { printable } from '../printable.ts';
import { openStore } from '../value-store.ts';

export async function listVault(args: readonly string[], io: CliIo): Promise<number> {
  const { values, positionals } = readArguments(args, { json: { type: 'boolean', default: false } });
  if (positionals.length > 0) throw new CommandFault('list takes no names');
  using store = await openStore(io, 'look');
  const entries = (await store.list()).toSorted((one, other) => (one.name < other.name ? -1 : 1));
  if (values.json) io.stdout.write(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
  else if (entries.length === 0) io.stderr.write('The vault is empty.\n');
  else io.stdout.write(table(entries));
  return 0;
}

function table(entries: readonly VaultEntry[]): string {
  const rows = entries.map(({ name, kind, createdAt }) => [printable(name), printable(kind), createdAt.slice(0, 10)]);
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => `${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}\n`).join('');
}
