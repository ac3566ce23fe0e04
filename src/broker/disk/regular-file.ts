import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';

/**
 * Reads a whole file that somebody else may have put there. A repository can hold a link to a device that never ends, and
 * a named pipe waits for whoever writes into it: neither is read. Throws as `readFileSync` does, with `EFTYPE`, as some
 * systems call it, for what is no file, and `EFBIG` for a file of more than `most` bytes.
 */
export function readRegularFile(path: string, most = Infinity): Buffer {
  // Windows has no such flag, and no such files.
  const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = fstatSync(file);
    if (stats.isDirectory()) throw fault('EISDIR', path);
    if (!stats.isFile()) throw fault('EFTYPE', path);
    if (stats.size > most) throw fault('EFBIG', path);
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

/** As text, without the mark that some editors begin it with. */
export function readTextFile(path: string, most?: number): string {
  return readRegularFile(path, most)
    .toString('utf8')
    .replace(/^\uFEFF/, '');
}

function fault(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}
