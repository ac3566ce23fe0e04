import { isAbsolute, relative, sep } from 'node:path';

/** A file by the name that people see and by the one that the system wants. */
export interface Place {
  /** Slash-separated, relative to the current folder; absolute where it lies outside. */
  readonly path: string;
  readonly absolute: string;
}

export function placeFrom(cwd: string): (absolute: string) => Place {
  return (absolute) => ({ path: pathFrom(cwd, absolute), absolute });
}

export function pathFrom(folder: string, absolute: string): string {
  const path = relative(folder, absolute);
  const outside = path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path);
  return slashed(outside ? absolute : path);
}

function slashed(path: string): string {
  return sep === '/' ? path : path.replaceAll(sep, '/');
}
