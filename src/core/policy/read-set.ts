import { Minimatch } from 'minimatch';
import type { Manifest } from '../requests/manifest.ts';
import type { Chosen } from './call-set.ts';

/** What a task may read, and what of it it may write. It says nothing of calls, as the call set says nothing of files. */
export interface ReadSet {
  /** Absolute, slash-separated folders and files. */
  readonly files: readonly string[];
  /** Absolute globs: what they match is not read, wherever it lies. */
  readonly deny: readonly string[];
  readonly write: readonly string[];
  /** Names of environment variables, `*` at the end for any rest; `undefined` where the task does not say. */
  readonly env: readonly string[] | undefined;
  /** Requests whose credential it may use. */
  readonly requests: readonly string[];
}

/** Where relative paths begin, and whose home `~` is. Slash-separated, without a slash at the end. */
export interface Ground {
  readonly folder: string;
  readonly home: string;
}

export function readSetOf({ tasks = {} }: Manifest, { task, uses }: Chosen, ground: Ground): ReadSet {
  const own = task === undefined ? undefined : tasks[task];
  const absolute = (path: string) => absolutePath(path, ground);
  return {
    files: (own?.read?.files ?? ['.']).map(absolute),
    deny: [...alwaysDenied, ...(own?.read?.deny_files ?? [])].map(absolute),
    write: (own?.write ?? (own ? [] : ['.'])).map(absolute),
    env: own?.read?.env,
    requests: uses,
  };
}

/** With what a person opens beside it. What is denied stays so. */
export function widened(set: ReadSet, also: Pick<ReadSet, 'write'> & { readonly read: readonly string[] }): ReadSet {
  const files = [...set.files, ...also.read, ...also.write];
  return { ...set, files, write: [...set.write, ...also.write] };
}

/** Where people keep what opens things: no task reads these, whatever the manifest says. */
const alwaysDenied: readonly string[] = [
  '/**/.env',
  '/**/.env.*',
  '~/.ssh',
  '~/.gnupg',
  '~/.aws',
  '~/.azure',
  '~/.config/gcloud',
  '~/.config/gh',
  '~/.config/op',
  '~/.kube',
  '~/.docker/config.json',
  '~/.netrc',
  '~/.npmrc',
  '~/.pypirc',
  '~/.git-credentials',
  '~/.local/share/valet-key',
  '~/.local/share/keyrings',
  '~/.password-store',
  '~/Library/Keychains',
  '~/Library/Application Support/valet-key',
];

/** Whether an absolute path may be read: inside the set's files, and under nothing that is denied. */
export function mayRead({ files, deny }: ReadSet, path: string): boolean {
  return files.some((file) => isInside(path, file)) && !isDenied({ deny }, path);
}

/** Whether a path is denied by its name or by a folder's it lies in, wherever the set's files are. */
export function isDenied({ deny }: Pick<ReadSet, 'deny'>, path: string): boolean {
  return deny.some((glob) => matches(path, glob));
}

/** Whether a path itself is denied by a glob: for very many paths of folders that are not denied. */
export function deniedByGlob({ deny }: Pick<ReadSet, 'deny'>): (path: string) => boolean {
  const globs = deny.filter(isGlob).map((glob) => new Minimatch(glob, globbing));
  return (path) => globs.some((glob) => glob.match(path));
}

/** The globs among what is denied. */
export function deniedGlobs({ deny }: Pick<ReadSet, 'deny'>): readonly string[] {
  return deny.filter(isGlob);
}

export function mayWrite(set: ReadSet, path: string): boolean {
  return mayRead(set, path) && set.write.some((file) => isInside(path, file));
}

/** Whether the task inherits a variable. Without a list of its own it inherits what is there. */
export function mayReadVariable({ env }: ReadSet, name: string): boolean {
  if (!env) return true;
  return [...needed, ...env].some((each) => (each.endsWith('*') ? name.startsWith(each.slice(0, -1)) : each === name));
}

/** Without these no program starts as it should. */
const needed = [
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'SHELL',
  'TERM',
  'COLORTERM',
  'LANG',
  'LC_*',
  'TZ',
  'TMPDIR',
  'PWD',
  'NO_COLOR',
  'FORCE_COLOR',
  'CI',
  'SystemRoot',
  'ComSpec',
  'PATHEXT',
  'TEMP',
  'TMP',
  'USERPROFILE',
  'APPDATA',
  'LOCALAPPDATA',
];

const globbing = { dot: true, nocomment: true, nonegate: true } as const;

function isGlob(glob: string): boolean {
  return /[*?[{]/.test(glob);
}

/** A glob that is a plain path denies what lies below it, too. */
function matches(path: string, glob: string): boolean {
  if (!isGlob(glob)) return isInside(path, glob);
  const compiled = new Minimatch(glob, globbing);
  return parentsOf(path).some((each) => compiled.match(each));
}

function parentsOf(path: string): readonly string[] {
  const parts = path.split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/')).slice(1);
}

function isInside(path: string, folder: string): boolean {
  return folder === '/' || path === folder || path.startsWith(`${folder}/`);
}

/** Without `.` and `..`; a glob that begins with `**` is meant below the folder. */
function absolutePath(path: string, { folder, home }: Ground): string {
  const slashed = path.replaceAll('\\', '/');
  if (slashed === '~' || slashed.startsWith('~/')) return resolved(`${home}/${slashed.slice(2)}`);
  if (slashed.startsWith('/') || /^[A-Za-z]:\//.test(slashed)) return resolved(slashed);
  return resolved(`${folder}/${slashed}`);
}

function resolved(path: string): string {
  const kept: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') kept.pop();
    else if (part !== '' && part !== '.') kept.push(part);
  }
  const drive = /^[A-Za-z]:$/.test(kept[0] ?? '');
  return drive ? kept.join('/') : `/${kept.join('/')}`;
}
