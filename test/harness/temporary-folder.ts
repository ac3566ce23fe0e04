import { rmSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TemporaryFolder extends AsyncDisposable {
  readonly path: string;
}

const live = new Set<string>();

/** Removed when disposed, and also when this process ends early, by a signal or an error. */
export async function temporaryFolder(name: string): Promise<TemporaryFolder> {
  if (live.size === 0) endOnSignals();
  const path = await realpath(await mkdtemp(join(tmpdir(), `valet-key-${name}-`)));
  live.add(path);
  return {
    path,
    async [Symbol.asyncDispose]() {
      await rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
      live.delete(path);
    },
  };
}

/** A signal ends the process in order, so that what listens to its `exit` still stops browsers and servers. */
function endOnSignals(): void {
  if (process.listeners('exit').includes(removeAll)) return;
  process.on('exit', removeAll);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130));
}

function removeAll(): void {
  for (const path of live) rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
}
