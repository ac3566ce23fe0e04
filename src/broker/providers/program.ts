import { execFile } from 'node:child_process';

/** A program gave no value. What it said may quote one: it is for looking at, never for showing or for a cause. */
export class ProgramFailed extends Error {
  override readonly name = 'ProgramFailed';
  readonly said: string;
  readonly isLate: boolean;
  /** Its exit status; absent where it did not start, or a signal ended it. */
  readonly status: number | undefined;

  constructor(error: Error & { readonly code?: unknown }, said: string) {
    super('a program failed');
    this.said = said;
    this.isLate = error.name === 'AbortError';
    this.status = typeof error.code === 'number' ? error.code : undefined;
  }
}

export interface Running {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/** What a program prints, without a shell between. Throws `ProgramFailed`. */
export function outputOf([program = '', ...args]: readonly string[], { env, signal }: Running): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { env, signal, windowsHide: true }, (error, stdout, stderr) => {
      if (error) reject(new ProgramFailed(error, stderr));
      else resolve(stdout);
    }).stdin?.end();
  });
}
