import { readArguments } from '../arguments.ts';
import { CommandFault } from '../fault.ts';
import type { CliIo } from '../io.ts';
import { printable } from '../printable.ts';
import { openStore } from '../value-store.ts';

export async function removeFromVault(args: readonly string[], io: CliIo): Promise<number> {
  const { positionals: names } = readArguments(args, {});
  if (names.length === 0) throw new CommandFault('name what to forget; "valet-key vault list" shows the names');
  using store = await openStore(io, 'look');
  let status = 0;
  for (const name of names) {
    const isRemoved = await store.remove(name);
    if (!isRemoved) status = 2;
    const said = isRemoved ? `Forgot ${printable(name)}.` : `The vault holds no value named ${printable(name)}.`;
    io.stderr.write(`${said}\n`);
  }
  return status;
}
