import { spawnSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemCodeOf } from '../disk/disk-fault.ts';
import { RunRefused } from '../run-refused.ts';

/** Files that a task opens and reads once; what is in them never stands on a disk. */
export interface ValueFiles extends Disposable {
  readonly folder: string;
  /** Path of each, by the request's name. */
  readonly paths: ReadonlyMap<string, string>;
}

/**
 * Named pipes, each written to when somebody opens it, and then removed. The descriptors that Node could hand to a task
 * are sockets, which no program can open by their path.
 */
export function offerValues(values: ReadonlyMap<string, string>): ValueFiles {
  const folder = mkdtempSync(join(tmpdir(), 'valet-key-run-'));
  const paths = new Map([...values.keys()].map((name) => [name, join(folder, name)]));
  const made = spawnSync('mkfifo', ['-m', '600', ...paths.values()]);
  if (made.status !== 0) {
    rmSync(folder, { recursive: true, force: true });
    throw new RunRefused('this system has no named pipes (mkfifo): the delivery "fd" cannot be used here');
  }
  const left = new Map(values);
  const timer = setInterval(() => {
    for (const [name, value] of left) {
      const path = paths.get(name) ?? '';
      if (!writeTo(path, value)) continue;
      left.delete(name);
      rmSync(path, { force: true });
    }
    if (left.size === 0) clearInterval(timer);
  }, 20);
  return {
    folder,
    paths,
    [Symbol.dispose]() {
      clearInterval(timer);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Whether somebody was there to read. A pipe takes 64 KiB at once, and a value is no longer. */
function writeTo(path: string, value: string): boolean {
  try {
    const file = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
    try {
      writeSync(file, value);
    } finally {
      closeSync(file);
    }
    return true;
  } catch (error) {
    // ENXIO: nobody has opened it yet. EPIPE: who opened it is gone; ENOENT: the task removed it.
    const code = systemCodeOf(error);
    if (code === 'ENXIO' || code === 'EPIPE') return false;
    if (code === 'ENOENT') return true;
    throw error;
  }
}
