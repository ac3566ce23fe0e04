import { type Dirent, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { createPathFilter, isBinaryPath } from '../../core/policy/files.ts';
import { systemCode } from '../fault.ts';
import { type IgnoresFrom, isDependencyFolder, isVersionControlFolder, outerIgnores } from './ignored.ts';
import { teachesValues } from './known-values.ts';
import { pathFrom, type Place, placeFrom } from './place.ts';
import { readTextFile } from './text-file.ts';
import { turn } from './turn.ts';

export interface WalkOptions {
  readonly cwd: string;
  /** As they were given; each is scanned whatever the ignore rules say of it. */
  readonly paths: readonly string[];
  readonly respectIgnores: boolean;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly signal: AbortSignal;
}

export interface Walked {
  /** In the order in which they are reported: that of the paths given, then by name. */
  readonly files: readonly Place[];
  /** Environment files, those too that are ignored: their values must not stand elsewhere. */
  readonly dotenv: readonly Place[];
  /** What was named, or lies in a tree, and could not be read. */
  readonly unreadable: readonly { readonly path: string; readonly code: string }[];
}

/** Lists what is to be scanned. Symbolic links inside a tree are not followed, so no loop and no way out. */
export async function walk(options: WalkOptions): Promise<Walked> {
  const walking = start(options);
  for (const path of options.paths) {
    const root = rootOf(path, walking);
    if (root?.isFolder) await walkTree(root.absolute, walking);
    else if (root) addFile(root.absolute, walking);
  }
  return { files: [...walking.files.values()], dotenv: walking.dotenv, unreadable: walking.unreadable };
}

interface Walking {
  readonly options: WalkOptions;
  readonly placeOf: (absolute: string) => Place;
  readonly wanted: (path: string) => boolean;
  readonly files: Map<string, Place>;
  readonly dotenv: Place[];
  readonly unreadable: { path: string; code: string }[];
}

function start(options: WalkOptions): Walking {
  return {
    options,
    placeOf: placeFrom(options.cwd),
    wanted: createPathFilter(options),
    files: new Map(),
    dotenv: [],
    unreadable: [],
  };
}

function rootOf(path: string, { options, unreadable }: Walking): { absolute: string; isFolder: boolean } | undefined {
  const absolute = resolve(options.cwd, path);
  try {
    return { absolute, isFolder: statSync(absolute).isDirectory() };
  } catch (error) {
    unreadable.push({ path, code: systemCode(error) });
    return undefined;
  }
}

/** A folder to read, with the ignore rules that hold in it. */
interface Visit {
  readonly folder: string;
  readonly ignores: IgnoresFrom | undefined;
}

async function walkTree(root: string, walking: Walking): Promise<void> {
  const { options } = walking;
  const ignores = options.respectIgnores ? outerIgnores(root) : undefined;
  let visited = 0;
  const descend = async (visit: Visit): Promise<void> => {
    if (++visited % foldersPerTurn === 0) await turn();
    options.signal.throwIfAborted();
    const entries = readFolder(visit.folder, walking);
    learnIgnores(visit, entries);
    for (const entry of entries) {
      const absolute = join(visit.folder, entry.name);
      const ignored = isIgnored(entry, absolute, visit.ignores);
      if (entry.isDirectory()) {
        if (!ignored && !isLeftOut(entry.name, options)) await descend({ folder: absolute, ignores: visit.ignores });
      } else if (entry.isFile()) visitFile(absolute, ignored, walking);
    }
  };
  await descend({ folder: root, ignores });
}

const foldersPerTurn = 100;

function readFolder(folder: string, { unreadable, placeOf }: Walking): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).toSorted((one, other) => (one.name < other.name ? -1 : 1));
  } catch (error) {
    unreadable.push({ path: placeOf(folder).path, code: systemCode(error) });
    return [];
  }
}

function learnIgnores({ folder, ignores }: Visit, entries: readonly Dirent[]): void {
  if (!ignores || !entries.some(({ name }) => name === '.gitignore')) return;
  const reading = readTextFile(join(folder, '.gitignore'), mostIgnoreBytes);
  if ('text' in reading) ignores.rules.add(pathFrom(ignores.base, folder), reading.text);
}

const mostIgnoreBytes = 1_000_000;

function isIgnored(entry: Dirent, absolute: string, ignores: IgnoresFrom | undefined): boolean {
  if (!ignores) return false;
  const path = pathFrom(ignores.base, absolute);
  return ignores.rules.ignores(entry.isDirectory() ? `${path}/` : path);
}

function isLeftOut(name: string, { respectIgnores }: WalkOptions): boolean {
  return isVersionControlFolder(name) || (respectIgnores && isDependencyFolder(name));
}

function visitFile(absolute: string, ignored: boolean, walking: Walking): void {
  if (!ignored && !isBinaryPath(absolute)) addFile(absolute, walking);
  else if (basename(absolute).includes('env')) addDotenv(walking.placeOf(absolute), walking);
}

function addFile(absolute: string, walking: Walking): void {
  const place = walking.placeOf(absolute);
  addDotenv(place, walking);
  if (walking.wanted(place.path)) walking.files.set(absolute, place);
}

function addDotenv(place: Place, { dotenv }: Walking): void {
  if (teachesValues(place)) dotenv.push(place);
}

/** The folders whose environment files hold for what is scanned, where files were named rather than folders. */
export function foldersOf(paths: readonly string[], cwd: string): readonly string[] {
  return paths.map((path) => dirname(resolve(cwd, path)));
}
