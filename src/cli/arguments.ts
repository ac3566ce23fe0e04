import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { CommandFault } from './fault.ts';

/** Reads the arguments of a command; what it does not know is a fault that says so. */
export function readArguments<const Options extends ParseArgsOptionsConfig>(args: readonly string[], options: Options) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new CommandFault(error.message, { cause: error });
  }
}
