/** What a command sees of the process it runs in. */
export interface CliIo {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** The program's own file, which threads of it are started from. */
  readonly program: URL;
}

/** A command answers with its exit status: 0 nothing found or done, 1 findings or refused, 2 it could not be done. */
export type Command = (args: readonly string[], io: CliIo) => Promise<number>;

/** What a command's file exports. */
export interface CommandFile {
  readonly usage: string;
  readonly command: Command;
}
