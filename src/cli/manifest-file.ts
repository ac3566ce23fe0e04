import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readTextFile } from '../broker/disk/regular-file.ts';
import type { Manifest } from '../core/requests/manifest.ts';
import { type ManifestProblem, mostManifestBytes, readManifest } from '../core/requests/read.ts';
import { CommandFault, systemCode } from './fault.ts';

/** `valet-key.json` and where it stands. */
export interface ManifestFile {
  readonly path: string;
  /** What its paths are relative to. */
  readonly folder: string;
  readonly manifest: Manifest;
}

export const manifestName = 'valet-key.json';

/** The nearest manifest, in the folder or above it. */
export function findManifest(folder: string): string | undefined {
  for (let above = folder; ; above = dirname(above)) {
    const path = join(above, manifestName);
    if (existsSync(path)) return path;
    if (above === dirname(above)) return undefined;
  }
}

/** Reads the nearest manifest; a broken one is used for nothing, and every problem in it is told. */
export function requireManifest(folder: string): ManifestFile {
  const path = findManifest(folder);
  if (path === undefined) {
    throw new CommandFault(`there is no ${manifestName} in ${folder} or above; "valet-key fix" makes one`);
  }
  return { path, folder: dirname(path), manifest: manifestOf(path, readManifestText(path)) };
}

export function readManifestText(path: string): string {
  try {
    return readTextFile(path, mostManifestBytes);
  } catch (error) {
    throw new CommandFault(`cannot read ${path} (${systemCode(error)})`, { cause: error });
  }
}

function manifestOf(path: string, text: string): Manifest {
  const reading = readManifest(text);
  if (reading.type === 'manifest') return reading.manifest;
  throw new CommandFault(problemsText(path, reading.problems));
}

export function problemsText(path: string, problems: readonly ManifestProblem[]): string {
  const rows = problems.map(({ line, column, message }) => `  ${path}:${line}:${column}: ${message}`);
  return `the manifest is broken, and nothing is done with it:\n${rows.join('\n')}`;
}
