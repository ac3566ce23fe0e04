import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { systemProgram } from './system-program.ts';

/**
 * Other names of hidden files, in the folders that a task reads: a mask covers one name, and a hard link is another. They
 * are looked for where a file has more than one, but not for what package managers link from a store of theirs.
 */
export function otherNames(files: readonly string[], folders: readonly string[]): readonly string[] {
  const linked = new Map(
    files.flatMap((path) => {
      const stats = path.includes('/node_modules/') ? undefined : statSync(path, { throwIfNoEntry: false });
      return stats?.isFile() === true && stats.nlink > 1 ? [[stats.ino, stats.dev] as const] : [];
    }),
  );
  if (linked.size === 0) return [];
  const numbers = [...linked.keys()].flatMap((number, index) => [...(index > 0 ? ['-o'] : []), '-inum', `${number}`]);
  const args = [...folders, '-xdev', '-type', 'f', '-links', '+1', '(', ...numbers, ')', '-print0'];
  // What it could not look into is no reason to leave out what it found.
  const { stdout } = spawnSync(systemProgram('find') ?? 'find', args, { encoding: 'utf8', timeout: 10_000 });
  const found = (stdout ?? '').split('\0').slice(0, -1);
  return found.filter((path) => {
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats !== undefined && linked.get(stats.ino) === stats.dev && !files.includes(path);
  });
}
