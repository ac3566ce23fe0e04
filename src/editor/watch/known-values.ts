import { randomInt } from 'node:crypto';
import * as vscode from 'vscode';
import { isDotenvSource, parseDotenv } from '../../core/detect/dotenv.ts';
import { createKnownValues, type KnownEntry } from '../../core/detect/known.ts';
import { pathOf } from '../place.ts';
import { setting } from '../settings.ts';
import { decode } from './file-text.ts';
import { workspaceFiles } from './workspace-files.ts';
import type { KnownValues } from '../../core/detect/probe.ts';

/**
 * The secrets that this workspace already knows: what its `.env` files and the environment of the editor hold. The
 * values are read, hashed into the index and forgotten.
 */
export async function readKnownValues(fingerprint: (value: string) => string): Promise<KnownValues> {
  const entries = [...environmentEntries(), ...(await dotenvEntries())];
  return createKnownValues(entries, { key: randomInt(2 ** 32), fingerprint });
}

function environmentEntries(): readonly KnownEntry[] {
  if (!setting('knownValues.environment')) return [];
  return Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined || !secretName.test(name) ? [] : [{ name, value, source: 'environment' }],
  );
}

/** The environment holds much that is no secret; names tell what is. */
const secretName =
  /secret|token|passw|pwd|credential|api_?key|access_?key|private_?key|_key$|_dsn$|_auth$|database_url/i;

async function dotenvEntries(): Promise<readonly KnownEntry[]> {
  const found = await workspaceFiles({
    include: dotenvGlob,
    exclude: '**/{node_modules,.git,.venv,venv,vendor}/**',
    most: mostFiles,
  });
  const files = found.filter((uri) => isDotenvSource(uri.path) && setting('knownValues.dotenv', uri));
  const read = await Promise.all(files.map(entriesOf));
  return read.flat();
}

export const dotenvGlob = '**/{.env,.env.*,*.env,.envrc}';
const mostFiles = 200;
const mostBytes = 1_000_000;

async function entriesOf(uri: vscode.Uri): Promise<readonly KnownEntry[]> {
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > mostBytes) return [];
    const text = decode(await vscode.workspace.fs.readFile(uri));
    return parseDotenv(text).map(({ name, value }) => ({ name, value, source: pathOf(uri) }));
  } catch (error) {
    // It was deleted between being listed and being read, or nobody may read it.
    if (error instanceof vscode.FileSystemError) return [];
    throw error;
  }
}
