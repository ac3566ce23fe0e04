import * as vscode from 'vscode';
import { createGitIgnores, createPathFilter, isBinaryPath, type GitIgnores } from '../../core/policy/files.ts';
import { relative } from '../place.ts';
import { setting } from '../settings.ts';
import { decode } from './file-text.ts';

/** Which files are looked at though nobody has them open. */
export interface ScannedFiles {
  /** Whether the file's name and place ask for it. Its size and what it holds are another matter. */
  includes(uri: vscode.Uri): Promise<boolean>;
  /** Rules were changed. */
  forget(): void;
}

export function createScannedFiles(): ScannedFiles {
  const rules = new Map<string, FolderRules>();
  return {
    async includes(uri) {
      const folder = vscode.workspace.getWorkspaceFolder(uri);
      if (!folder || !setting('enable', uri) || isBinaryPath(uri.path)) return false;
      const path = relative(folder.uri, uri);
      if (repositories.test(path)) return false;
      const key = folder.uri.toString();
      const known = rules.get(key) ?? rulesOf(folder.uri);
      rules.set(key, known);
      return known.wants(path) && !(await isIgnored(path, folder.uri, known));
    },
    forget: () => rules.clear(),
  };
}

interface FolderRules {
  readonly wants: (path: string) => boolean;
  readonly git: GitIgnores;
  /** Folders whose `.gitignore` was looked for. */
  readonly read: Map<string, Promise<void>>;
}

const repositories = /(?:^|\/)\.(?:git|hg|svn|jj)(?:\/|$)/;

function rulesOf(folder: vscode.Uri): FolderRules {
  const exclude = [...setting('exclude', folder), ...hidden(folder)];
  const wants = createPathFilter({ include: setting('include', folder), exclude });
  return { wants, git: createGitIgnores(), read: new Map() };
}

/** What the editor's own explorer does not show. */
function hidden(folder: vscode.Uri): readonly string[] {
  const globs = vscode.workspace.getConfiguration('files', folder).get<Record<string, unknown>>('exclude', {});
  return Object.keys(globs).filter((glob) => globs[glob] === true);
}

async function isIgnored(path: string, root: vscode.Uri, { git, read }: FolderRules): Promise<boolean> {
  const parts = path.split('/').slice(0, -1);
  const folders = ['', ...parts.map((_, index) => parts.slice(0, index + 1).join('/'))];
  await Promise.all(
    folders.map((folder) => {
      const known = read.get(folder) ?? readRules(folder, root, git);
      read.set(folder, known);
      return known;
    }),
  );
  return git.ignores(path);
}

async function readRules(folder: string, root: vscode.Uri, git: GitIgnores): Promise<void> {
  try {
    const file = vscode.Uri.joinPath(root, folder, '.gitignore');
    git.add(folder, decode(await vscode.workspace.fs.readFile(file)));
  } catch (error) {
    if (!(error instanceof vscode.FileSystemError)) throw error;
  }
}
