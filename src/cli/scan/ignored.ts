import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createGitIgnores, type GitIgnores } from '../../core/policy/files.ts';
import { pathFrom } from './place.ts';
import { readTextFile } from './text-file.ts';

/** The ignore rules that hold in a tree. */
export interface IgnoresFrom {
  /** The folder that the rules' paths are relative to. */
  readonly base: string;
  readonly rules: GitIgnores;
}

/**
 * The rules from the repository's own folder down to a tree's root. A root that they ignore was named by somebody who
 * wants it scanned, so that then only what stands in it counts.
 */
export function outerIgnores(root: string): IgnoresFrom {
  const base = repositoryOf(root);
  if (base === undefined || base === root) return { base: root, rules: rulesOf(root, [root]) };
  const folders: string[] = [];
  for (let folder = dirname(root); folder !== dirname(base); folder = dirname(folder)) folders.push(folder);
  const rules = rulesOf(base, folders);
  return rules.ignores(`${pathFrom(base, root)}/`) ? { base: root, rules: createGitIgnores() } : { base, rules };
}

/** The folder above that a git repository is checked out in. */
export function repositoryOf(folder: string): string | undefined {
  for (let above = folder; ; above = dirname(above)) {
    if (existsSync(join(above, '.git'))) return above;
    if (above === dirname(above)) return undefined;
  }
}

export function isVersionControlFolder(name: string): boolean {
  return versionControl.has(name);
}

/** Where package managers put the code of others. */
export function isDependencyFolder(name: string): boolean {
  return name === 'node_modules';
}

const versionControl: ReadonlySet<string> = new Set(['.git', '.hg', '.svn', '.jj', '.bzr', 'CVS', '_darcs', '.pijul']);

function rulesOf(base: string, folders: readonly string[]): GitIgnores {
  const rules = createGitIgnores();
  for (const folder of folders) {
    const ownRules = ['.gitignore', ...(folder === base ? ['.git/info/exclude'] : [])].map((name) =>
      read(folder, name),
    );
    rules.add(folder === base ? '' : pathFrom(base, folder), ownRules.join('\n'));
  }
  return rules;
}

function read(folder: string, name: string): string {
  const reading = readTextFile(join(folder, name), mostBytes);
  return 'text' in reading ? reading.text : '';
}

const mostBytes = 1_000_000;
