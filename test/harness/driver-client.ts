import { createConnection } from 'node:net';
import { format } from 'node:util';
import type { Totals } from './driver.ts';

/** Whether this editor is driven: `npm run test:editor` drives it, `npm run test:desktop` cannot. */
export const isDriven = process.env['VALET_KEY_TEST_DRIVER'] !== undefined;

/** Prints through the driver, in order, what this extension host writes to its console from now on. */
export function relayConsole(): void {
  // The editor made the methods of its console read-only, so another object takes its place.
  const own = { value: print };
  globalThis.console = Object.create(console, { log: own, info: own, warn: own, error: own }) as Console;
}

let printed: Promise<unknown> = Promise.resolve();

export function print(...parts: unknown[]): void {
  const text = format(...parts);
  printed = printed.then(() => ask('print', [text]));
}

/** The end of the run: nothing is printed after it. */
export async function reportTotals(totals: Totals): Promise<void> {
  await printed;
  await ask('report', [totals]);
}

/** Asks the driver for one of its methods, as `answerNotification`. */
export async function ask(method: string, args: unknown[]): Promise<unknown> {
  const path = process.env['VALET_KEY_TEST_DRIVER'];
  if (path === undefined) throw new Error(`nobody drives this editor, so there is nobody to ask for “${method}”`);
  const reply = JSON.parse(await exchange(path, `${JSON.stringify({ method, args })}\n`)) as Reply;
  if (reply.error !== undefined) throw new Error(reply.error);
  return reply.value;
}

interface Reply {
  value?: unknown;
  error?: string;
}

function exchange(path: string, line: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = createConnection(path, () => socket.write(line));
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => (text += chunk));
    socket.once('end', () => resolve(text));
    socket.once('error', reject);
  });
}
