import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { temporaryFolder } from './temporary-folder.ts';
import type { Workbench } from './workbench.ts';

export interface Totals {
  passed: number;
  failed: number;
  pending: number;
}

export interface Driver extends AsyncDisposable {
  /** For the environment of the extension host: where `driver-client.ts` finds this driver. */
  readonly env: Record<string, string>;
  /** What the tests reported at their end; `undefined` before. */
  totals(): Totals | undefined;
  /** Hands over the window that requests are for; those that came earlier wait for it. */
  attach(workbench: Workbench): void;
}

/**
 * Lets tests inside the extension host use the real keyboard. One request a connection on a local socket, a line of
 * JSON each way: `{"method":"paste","args":["text"]}` is answered by `{"value":…}` or `{"error":"why"}`. The methods
 * are those of `Workbench`, `print`, which takes a line for the terminal, and `report`, which takes the totals.
 */
export async function startDriver(): Promise<Driver> {
  const folder = await temporaryFolder('driver');
  const path = process.platform === 'win32' ? `\\\\.\\pipe\\valet-key-${process.pid}` : join(folder.path, 'socket');
  const window = Promise.withResolvers<Workbench>();
  let totals: Totals | undefined;
  const own = {
    print: (line: string) => process.stdout.write(`${line}\n`),
    report: (sum: Totals) => (totals = sum),
  };
  const answer = async (request: Request): Promise<unknown> => {
    const owner = Object.hasOwn(own, request.method) ? own : await window.promise;
    const method: unknown = Reflect.get(owner, request.method);
    if (typeof method !== 'function') throw new Error(`the workbench has no “${request.method}”`);
    return (await Reflect.apply(method, undefined, request.args)) as unknown;
  };
  const server = createServer((socket) => converse(socket, answer));
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return {
    env: { VALET_KEY_TEST_DRIVER: path },
    totals: () => totals,
    attach: window.resolve,
    async [Symbol.asyncDispose]() {
      server.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

interface Request {
  method: string;
  args: unknown[];
}

function converse(socket: Socket, answer: (request: Request) => Promise<unknown>): void {
  let text = '';
  socket.setEncoding('utf8');
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: string) => {
    text += chunk;
    if (!text.endsWith('\n')) return;
    void replyTo(text, answer).then((reply) => socket.end(`${reply}\n`));
  });
}

async function replyTo(line: string, answer: (request: Request) => Promise<unknown>): Promise<string> {
  try {
    return JSON.stringify({ value: await answer(JSON.parse(line) as Request) });
  } catch (error) {
    return JSON.stringify({ error: error instanceof Error ? error.message : String(error) });
  }
}
