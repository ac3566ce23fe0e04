import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { About } from '../../core/audit/event.ts';
import type { Revocation } from '../providers/provider.ts';

/**
 * What is ended at its provider when this process dies without having done so, however it dies: a second process waits
 * at the end of a pipe, which the system closes with this one. It is started with the first credential that can be
 * ended, and holds what ends those credentials, in its memory alone.
 */
export interface LastWill extends Disposable {
  /** Answers with what takes it out of the will again. */
  hold(revocation: Revocation, held: Omit<Held, 'revocation'>): () => void;
}

/** A line to the second process: something to hold under a number, or the number of something that was ended. */
export type WillLine = { readonly hold: number; readonly held: Held } | { readonly release: number };

export interface Held {
  readonly revocation: Revocation;
  readonly about: About;
  readonly provider: string;
}

export function makeWill(folder: string, env: Readonly<Record<string, string | undefined>>): LastWill {
  let executor: ChildProcess | undefined;
  let number = 0;
  const write = (line: WillLine): void => void executor?.stdin?.write(`${JSON.stringify(line)}\n`);
  return {
    hold(revocation, { about, provider }) {
      executor ??= startExecutor(folder, env);
      const own = number++;
      write({ hold: own, held: { revocation, about, provider } });
      return () => write({ release: own });
    },
    [Symbol.dispose]: () => void executor?.stdin?.end(),
  };
}

/** In a session of its own, so that what ends the broker and its task does not end it too. */
function startExecutor(folder: string, env: Readonly<Record<string, string | undefined>>): ChildProcess {
  const child = spawn(process.execPath, [programPath(), folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { ...Object.fromEntries(passed.map((name) => [name, env[name]])), ELECTRON_RUN_AS_NODE: '1' },
    windowsHide: true,
  });
  // Where it cannot be started a credential still ends with its time limit.
  child.on('error', ignore);
  child.stdin.on('error', ignore);
  child.unref();
  return child;
}

/** What it needs to reach a provider. */
const passed = ['PATH', 'SystemRoot', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'NODE_USE_ENV_PROXY'].concat(
  ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY'].flatMap((name) => [name, name.toLowerCase()]),
);

/** Beside the bundle; in development the source itself. */
function programPath(): string {
  const isSource = import.meta.url.endsWith('.ts');
  return fileURLToPath(new URL(isSource ? './executor.ts' : './executor.mjs', import.meta.url));
}

function ignore(): void {}
