import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/**
 * Where a program of the system is, by its whole path: the system's own folders come before the PATH, which may lead
 * into folders that a task writes to.
 */
export function systemProgram(name: string, { PATH = '' }: NodeJS.ProcessEnv = process.env): string | undefined {
  const folders = [...systemFolders, ...PATH.split(delimiter).filter((folder) => isAbsolute(folder))];
  return folders.map((folder) => join(folder, name)).find(isProgram);
}

const systemFolders = ['/usr/bin', '/bin', '/usr/sbin', '/sbin', '/run/current-system/sw/bin'];

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
