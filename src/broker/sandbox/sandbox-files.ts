import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname } from 'node:path';
import type { SandboxRuntimeConfig } from '@anthropic-ai/sandbox-runtime';
import type { ReadSet } from '../../core/policy/read-set.ts';

/** What of the machine's files a task is held to. */
export interface FileBounds {
  readonly read: ReadSet;
  /** Folders of the run's own that the task needs. */
  readonly needs: readonly string[];
  /** The one folder of the run's own that the task may write into. */
  readonly temporary: string;
  /** Where values live: closed, whatever the read set says. */
  readonly closed: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** What the sandbox itself starts in there; it lies wherever Valet Key is installed. */
  readonly own?: readonly string[];
}

/** What the sandbox closes and opens. */
export function filesOf({
  read,
  needs,
  temporary,
  closed,
  env,
  own = [],
}: FileBounds): SandboxRuntimeConfig['filesystem'] {
  const regions = closedRegions(read.files);
  const open = [...read.files, ...needs, temporary, ...toolFolders(env, regions)];
  const globs = read.deny.flatMap((glob) =>
    glob.startsWith('/**/') ? read.files.map((file) => `${file}${glob}`) : [glob],
  );
  return {
    denyRead: [...regions.flatMap((region) => closedAround(region, open)), ...closed, ...globs],
    // Bound back as it is into what is closed as a whole.
    allowRead: [...open, ...own],
    allowWrite: [temporary, ...read.write.filter((folder) => existsSync(folder))],
    denyWrite: [],
  };
}

/**
 * Closes a region around what is open in it, name by name: a folder that is closed as a whole and opened again in part
 * cannot hold a part of that part which may be written.
 */
function closedAround(region: string, open: readonly string[]): readonly string[] {
  if (open.some((each) => region === each || region.startsWith(`${each}/`))) return [];
  if (!open.some((each) => each.startsWith(`${region}/`))) return [region];
  return readdirSync(region).flatMap((name) => closedAround(`${region}/${name}`, open));
}

/** Where people's files are, and what lies beside the task's own: other projects. */
function closedRegions(files: readonly string[]): readonly string[] {
  const beside = files
    .map((file) => dirname(file))
    .filter((parent) => parent.split('/').length > 2 || !systemFolders.has(parent));
  return [...new Set([homedir(), ...homes, ...workplaces, ...beside])].filter((folder) => existsSync(folder));
}

const homes = ['/home', '/root', '/Users', '/mnt', '/media', '/Volumes'];
/** Where machines of many people, containers and build servers keep projects. */
const workplaces = [
  '/builds',
  '/code',
  '/data',
  '/projects',
  '/repos',
  '/src',
  '/srv',
  '/work',
  '/workspace',
  '/workspaces',
];
/** No program starts without these. */
const systemFolders: ReadonlySet<string> = new Set([
  '/',
  '/bin',
  '/dev',
  '/etc',
  '/lib',
  '/lib64',
  '/opt',
  '/proc',
  '/run',
  '/sbin',
  '/sys',
  '/tmp',
  '/usr',
  '/var',
  '/nix',
  '/System',
  '/Library',
  '/Applications',
  '/private',
]);

/** Programs that people install into their home are still programs: what stands on the PATH there may be read. */
function toolFolders({ PATH = '' }: NodeJS.ProcessEnv, regions: readonly string[]): readonly string[] {
  const places = [...PATH.split(delimiter), dirname(process.execPath)];
  return places.flatMap((folder) => {
    const region = regions.find((each) => folder.startsWith(`${each}/`));
    if (region === undefined || !existsSync(folder)) return [];
    // `~/.nvm/versions/node/v24/bin` needs what lies beside `bin`; a home's own `~/bin` does not.
    return dirname(folder) === region ? [folder] : [folder, dirname(folder)];
  });
}
