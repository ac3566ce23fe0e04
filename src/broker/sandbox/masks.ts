import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { isDenied } from '../../core/policy/read-set.ts';
import { countWords, mostWords } from './bubblewrap.ts';
import type { Bubblewrap, Option } from './bubblewrap.ts';
import type { Decoys } from './decoys.ts';
import { otherNames } from './hard-links.ts';
import type { FileBounds } from './sandbox-files.ts';

/** Hides with decoys what the runtime's command hides, and tells what that is. */
export function hide(
  asked: Bubblewrap,
  decoys: Decoys,
  bounds: FileBounds,
): { readonly disguised: Bubblewrap; readonly hidden: Hidden } {
  const hidden = hiddenIn(asked);
  const others = otherNames([...hidden.files.keys()], bounds.read.files);
  const covered = others.map((path): Option => ['--ro-bind', '/dev/null', path]);
  const whole = { ...asked, options: [...asked.options, ...covered] };
  return { disguised: disguise(whole, decoys, bounds), hidden: hiddenIn(whole) };
}

/** What the sandbox hides, as it stands when the task starts. */
export interface Hidden {
  /** The number of the hidden file by its path: another one there is another file. */
  readonly files: ReadonlyMap<string, number>;
  readonly folders: readonly string[];
}

/**
 * Puts decoys where bubblewrap is asked to hide something: over each file, over each folder of credentials and each
 * project, and by name into the other folders, which stay empty and can be written to, into nowhere: programs keep their
 * caches in some.
 */
function disguise(asked: Bubblewrap, decoys: Decoys, bounds: FileBounds): Bubblewrap {
  const targets = asked.options.map((option) => option.at(-1) ?? '');
  let room = mostWords - countWords(asked) - 10;
  const options = asked.options.flatMap((option): readonly Option[] => {
    const [name, ...values] = option;
    const target = values.at(-1) ?? '';
    if (isFileMask(option) && !isPlaceholder(target)) return [['--ro-bind', decoys.file(target), target]];
    if (name !== '--tmpfs') return [option];
    const holdsOthers = targets.some((other) => other.startsWith(`${target}/`));
    const put = holdsOthers ? [option] : folderMask(target, decoys, bounds);
    const added = put.flat().length - option.length;
    if (added > room) return [option];
    room -= added;
    return put;
  });
  return { ...asked, options };
}

function hiddenIn({ options }: Bubblewrap): Hidden {
  const files = options.filter(isFileMask).map((option) => option.at(-1) ?? '');
  return {
    files: new Map(files.map((path) => [path, statSync(path, { throwIfNoEntry: false })?.ino ?? 0])),
    folders: options.flatMap(([name, folder]) => (name === '--tmpfs' && folder !== undefined ? [folder] : [])),
  };
}

/** The runtime hides a file behind `/dev/null`, which gives a task no permission and a watcher nothing to see. */
function isFileMask([name, source]: Option): boolean {
  return name === '--ro-bind' && source === '/dev/null';
}

/** What the runtime keeps from being made is not there, and nobody is refused it. */
function isPlaceholder(path: string): boolean {
  return !existsSync(path);
}

function folderMask(folder: string, decoys: Decoys, bounds: FileBounds): readonly Option[] {
  const { read, closed } = bounds;
  const filled = (names: readonly string[]): readonly Option[] => [
    ['--ro-bind', decoys.filledFolder(folder, names), folder],
  ];
  const names = namesIn(folder);
  if (closed.includes(folder)) {
    const deeper = foldersOfOwn.flatMap((own) => namesIn(`${folder}/${own}`).map((name) => `${own}/${name}`));
    return [['--ro-bind', decoys.ownFolder(folder, [...names, ...deeper]), folder]];
  }
  if (isDenied(read, folder) || leadsTo(folder, read.deny))
    return filled(isWithin(folder, read.files) ? names : names.filter(isWellKnown));
  const denied = names.filter((name) => isDenied(read, `${folder}/${name}`));
  if (isProject(folder)) return filled(denied);
  const below = [...read.deny, ...closed].filter((path) => path.startsWith(`${folder}/`) && existsSync(path));
  const paths = new Set([...denied.map((name) => `${folder}/${name}`), ...below]);
  return [['--tmpfs', folder], ...[...paths].toSorted().flatMap((path) => maskInside(path, decoys, bounds))];
}

function maskInside(path: string, decoys: Decoys, bounds: FileBounds): readonly Option[] {
  if (isFolder(path)) return folderMask(path, decoys, bounds);
  return [['--ro-bind', decoys.file(path), path]];
}

/** Files that stand in a folder, as far as they can be named in a line. */
function namesIn(folder: string): readonly string[] {
  try {
    const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => !entry.isDirectory());
    return names
      .map(({ name }) => name)
      .filter((name) => !/\p{Cc}/u.test(name))
      .slice(0, mostNames);
  } catch {
    // What cannot be listed has no names to be seen by.
    return [];
  }
}

const mostNames = 200;
/** In the data folder. */
const foldersOfOwn = ['audit'];

/** Names that everybody knows tell nothing; what else somebody has in their home is not for the task to know. */
function isWellKnown(name: string): boolean {
  return wellKnown.has(name);
}

const wellKnown: ReadonlySet<string> = new Set([
  'access_tokens.db',
  'accessTokens.json',
  'application_default_credentials.json',
  'authorized_keys',
  'azureProfile.json',
  'config',
  'config.json',
  'credentials',
  'credentials.db',
  'hosts.yml',
  'id_dsa',
  'id_ecdsa',
  'id_ecdsa_sk',
  'id_ed25519',
  'id_ed25519_sk',
  'id_rsa',
  'known_hosts',
  'login.keyring',
  'msal_token_cache.json',
  'pubring.kbx',
]);

function isProject(folder: string): boolean {
  return projectMarks.some((name) => existsSync(`${folder}/${name}`));
}

const projectMarks = ['.git', '.env', 'package.json', 'pyproject.toml', 'go.mod', 'Cargo.toml', 'valet-key.json'];

/** Whether one of these paths is a link to the folder, or lies behind one. */
function leadsTo(folder: string, paths: readonly string[]): boolean {
  return paths.some((path) => existsSync(path) && realpathSync(path) === folder);
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function isWithin(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => path.startsWith(`${folder}/`));
}
