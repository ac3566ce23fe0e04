import { dataFolder } from '../../broker/disk/data-folder.ts';
import { setAside } from '../../broker/vault/vault.ts';
import { readArguments } from '../arguments.ts';
import { CommandFault } from '../fault.ts';
import type { CliIo } from '../io.ts';

export async function setVaultAside(args: readonly string[], io: CliIo): Promise<number> {
  if (readArguments(args, {}).positionals.length > 0) throw new CommandFault('set-aside takes no names');
  const aside = await setAside(dataFolder({ env: io.env }), new Date());
  const said =
    aside === undefined
      ? 'There is no vault to set aside.'
      : `The vault is kept as ${aside}; the next value begins a new one.`;
  io.stderr.write(`${said}\n`);
  return 0;
}
