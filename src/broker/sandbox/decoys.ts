import { randomBytes } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ensureDataFolder } from '../disk/data-folder.ts';
import { diskFault } from '../disk/disk-fault.ts';

/**
 * Files and folders of the broker's own that stand where the denied ones are: a task that opens one gets a line that says
 * why, and whoever watches the decoys sees it. They live in the data folder, which no task reads or writes.
 */
export interface Decoys extends Disposable {
  readonly folder: string;
  /** A file among the watched ones that stands for none. */
  readonly marker: string;
  /** The folders to watch, and what an opened path among them stands for; a folder's own ends with a slash. */
  readonly folders: readonly string[];
  readonly stands: ReadonlyMap<string, string>;
  /** A file for the one at this path, and where it is. */
  file(path: string): string;
  /** A folder for the one at this path, with these files in it or in folders of it. */
  filledFolder(path: string, names: readonly string[]): string;
  /** A folder for the broker's own, which decoys can be put into while the task runs. */
  ownFolder(path: string, names: readonly string[]): string;
  /** A file for one that was made while the task runs, and where that finds it; absent where there is no own folder. */
  lateFile(path: string): string | undefined;
}

/** @throws {BrokerError} `disk`, from here and from whatever puts one there. */
export function makeDecoys(dataFolder: string, show: (path: string) => string): Decoys {
  const folder = join(dataFolder, 'decoys', randomBytes(8).toString('hex'));
  const files = join(folder, 'files');
  ensureDataFolder(dataFolder);
  const onDisk = <Result>(work: () => Result): Result => {
    try {
      return work();
    } catch (error) {
      throw diskFault(folder, error);
    }
  };
  onDisk(() => mkdirSync(files, { recursive: true, mode: 0o700 }));
  const marker = join(files, 'marker');
  onDisk(() => writeFileSync(marker, '', { mode: 0o400 }));
  const folders = [files];
  const stands = new Map<string, string>();
  const put = (decoy: string, path: string): void => {
    onDisk(() => writeFileSync(decoy, noteFor(show(path), path), { mode: 0o400 }));
    stands.set(decoy, path);
  };
  const fill = (path: string, names: readonly string[]): string => {
    const decoy = join(folder, String(folders.length));
    for (const inside of new Set(['.', ...names.map((name) => dirname(name))])) {
      const one = join(decoy, inside);
      onDisk(() => mkdirSync(one, { mode: 0o700 }));
      folders.push(one);
      stands.set(`${one}/`, join(path, inside));
    }
    for (const name of names) put(join(decoy, name), `${path}/${name}`);
    return decoy;
  };
  let late: { readonly outside: string; readonly inside: string } | undefined;
  return {
    folder,
    marker,
    folders,
    stands,
    file(path) {
      const decoy = join(files, String(stands.size));
      put(decoy, path);
      return decoy;
    },
    filledFolder: fill,
    ownFolder(path, names) {
      const decoy = fill(path, names);
      late = { outside: join(decoy, lateName), inside: join(path, lateName) };
      mkdirSync(late.outside, { mode: 0o700 });
      folders.push(late.outside);
      return decoy;
    },
    lateFile(path) {
      if (!late) return undefined;
      const name = String(stands.size);
      const decoy = join(late.outside, name);
      // Who writes a file opens it, and the folder is watched.
      put(join(folder, 'late'), path);
      renameSync(join(folder, 'late'), decoy);
      stands.set(decoy, path);
      return join(late.inside, name);
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

const lateName = 'hidden';

/** A comment to nearly everything that reads such files; JSON has none. */
function noteFor(shown: string, path: string): string {
  const text = `Valet Key: this task may not read ${shown}. Ask for what it needs with a request in valet-key.json.`;
  return path.endsWith('.json') ? `${JSON.stringify({ '//': text })}\n` : `# ${text.replaceAll(/\s/g, ' ')}\n`;
}
