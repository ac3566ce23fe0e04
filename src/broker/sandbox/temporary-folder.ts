import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where a task may write what it needs for a moment: a folder of its own, which ends with it. */
export interface TemporaryFolder extends Disposable {
  readonly path: string;
  /** Variables that lead programs there, over those of the task. */
  environment(env: Readonly<Record<string, string | undefined>>): Record<string, string>;
}

/** The system's own is read by everybody and written by the task's user: the sandbox leaves it readable alone. */
export function makeTemporaryFolder(): TemporaryFolder {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'valet-key-tmp-')));
  return {
    path,
    environment: ({ JAVA_TOOL_OPTIONS: java }) => ({
      TMPDIR: path,
      // Java reads no variable for it.
      JAVA_TOOL_OPTIONS: [java, `-Djava.io.tmpdir=${path}`].filter(Boolean).join(' '),
    }),
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true, maxRetries: 3 }),
  };
}
