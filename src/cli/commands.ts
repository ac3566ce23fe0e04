import { CommandFault, systemCode } from './fault.ts';
import type { CliIo, CommandFile } from './io.ts';
import { similarTo } from './similar.ts';
import { versionOf } from './version.ts';

interface Entry {
  readonly summary: string;
  /** Loaded when it is called: a command costs nothing to those that do not use it. */
  readonly load: () => Promise<CommandFile>;
}

const commands: Readonly<Record<string, Entry>> = {
  scan: { summary: 'find hardcoded credentials', load: () => import('./scan.ts') },
  fix: { summary: 'swap them for references to scoped requests', load: () => import('./fix.ts') },
  requests: { summary: 'list what is asked for, and what is missing', load: () => import('./requests.ts') },
  vault: { summary: 'keep values on this machine, encrypted', load: () => import('./vault.ts') },
  copies: { summary: 'find what is left of replaced values, and take it out', load: () => import('./copies.ts') },
  run: { summary: 'run a task with the values of its requests', load: () => import('./run.ts') },
  grants: { summary: 'show which grants are live', load: () => import('./grants.ts') },
  revoke: { summary: 'end grants, at once', load: () => import('./revoke.ts') },
  inventory: {
    summary: 'list which apps connect to which services, and what was reviewed',
    load: () => import('./inventory.ts'),
  },
  hook: { summary: "answer a coding agent's hooks, before it writes, runs or sends", load: () => import('./hook.ts') },
  mcp: {
    summary: 'let coding agents ask for credentials, over the Model Context Protocol',
    load: () => import('./mcp.ts'),
  },
  audit: { summary: 'show and verify the audit log', load: () => import('./audit.ts') },
};

/** Runs the command that the arguments name and answers with its exit status. */
export async function runCommand(args: readonly string[], io: CliIo): Promise<number> {
  endWithTheReader(io);
  tellOfTheUnexpected(io);
  const [name, ...rest] = args;
  if (name === undefined) return say(io.stderr, usage(), 2);
  if (name === '--help' || name === '-h' || name === 'help') return help(rest, io);
  if (name === '--version' || name === '-v' || name === 'version') return say(io.stdout, `${versionOf(io)}\n`, 0);
  const entry = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!entry) return say(io.stderr, unknownCommand(name), 2);
  const file = await entry.load();
  if (asksForHelp(rest)) return say(io.stdout, file.usage, 0);
  try {
    return await file.command(rest, io);
  } catch (error) {
    const status = error instanceof CommandFault ? error.status : 2;
    return say(io.stderr, `valet-key ${name}: ${reasonOf(error)}\n`, status);
  }
}

async function help(args: readonly string[], io: CliIo): Promise<number> {
  const [name] = args;
  if (name === undefined) return say(io.stdout, usage(), 0);
  const entry = Object.hasOwn(commands, name) ? commands[name] : undefined;
  return entry ? say(io.stdout, (await entry.load()).usage, 0) : say(io.stderr, unknownCommand(name), 2);
}

/** What stands behind `--` belongs to the command that is run. */
function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return args.slice(0, end < 0 ? undefined : end).some((arg) => arg === '--help' || arg === '-h');
}

function usage(): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  const rows = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(width)}   ${summary}`);
  return `Usage: valet-key COMMAND [options]

Finds hardcoded credentials, swaps them for scoped requests, and runs tasks with them.

${rows.join('\n')}

  valet-key COMMAND --help   how a command is used
  valet-key --version        which version this is
`;
}

/** What is not even like a command is not repeated: it may be anything. */
function unknownCommand(name: string): string {
  const similar = similarTo(name, Object.keys(commands));
  const given = /^[a-z-]{1,20}$/i.test(name) ? `command "${name}"` : 'such command';
  const meant = similar === undefined ? '' : ` Did you mean "${similar}"?`;
  return `valet-key: there is no ${given}.${meant} "valet-key --help" lists them.\n`;
}

/** An error that is none of ours may quote what it was handed: only its name and place are told. */
function reasonOf(error: unknown): string {
  if (error instanceof CommandFault) return error.message;
  if (!(error instanceof Error)) return 'failed unexpectedly';
  if (error.name === 'BrokerError') return error.message;
  const place = error.stack?.split('\n').find((line) => /^\s+at /.test(line));
  const code = systemCode(error) === 'unknown' ? '' : ` ${systemCode(error)}`;
  return `failed unexpectedly: ${error.name}${code}${place === undefined ? '' : ` ${place.trim()}`}`;
}

/** `valet-key scan | head` is no failure: whoever reads has read enough. A disk that is full is one. */
function endWithTheReader({ stdout, stderr }: CliIo): void {
  for (const stream of [stdout, stderr]) {
    stream.on('error', (error) => {
      if (systemCode(error) === 'EPIPE') process.exit(process.exitCode ?? 0);
      stderr.write(`valet-key: cannot write what it has to say (${systemCode(error)})\n`);
      process.exit(2);
    });
  }
}

/** What nobody expected may quote a value: it is told like any other fault, without its own words. */
function tellOfTheUnexpected({ stderr }: CliIo): void {
  process.once('uncaughtException', (error) => {
    stderr.write(`valet-key: ${reasonOf(error)}\n`);
    process.exit(2);
  });
}

function say(stream: NodeJS.WritableStream, text: string, status: number): number {
  stream.write(text);
  return status;
}
