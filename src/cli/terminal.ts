import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { ReadStream, WriteStream } from 'node:tty';
import type { CliIo } from './io.ts';
import { CommandFault, systemCode } from './fault.ts';

/**
 * Asks for something that must not be shown; `undefined` where there is nobody to ask. The question goes to the
 * terminal itself: standard input and output may be files.
 */
export async function askHidden(question: string, io: Pick<CliIo, 'stdin'>): Promise<string | undefined> {
  using terminal = openTerminal(io);
  if (!terminal) return undefined;
  const { input, output } = terminal;
  // Before it is asked for: what is typed at once must not show either.
  input.setRawMode(true);
  input.setEncoding('utf8');
  input.resume();
  output.write(question);
  try {
    return await readLine(input);
  } finally {
    input.setRawMode(false);
    input.pause();
    output.write('\n');
  }
}

/**
 * Asks for something that may be shown; `undefined` where there is nobody to ask, and empty where they close the line
 * or break off.
 */
export async function askShown(question: string, io: Pick<CliIo, 'stdin'>): Promise<string | undefined> {
  using terminal = openTerminal(io);
  if (!terminal) return undefined;
  const lines = createInterface(terminal);
  const closed = once(lines, 'close').then(() => '');
  try {
    // A question that is broken off by Ctrl+C fails as aborted, in the same moment as its line closes.
    return await Promise.race([lines.question(question).catch(emptyWhereAborted), closed]);
  } finally {
    lines.close();
  }
}

function emptyWhereAborted(error: unknown): string {
  if (error instanceof Error && error.name === 'AbortError') return '';
  throw error;
}

interface Terminal extends Disposable {
  readonly input: ReadStream;
  readonly output: WriteStream;
}

function openTerminal({ stdin }: Pick<CliIo, 'stdin'>): Terminal | undefined {
  const [inputPath, outputPath] = process.platform === 'win32' ? ['CONIN$', 'CONOUT$'] : ['/dev/tty', '/dev/tty'];
  const files: number[] = [];
  const open = (path: string, flags: string) => {
    const file = openSync(path, flags);
    files.push(file);
    return file;
  };
  try {
    const output = new WriteStream(open(outputPath, 'r+'));
    // Two readers of one terminal would each get a part of what is typed.
    const input = stdin.isTTY ? stdin : new ReadStream(open(inputPath, 'r+'));
    return {
      input,
      output,
      [Symbol.dispose]() {
        if (input !== stdin) input.destroy();
        output.destroy();
      },
    };
  } catch (error) {
    if (systemCode(error) === 'unknown') throw error;
    for (const file of files) closeSync(file);
    return undefined;
  }
}

/** One line as it is typed, with the keys that a line editor knows. */
function readLine(input: ReadStream): Promise<string> {
  return new Promise((resolve, reject) => {
    let typed: readonly string[] = [];
    const end = (settle: () => void) => {
      input.off('data', read);
      input.off('end', closed);
      settle();
    };
    const closed = () => end(() => reject(new CommandFault('the terminal closed')));
    const read = (chunk: string | Buffer) => {
      for (const character of String(chunk)) {
        if (character === '\r' || character === '\n') return end(() => resolve(typed.join('')));
        if (character === '\u0003' || character === '\u0004') {
          return end(() => reject(new CommandFault('nothing was entered')));
        }
        typed = afterKey(typed, character);
      }
      return undefined;
    };
    input.on('data', read);
    input.on('end', closed);
  });
}

function afterKey(typed: readonly string[], key: string): readonly string[] {
  if (key === '\u007f' || key === '\b') return typed.slice(0, -1);
  if (key === '\u0015') return [];
  return key < ' ' ? typed : [...typed, key];
}
