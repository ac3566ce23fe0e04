import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { launchersFor, type Launch } from './launcher.ts';

/** Writes the files that make `valet-key` a command of a folder's. */
export async function writeLaunchers(
  folder: string,
  { cli, variable }: Pick<Launch, 'cli' | 'variable'>,
): Promise<void> {
  const isElectron = process.versions['electron'] !== undefined;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const launch = { node: process.execPath, isElectron, cli, ...(variable && { variable }) };
  for (const { name, text } of launchersFor(process.platform, launch)) await writeWhole(join(folder, name), text);
}

/** By one rename: somebody may be about to start the file. */
async function writeWhole(file: string, text: string): Promise<void> {
  if ((await readFile(file, 'utf8').catch(() => undefined)) === text) return;
  const part = `${file}.${process.pid}`;
  try {
    await writeFile(part, text, { mode: 0o700 });
    await rename(part, file);
  } finally {
    await rm(part, { force: true });
  }
}
