import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { CommandFault, systemCode } from '../fault.ts';
import { printable } from '../printable.ts';

/** Where git runs, and in which environment: a hook's says which index the commit is made from. */
export interface GitPlace {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

export type GitProcess = ChildProcessByStdio<Writable, Readable, Readable>;

/** Starts git so that it changes nothing, starts no other program, and names paths in ASCII. */
export function startGit(args: readonly string[], { cwd, env }: GitPlace): GitProcess {
  return spawn('git', ['--no-optional-locks', ...plain, ...args], {
    cwd,
    env: { ...env, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

const plain = ['-c', 'core.quotePath=true', '-c', 'core.fsmonitor=false', '--literal-pathspecs'];

/** What git prints, whole. */
export async function gitOutput(args: readonly string[], place: GitPlace): Promise<string> {
  const chunks: Buffer[] = [];
  const process = startGit(args, place);
  process.stdin.end();
  process.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  await gitEnd(process, place);
  return Buffer.concat(chunks).toString('utf8');
}

/** Waits for git's end; a fault where git says that it failed. */
export async function gitEnd(process: GitProcess, { cwd }: GitPlace): Promise<void> {
  let complaint = '';
  process.stderr.setEncoding('utf8').on('data', (text: string) => (complaint = (complaint + text).slice(0, 2000)));
  let status: unknown;
  try {
    [status] = (await once(process, 'close')) as unknown[];
  } catch (error) {
    const reason =
      systemCode(error) === 'ENOENT' ? 'git was not found' : `git could not be started (${systemCode(error)})`;
    throw new CommandFault(reason, { cause: error });
  }
  if (status === 0) return;
  if (/not a git repository|must be run in a work tree/.test(complaint)) {
    throw new CommandFault(`${cwd} is not in the work tree of a git repository`);
  }
  throw new CommandFault(`git failed: ${printable(complaint.trim().split('\n')[0] ?? '')}`);
}
