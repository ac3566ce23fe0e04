import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { CommandFault } from './fault.ts';
import { similarTo } from './similar.ts';

/** Reads the arguments of a command; what it does not know is a fault that says so. */
export function readArguments<const Options extends ParseArgsOptionsConfig>(args: readonly string[], options: Options) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new CommandFault(wordsFor(error, Object.keys(options)), { cause: error });
  }
}

/** Node's own words say what its interface is for programmers. An option is named without what was given with it. */
function wordsFor({ message }: TypeError, known: readonly string[]): string {
  const unknown = /^Unknown option '(?<option>--?[\w-]+)/.exec(message)?.groups?.['option'];
  if (unknown === undefined)
    return message.split('\n', 1)[0]?.replace(/\. (?:Did you forget|To specify).*$/, '') ?? message;
  const similar = similarTo(unknown.replace(/^-+/, ''), known);
  return `there is no option "${unknown}"${similar === undefined ? '' : `. Did you mean "--${similar}"?`}`;
}
