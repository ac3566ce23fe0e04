import { spawn } from 'node:child_process';
import type { ChildProcess, StdioOptions } from 'node:child_process';
import { constants } from 'node:os';
import type { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { systemCodeOf } from '../disk/disk-fault.ts';

export interface TaskRun {
  readonly command: readonly string[];
  readonly cwd: string;
  /** Whole: nothing of this process's own environment is added. */
  readonly env: NodeJS.ProcessEnv;
  /** Tells the user why the task could not be started. */
  readonly say: (text: string) => void;
  /** Who reads what is printed at a terminal: a person sees their own task, a coding agent no value. */
  readonly reader?: 'person' | 'agent';
  /** Takes values out of what the task prints where that is no person's terminal; absent where the task sees none. */
  readonly redact?: (() => Transform) | undefined;
  /** Ends the task: asked first, killed after three seconds. */
  readonly ending?: AbortSignal;
  readonly onStart?: (pid: number) => void;
  /** The process that signals are for, where that is not the one that was started. */
  readonly processOf?: (pid: number) => number;
  /** Gives what was started a fourth file, a pipe that ends with this process or the task: what stands beside it ends. */
  readonly tether?: boolean;
  /** Reads one more file of what was started, the last one, which tells what is tried inside. */
  readonly hear?: (reports: Readable) => unknown;
}

/** Under which number what was started writes its reports. */
export function reportsAt({ tether = false }: Pick<TaskRun, 'tether'>): number {
  return tether ? 4 : 3;
}

/** Runs a task to its end with this process's terminal, and answers with the exit status that a shell would give. */
export function runTask(run: TaskRun): Promise<number> {
  const {
    command: [program = '', ...args],
    cwd,
    env,
    say,
    ending,
  } = run;
  return new Promise((resolve) => {
    // What holds a task would die of a terminal's keys, and the task with it: it stands apart and is told instead.
    const detached = run.processOf !== undefined;
    const child = spawn(program, args, { cwd, env, detached, stdio: stdioFor(run) });
    const pass = (signal: NodeJS.Signals): void => passTo(child, signal, run.processOf);
    const passed = passOutput(child, run);
    ending?.addEventListener('abort', () => endChild(child, pass), { once: true });
    const hear = (signal: NodeJS.Signals): void => {
      pass(signal);
      if (detached && signal === 'SIGHUP' && hasTerminal()) hangUp(child, pass);
    };
    const stopPassing = passSignals(hear, detached ? 'apart' : 'together');
    const settle = (status: number) => {
      stopPassing();
      resolve(status);
    };
    child.once('error', (error) => {
      const isMissing = systemCodeOf(error) === 'ENOENT';
      say(
        isMissing
          ? `there is no command ${program}`
          : `${program} could not be started (${systemCodeOf(error) ?? 'unknown'})`,
      );
      settle(isMissing ? 127 : 126);
    });
    const reports = run.hear && child.stdio.at(reportsAt(run));
    if (reports) run.hear?.(reports as Readable);
    child.once('spawn', () => {
      if (child.pid !== undefined) run.onStart?.(child.pid);
    });
    child.once('exit', (status, signal) => {
      if (run.tether === true) child.stdio[3]?.destroy();
      const exit = signal === null ? (status ?? 1) : 128 + constants.signals[signal];
      void passed.then(() => settle(exit));
    });
  });
}

/** A person's terminal goes to the task as it is; what is piped anyway is piped through the redaction. */
function stdioFor({ redact, reader = 'person', tether = false, hear }: TaskRun): StdioOptions {
  const output = (stream: NodeJS.WriteStream) =>
    redact && !(stream.isTTY && reader === 'person') ? 'pipe' : 'inherit';
  return [
    'inherit',
    output(process.stdout),
    output(process.stderr),
    ...[tether, hear].flatMap((more) => (more ? (['pipe'] as const) : [])),
  ];
}

/** Resolves when everything that the task printed is passed on. */
async function passOutput(child: ChildProcess, { redact }: TaskRun): Promise<void> {
  const streams = [
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ] as const;
  await Promise.all(
    streams.map(async ([from, to]) => {
      if (from && redact) await pipeline(from, redact(), to, { end: false }).catch(ignore);
    }),
  );
}

function passTo(child: ChildProcess, signal: NodeJS.Signals, processOf: TaskRun['processOf']): void {
  if (!processOf || child.pid === undefined) return void child.kill(signal);
  try {
    process.kill(processOf(child.pid), signal);
  } catch (error) {
    // It ended just now.
    if (systemCodeOf(error) !== 'ESRCH') throw error;
  }
}

function endChild(child: ChildProcess, pass: (signal: NodeJS.Signals) => void): void {
  pass('SIGTERM');
  const kill = setTimeout(() => child.kill('SIGKILL'), 3_000);
  child.once('exit', () => clearTimeout(kill));
}

/**
 * A terminal that closes ends all that runs in it. The system tells a task that stands apart nothing of that, and a
 * program that holds a terminal of its own may not heed the one who does.
 */
function hangUp(child: ChildProcess, pass: (signal: NodeJS.Signals) => void): void {
  const timer = setTimeout(() => endChild(child, pass), 500);
  child.once('exit', () => clearTimeout(timer));
}

function hasTerminal(): boolean {
  return process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
}

/** Hands on the signals that this process gets, which is not ended by them: the task decides. */
function passSignals(pass: (signal: NodeJS.Signals) => void, stands: 'apart' | 'together'): () => void {
  const reachesTask = hasTerminal() && stands === 'together';
  const listeners = [
    // A terminal's own keys reach the task without help: it belongs to the same group of processes.
    ...fromKeys.map((signal) => [signal, reachesTask ? ignore : pass] as const),
    ...fromOthers.map((signal) => [signal, pass] as const),
    ...(stands === 'apart' ? [['SIGWINCH', pass] as const] : []),
  ];
  for (const [signal, listener] of listeners) process.on(signal, listener);
  return () => {
    for (const [signal, listener] of listeners) process.off(signal, listener);
  };
}

const isWindows = process.platform === 'win32';
const fromKeys: readonly NodeJS.Signals[] = isWindows ? ['SIGINT', 'SIGBREAK'] : ['SIGINT', 'SIGQUIT'];
const fromOthers: readonly NodeJS.Signals[] = isWindows
  ? ['SIGHUP']
  : ['SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGCONT'];

function ignore(): void {}
