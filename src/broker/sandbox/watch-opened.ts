import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { systemProgram } from './system-program.ts';

export interface Watcher extends Disposable {
  /** Resolves when everything is watched, or with the reason why nothing is. */
  readonly ready: Promise<'watching' | NoWatcher>;
  readonly pid: number | undefined;
}

export type NoWatcher = 'not-installed' | 'too-many' | 'failed';

export interface Watching {
  readonly folders: readonly string[];
  /** What to hear of, as `inotifywait` calls it. */
  readonly events: readonly string[];
  /** Paths with how often each was met, some times a second at most. A folder's own path ends with a slash. */
  readonly onSeen: (seen: ReadonlyMap<string, number>) => void;
  /** It ended on its own, and nothing is heard any more. */
  readonly onLost?: () => void;
}

/**
 * Hears what happens in folders, from `inotifywait` (Debian's `inotify-tools`): Node's own `fs.watch` neither asks for
 * opened files nor stops reading when a task makes events faster than they can be read. Here the pipe is left full for a
 * while, and the kernel throws away what finds no room: who floods the watcher slows nobody else.
 */
export function watchFolders({ folders, events, onSeen, onLost }: Watching): Watcher {
  const args = ['-m', '--format', '%w%f', ...events.flatMap((event) => ['-e', event]), '--fromfile', '-'];
  const child = spawn(systemProgram('inotifywait') ?? 'inotifywait', args, {
    stdio: 'pipe',
    env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' },
  });
  let state: 'starting' | 'watching' | 'ended' = 'starting';
  const ready = new Promise<'watching' | NoWatcher>((resolve) => {
    let said = '';
    child.once('error', () => resolve('not-installed'));
    child.once('exit', () => {
      if (state === 'watching') onLost?.();
      resolve(/upper limit|too many/i.test(said) ? 'too-many' : 'failed');
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-2000);
      if (state !== 'starting' || !said.includes('Watches established')) return;
      state = 'watching';
      resolve('watching');
    });
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(
    folders
      .filter((folder) => !folder.includes('\n'))
      .map((folder) => `${folder}\n`)
      .join(''),
  );
  void readLines(child.stdout, onSeen).catch(() => undefined);
  return {
    ready,
    pid: child.pid,
    [Symbol.dispose]() {
      state = 'ended';
      child.kill('SIGKILL');
    },
  };
}

/** Reads a chunk at a time and counts its lines; after a full one it rests. */
async function readLines(output: NodeJS.ReadableStream, onSeen: Watching['onSeen']): Promise<void> {
  let rest = '';
  for await (const chunk of output.setEncoding('utf8')) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    const seen = new Map<string, number>();
    for (const line of lines) seen.set(line, (seen.get(line) ?? 0) + 1);
    if (seen.size > 0) onSeen(seen);
    if (lines.length > 500) await pause(100, undefined, { ref: false });
  }
}
