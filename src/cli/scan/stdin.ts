import { CommandFault } from '../fault.ts';
import { type Reading, textOf } from './text-file.ts';

/** Standard input, whole: a credential may stretch over any of its lines. */
export async function readStdin(stdin: AsyncIterable<Buffer | string>, maxBytes: number): Promise<Reading> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stdin) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length > maxBytes) throw new CommandFault(`standard input is larger than ${maxBytes} bytes`);
    chunks.push(bytes);
  }
  return textOf(Buffer.concat(chunks, length));
}
