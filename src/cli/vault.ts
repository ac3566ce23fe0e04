import { CommandFault } from './fault.ts';
import type { Command, CliIo } from './io.ts';
import { similarTo } from './similar.ts';
import { exportVault } from './vault/export.ts';
import { importVault } from './vault/import.ts';
import { listVault } from './vault/list.ts';
import { putIntoVault } from './vault/put.ts';
import { removeFromVault } from './vault/remove.ts';
import { setVaultAside } from './vault/set-aside.ts';

export const usage = `Usage: valet-key vault list [--json]
       valet-key vault put NAME [--kind KIND] [--replace]
       valet-key vault rm NAME…
       valet-key vault export [--to FILE]
       valet-key vault import FILE [--replace]
       valet-key vault set-aside

The vault keeps values on this machine, encrypted, outside every repository. No command shows one.

  list        the names that have a value, and since when; --json prints one object a name
  put         keep a value, which is read from standard input or asked for, never taken from an argument;
              --kind says what it is where its shape does not, --replace writes over another value
  rm          forget values
  export      all values, encrypted under a passphrase of your choice, into FILE or to standard output
  import      keep the values of an export; those that stand under a name already stay unless --replace
  set-aside   move a vault that cannot be opened out of the way, whole, and begin a new one

In a terminal of the editor its broker opens the vault; elsewhere the operating system's keychain does, or a passphrase,
asked for or read from the file that VALET_KEY_PASSPHRASE_FILE names.
`;

const commands: Readonly<Record<string, Command>> = {
  list: listVault,
  put: putIntoVault,
  rm: removeFromVault,
  export: exportVault,
  import: importVault,
  'set-aside': setVaultAside,
};

export function command([name, ...args]: readonly string[], io: CliIo): Promise<number> {
  const found = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (found) return found(args, io);
  const names = Object.keys(commands);
  if (name === undefined) throw new CommandFault(`say what to do: ${names.join(', ')}`);
  const similar = similarTo(name, names);
  const help = similar === undefined ? `there are ${names.join(', ')}` : `did you mean "vault ${similar}"?`;
  throw new CommandFault(`there is no such command: ${help}`);
}
