import * as vscode from 'vscode';
import { readManifest } from '../../../src/core/requests/read.ts';
import type { Manifest } from '../../../src/core/requests/manifest.ts';
import { folder } from '../scene.ts';

export function manifestUri(base = folder()): vscode.Uri {
  return vscode.Uri.joinPath(base, 'valet-key.json');
}

/** As it is on the disk; `undefined` where there is none. */
export async function manifestText(base = folder()): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(manifestUri(base)));
  } catch (error) {
    if (error instanceof vscode.FileSystemError) return undefined;
    throw error;
  }
}

export async function manifest(base = folder()): Promise<Manifest> {
  const reading = readManifest((await manifestText(base)) ?? '');
  if (reading.type === 'problems') throw new TypeError(JSON.stringify(reading.problems));
  return reading.manifest;
}

export async function noManifest(base = folder()): Promise<void> {
  for (const name of ['valet-key.json', 'valet-key.baseline.json']) {
    const uri = vscode.Uri.joinPath(base, name);
    if ((await vscode.workspace.findFiles(new vscode.RelativePattern(base, name))).length > 0) {
      await vscode.workspace.fs.delete(uri);
    }
  }
}

/** A manifest as its owner lays it out: comments, a tab, a trailing comma. */
export const ownManifest = `{
\t// ours
\t"version": 1,
\t"requests": {
\t\t"other": {
\t\t\t"subject": "task:other", "purpose": "Other work",
\t\t\t"authorization_details": [{ "type": "api_credential" }], // broad
\t\t\t"call": [],
\t\t\t"source": { "provider": "vault", "ref": "other" },
\t\t\t"delivery": { "mode": "env", "env": "OTHER" },
\t\t\t"max_ttl": "1h", "approval": "every-run",
\t\t},
\t},
}
`;
