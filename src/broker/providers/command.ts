import { statSync, readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { dataFolder } from '../disk/data-folder.ts';
import { systemCodeOf } from '../disk/disk-fault.ts';
import { isRecord } from '../vault/vault-file.ts';
import { outputOf, ProgramFailed } from './program.ts';
import { ProviderError } from './provider.ts';
import type { Asked, Checked, Issued, Provider } from './provider.ts';

/**
 * A program of the person's own that prints a value: `pass`, `gopass`, `bws`, `security`, `aws`. `ref` is a name, and
 * what it stands for is written in `commands.json` of the data folder alone: a manifest, which anybody may have
 * written, can ask for a name and never say what is run. There is nothing to take back.
 */
export const command: Provider = {
  id: 'command',
  opensWith: [],
  check: (checked) => void commandFor(checked),
  issue,
};

async function issue(asked: Asked): Promise<Issued> {
  const value = await printedBy(commandFor(asked), asked);
  return { value, secrets: [value] };
}

/** What it says beside the value may quote one: the status alone is told. */
async function printedBy(words: readonly string[], { request, env, signal }: Asked): Promise<string> {
  const named = `the command "${request.source.ref}" of commands.json`;
  try {
    const value = (await outputOf(words, { env, signal })).replace(/\r?\n$/, '');
    if (value !== '') return value;
  } catch (error) {
    if (!(error instanceof ProgramFailed)) throw error;
    const how = error.isLate
      ? 'did not answer in time; does it wait for somebody to unlock something?'
      : `failed${error.status === undefined ? '' : ` with status ${error.status}`}; run it yourself to see why`;
    throw new ProviderError(`${named} ${how}`, { cause: error });
  }
  throw new ProviderError(`${named} printed nothing`);
}

function commandFor({ request, env }: Checked): readonly string[] {
  const { ref } = request.source;
  const path = join(dataFolder({ env }), 'commands.json');
  const commands = commandsIn(path);
  if (!/^[\w.-]{1,64}$/.test(ref)) throw new ProviderError('the "ref" of a command is its name in commands.json');
  const words = Object.hasOwn(commands, ref) ? commands[ref] : undefined;
  if (words === undefined)
    throw new ProviderError(
      `${path} has no command "${ref}"; whoever trusts one adds it there: {"version": 1, "commands": {"${ref}": ["/usr/bin/pass", "show", "…"]}}`,
    );
  if (isCommand(words)) return words;
  throw new ProviderError(
    `the command "${ref}" of ${path} is no list of words that begins with the absolute path of a program`,
  );
}

function isCommand(words: unknown): words is readonly string[] {
  if (!Array.isArray(words) || !words.every((word) => typeof word === 'string')) return false;
  const [program] = words;
  return program !== undefined && isAbsolute(program);
}

/** Empty where there is none. One that somebody else could have written names no program that is run. */
function commandsIn(path: string): Readonly<Record<string, unknown>> {
  let text: string;
  try {
    if (!isOwn(path)) throw new ProviderError(`${path} is not used: others than you can write it; chmod 600 it`);
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return {};
    if (systemCodeOf(error) === undefined) throw error;
    throw new ProviderError(`${path} cannot be read (${systemCodeOf(error)})`, { cause: error });
  }
  const read = parse(text);
  if (isRecord(read) && read['version'] === 1 && isRecord(read['commands'])) return read['commands'];
  throw new ProviderError(`${path} is not {"version": 1, "commands": {…}}`);
}

function isOwn(path: string): boolean {
  const { uid, mode } = statSync(path);
  return process.getuid === undefined || ([0, process.getuid()].includes(uid) && (mode & 0o022) === 0);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
