import * as vscode from 'vscode';
import type { Origin } from '../../core/agents/origin.ts';
import { languageOf } from '../../core/language.ts';
import { looksBinary } from '../../core/policy/files.ts';
import type { Findings } from '../findings.ts';
import { pathOf } from '../place.ts';
import { setting } from '../settings.ts';
import { decode } from './file-text.ts';
import type { Guard } from './guard.ts';
import { scanInPieces } from './scanning.ts';
import type { ScannedFiles } from './scanned-files.ts';
import type { Sight } from './sight.ts';
import { readText } from './written-text.ts';

export interface FileScanParts {
  readonly guard: Guard;
  readonly findings: Findings;
  readonly sight: Sight;
  readonly scanned: ScannedFiles;
  /** Open documents are read as they are in the editor, not as they are on the disk. */
  readonly isOpen: (uri: vscode.Uri) => boolean;
}

export type FileScanResult = 'scanned' | 'passed-over' | 'cancelled' | 'folder';

/** Looks into one file that nobody has open. What is new in it came as `origin` says. */
export async function scanFile(
  uri: vscode.Uri,
  origin: Origin,
  parts: FileScanParts & { readonly isCancelled: () => boolean },
): Promise<FileScanResult> {
  const { guard, findings, sight, isOpen, isCancelled } = parts;
  const text = await textOf(uri, parts);
  if (isCancelled()) return 'cancelled';
  if (text === folder) return 'folder';
  if (isOpen(uri)) return 'passed-over';
  const { detector } = guard;
  if (text === undefined || !detector) {
    findings.set(uri, []);
    return 'passed-over';
  }
  const info = { path: pathOf(uri), language: languageOf(uri.path) };
  const found = await scanInPieces(detector, text, { info, isCancelled });
  if (!found) return 'cancelled';
  // While it was read, somebody may have opened it.
  if (isOpen(uri)) return 'passed-over';
  const before = new Map(findings.of(uri).map((flagged) => [flagged.finding.fingerprint, flagged.origin]));
  const origins = found.map(({ fingerprint }) => before.get(fingerprint) ?? origin);
  findings.set(uri, sight.flag(readText(uri, info.language, text), found, origins));
  return 'scanned';
}

/** Not `undefined`, since what is in it may be text. A link to a folder is none: it may lead to one that it stands in. */
const folder = Symbol('folder');

/** `undefined` for what is no text to look into: too large, gone, or excluded. */
async function textOf(uri: vscode.Uri, { scanned }: FileScanParts): Promise<string | typeof folder | undefined> {
  try {
    if (!(await scanned.includes(uri))) return undefined;
    const { size, type } = await vscode.workspace.fs.stat(uri);
    if (type === vscode.FileType.Directory) return folder;
    if ((type & vscode.FileType.File) === 0 || size > setting('maxFileSize', uri) * megabyte) return undefined;
    const bytes = await vscode.workspace.fs.readFile(uri);
    return looksBinary(bytes) ? undefined : decode(bytes);
  } catch (error) {
    if (error instanceof vscode.FileSystemError) return undefined;
    throw error;
  }
}

const megabyte = 1_000_000;
