import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { systemCodeOf } from './disk-fault.ts';

export interface TaskRun {
  readonly command: readonly string[];
  readonly cwd: string;
  /** Whole: nothing of this process's own environment is added. */
  readonly env: NodeJS.ProcessEnv;
  /** Tells the user why the task could not be started. */
  readonly say: (text: string) => void;
}

/** Runs a task to its end with this process's terminal, and answers with the exit status that a shell would give. */
export function runTask({ command: [program = '', ...args], cwd, env, say }: TaskRun): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd, env, stdio: 'inherit' });
    const stopPassing = passSignals((signal) => child.kill(signal));
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
    child.once('exit', (status, signal) => settle(signal === null ? (status ?? 1) : 128 + constants.signals[signal]));
  });
}

/** Hands on the signals that this process gets, which is not ended by them: the task decides. */
function passSignals(pass: (signal: NodeJS.Signals) => void): () => void {
  const hasTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  const listeners = [
    // A terminal's own keys reach the task without help: it belongs to the same group of processes.
    ...fromKeys.map((signal) => [signal, hasTerminal ? ignore : pass] as const),
    ...fromOthers.map((signal) => [signal, pass] as const),
  ];
  for (const [signal, listener] of listeners) process.on(signal, listener);
  return () => {
    for (const [signal, listener] of listeners) process.off(signal, listener);
  };
}

const isWindows = process.platform === 'win32';
const fromKeys: readonly NodeJS.Signals[] = isWindows ? ['SIGINT', 'SIGBREAK'] : ['SIGINT', 'SIGQUIT'];
const fromOthers: readonly NodeJS.Signals[] = isWindows ? ['SIGHUP'] : ['SIGTERM', 'SIGHUP', 'SIGUSR2', 'SIGCONT'];

function ignore(): void {}
