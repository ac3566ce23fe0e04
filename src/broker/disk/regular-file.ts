import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';

/** Bytes of a file that a person writes; a manifest has some thousand. */
const usualMost = 8 * 1024 * 1024;

/**
 * Reads a whole file that somebody else may have put there. A repository can hold a link to a device that never ends, and
 * a named pipe waits for whoever writes into it: neither is opened for longer than it takes to see what it is. Throws as
 * `readFileSync` does, with `EFTYPE` for what is no file (as some systems call it), and `EFBIG` for one of more than `most` bytes, 8 MiB.
 */
export function readRegularFile(path: string, most = usualMost): Buffer {
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

function fault(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}
