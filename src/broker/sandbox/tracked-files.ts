import { execFile } from 'node:child_process';
import { deniedGlobs } from '../../core/policy/read-set.ts';
import type { ReadSet } from '../../core/policy/read-set.ts';
import { systemProgram } from './system-program.ts';

/**
 * Denied files that git tracks: what it keeps of them, in files of its own that a task needs, no mask hides. Empty where
 * there is no git, or no repository.
 */
export function trackedFiles(folder: string, read: ReadSet): Promise<readonly string[]> {
  const everywhere = deniedGlobs(read).filter((glob) => glob.startsWith('/**/'));
  const patterns = everywhere.map((glob) => `:(glob)${glob.slice(1)}`);
  if (patterns.length === 0) return Promise.resolve([]);
  // A repository may name a program that git starts to learn what has changed.
  const args = ['-c', 'core.fsmonitor=false', '-C', folder, 'ls-files', '-z', '--', ...patterns];
  return new Promise((resolve) => {
    execFile(systemProgram('git') ?? 'git', args, { timeout: 5_000, maxBuffer: 16_000_000 }, (error, stdout) =>
      resolve(error ? [] : stdout.split('\0').slice(0, -1)),
    );
  });
}
