import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file system of 8 MiB in memory, mounted at a folder. */
export interface SmallDisk extends Disposable {
  readonly path: string;
  /** To the last byte: what a file system rounds up is filled with single bytes. */
  fill(): void;
  /** Gives back what was filled. */
  free(): void;
}

/** `undefined` where none can be made: that takes root. */
export function smallDisk(path: string): SmallDisk | undefined {
  mkdirSync(path, { recursive: true });
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', path]);
  if (status !== 0) return undefined;
  const filling = join(path, 'filling');
  return {
    path,
    fill() {
      for (let size = 65_536; size >= 1; size = Math.floor(size / 2)) {
        try {
          for (;;) writeFileSync(filling, Buffer.alloc(size), { flag: 'a' });
        } catch (error) {
          assert.match(String(error), /ENOSPC/);
        }
      }
      assert.ok(statSync(filling).size > 0);
    },
    free: () => rmSync(filling),
    [Symbol.dispose]() {
      spawnSync('umount', [path]);
      rmSync(path, { recursive: true, force: true });
    },
  };
}
