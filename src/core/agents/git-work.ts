/** What was seen in a repository's `.git` folder around the time files changed. Milliseconds on one clock. */
export interface GitSigns {
  /** `HEAD`, `ORIG_HEAD`, `MERGE_HEAD`: written by checkout, pull, merge, rebase, reset. */
  readonly headAt?: number;
  /** `index`: written by all of those, but also by `git add` and `git commit`, which change no file. */
  readonly indexAt?: number;
}

export interface FileBurst {
  readonly from: number;
  readonly to: number;
  readonly files: number;
}

/**
 * Whether a burst of changed files is git's doing. An agent that writes a file and commits it touches the index, so
 * the index alone counts only with more files at once than an agent writes in one go.
 */
export function isGitWork({ headAt, indexAt }: GitSigns, burst: FileBurst): boolean {
  if (isNear(headAt, burst)) return true;
  return isNear(indexAt, burst) && burst.files >= manyFiles;
}

function isNear(at: number | undefined, { from, to }: FileBurst): boolean {
  return at !== undefined && at >= from - slack && at <= to + slack;
}

const slack = 1500;
const manyFiles = 5;
