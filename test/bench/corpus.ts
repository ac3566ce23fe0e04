import { readdirSync, readFileSync, statSync } from 'node:fs';
import { cp, mkdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { looksBinary } from '../../src/core/policy/files.ts';

export interface TextFile {
  readonly path: string;
  readonly text: string;
  readonly bytes: number;
}

/** The packages that this project is built with: code, declarations, bundles, source maps and documents of many hands. */
const root = join(import.meta.dirname, '../../node_modules');

/** Text files of up to 5 MB each, until they are `megabytes` together. */
export function readCorpus(megabytes: number): readonly TextFile[] {
  const files: TextFile[] = [];
  let [left, index] = [megabytes * 1e6, 0];
  const entries = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  // Every seventh first, so that a small corpus is not the first packages of the alphabet alone.
  const order = entries.toSorted((one, other) => rank(one.name) - rank(other.name));
  for (; left > 0 && index < order.length; index++) {
    const entry = order[index];
    if (!entry) break;
    const path = join(entry.parentPath, entry.name);
    const { size } = statSync(path);
    if (size === 0 || size > 5e6) continue;
    const bytes = readFileSync(path);
    if (looksBinary(bytes)) continue;
    files.push({ path: relative(root, path), text: bytes.toString('utf8'), bytes: size });
    left -= size;
  }
  return files;
}

function rank(name: string): number {
  let sum = 0;
  for (let at = 0; at < name.length; at++) sum = (sum * 31 + name.charCodeAt(at)) % 7919;
  return sum;
}

export function bytesOf(files: readonly TextFile[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** The same files on the disk, below a folder that no scanner leaves out by its name. */
export async function copyCorpus(files: readonly TextFile[], folder: string): Promise<void> {
  for (const { path } of files) {
    const target = join(folder, 'src', path.replaceAll('node_modules', 'packages'));
    await mkdir(dirname(target), { recursive: true });
    await cp(join(root, path), target);
  }
}
