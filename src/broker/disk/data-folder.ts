import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { diskFault } from './disk-fault.ts';

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform?: NodeJS.Platform;
  readonly home?: string;
}

/** Where the vault and the fingerprint key live: outside every repository, one folder a person. */
export function dataFolder({ env, platform = process.platform, home = homedir() }: Surroundings): string {
  const own = env['VALET_KEY_HOME'];
  if (own) return resolve(own);
  if (platform === 'win32') return join(env['LOCALAPPDATA'] || join(home, 'AppData', 'Local'), 'valet-key');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'valet-key');
  const xdg = env['XDG_DATA_HOME'];
  // The specification says that a relative path there is invalid and must be ignored.
  return join(xdg?.startsWith('/') ? xdg : join(home, '.local', 'share'), 'valet-key');
}

/** Makes the folder for its owner alone, and takes others' rights away where it was made more open. */
export function ensureDataFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (process.platform === 'win32') return;
    const { mode } = statSync(folder);
    if ((mode & 0o077) !== 0) chmodSync(folder, 0o700);
  } catch (error) {
    throw diskFault(folder, error);
  }
}
