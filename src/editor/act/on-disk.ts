import { setTimeout as pause } from 'node:timers/promises';
import * as vscode from 'vscode';
import { fileOf } from '../place.ts';
import { decode } from '../watch/file-text.ts';

/**
 * Waits until a document without unsaved changes shows what is on the disk: the editor hears of a change there a moment
 * later, and edits made for what it showed before could not be saved. False where it does not catch up.
 */
export async function caughtUp(document: vscode.TextDocument): Promise<boolean> {
  for (let waited = 0; waited < patience; waited += step) {
    if (document.isDirty || (await isAsOnDisk(document))) return true;
    await pause(step);
  }
  return false;
}

/** Milliseconds; file watchers of slow disks gather changes for a second. */
const patience = 3_000;
const step = 50;

/** Whether the text that was read is that of the file now. Untitled documents and cells are what the editor has. */
export async function isAsOnDisk(document: vscode.TextDocument): Promise<boolean> {
  const { uri } = document;
  if (uri.scheme === 'untitled' || fileOf(uri) !== uri) return true;
  try {
    const bytes = await vscode.workspace.fs.readFile(uri);
    return oneEnd(decode(bytes)) === oneEnd(document.getText());
  } catch (error) {
    if (error instanceof vscode.FileSystemError) return false;
    throw error;
  }
}

/** The editor gives every line the same end. */
function oneEnd(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n');
}
