import { readdirSync, statSync, watch } from 'node:fs';
import { mayRead } from '../../core/policy/read-set.ts';
import type { ReadSet } from '../../core/policy/read-set.ts';

/**
 * Files that are denied by their name are hidden as they stand when the task starts; one that is made or replaced later
 * cannot be hidden any more. Whoever makes it is told, in the folders that the read set names.
 */
export function watchDenied(read: ReadSet, tell: (path: string) => void): Disposable {
  const told = new Set<string>();
  const watchers = read.files.filter(isFolder).map((folder) => {
    const before = new Map(readdirSync(folder).map((name) => [name, fileNumber(`${folder}/${name}`)]));
    const watcher = watch(folder, { persistent: false }, (_event, name) => {
      const path = `${folder}/${name ?? ''}`;
      const number = name === null || mayRead(read, path) ? undefined : fileNumber(path);
      if (number === undefined || number === before.get(name ?? '') || told.has(path)) return;
      told.add(path);
      tell(path);
    });
    // A system that has no watchers left warns of nothing; what is hidden stays hidden.
    watcher.on('error', () => watcher.close());
    return watcher;
  });
  return { [Symbol.dispose]: () => watchers.forEach((watcher) => watcher.close()) };
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function fileNumber(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.ino;
}
