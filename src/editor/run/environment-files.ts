import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import * as vscode from 'vscode';
import { parseDotenv } from '../../core/detect/dotenv.ts';
import { decode } from '../watch/file-text.ts';
import { filesIn } from './variables.ts';
import type { Variables } from './variables.ts';

/** What the `envFile` of a launch holds. Its debugger says where a file cannot be read. */
export async function variablesInFiles(
  configuration: vscode.DebugConfiguration,
  folder: vscode.WorkspaceFolder | undefined,
): Promise<Variables> {
  const texts = await Promise.all(filesIn(configuration).map((path) => textOf(path, folder)));
  return Object.fromEntries(texts.flatMap((text) => parseDotenv(text).map(({ name, value }) => [name, value])));
}

async function textOf(path: string, folder: vscode.WorkspaceFolder | undefined): Promise<string> {
  const whole = path.startsWith('~/') ? join(homedir(), path.slice(2)) : path;
  if (!isAbsolute(whole) && !folder) return '';
  const uri = isAbsolute(whole) || !folder ? vscode.Uri.file(whole) : vscode.Uri.joinPath(folder.uri, whole);
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    return size > mostBytes ? '' : (decode(await vscode.workspace.fs.readFile(uri)) ?? '');
  } catch (error) {
    if (error instanceof vscode.FileSystemError) return '';
    throw error;
  }
}

const mostBytes = 1_000_000;
