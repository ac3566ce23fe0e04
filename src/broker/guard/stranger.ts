import type { Socket } from 'node:net';
import type { Guarding } from './admit.ts';
import type { Caller } from './callers.ts';
import { placeOf, readAbsoluteTarget, readAuthority } from './origin.ts';
import { refusalText } from './refusing.ts';
import { unnamed } from './tunnel.ts';

/** How long it is waited for what somebody wants who is refused anyway, in milliseconds. */
const patience = 2_000;

/** Answers a connection that nobody of the run opened. The refusal stands whether or not it can be recorded. */
export async function refuseStranger(
  { audit, about }: Guarding,
  { pid, program }: Extract<Caller, { type: 'stranger' }>,
  socket: Socket,
): Promise<void> {
  const host = placeAsked(await firstLine(socket));
  const event = { ...about, type: 'caller-refused', ...(host !== undefined && { host }) } as const;
  await audit
    .append({ ...event, ...(pid !== undefined && { pid }), ...(program !== undefined && { program }) })
    .catch(() => undefined);
  socket.write(refusalText({ code: 'caller-not-of-run', host: host ?? unnamed }));
  // Whoever is refused may never close their side.
  socket.destroySoon();
}

/** Whom a proxy is asked for: by CONNECT, or in the address of a call. */
function placeAsked(line: string): string | undefined {
  const [method, target = ''] = line.split(' ');
  const place = method === 'CONNECT' ? readAuthority(target, 443) : readAbsoluteTarget(target);
  return place && placeOf(place);
}

function firstLine(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    const settle = (text: string): void => {
      clearTimeout(timer);
      resolve(text);
    };
    const timer = setTimeout(settle, patience, '');
    socket.once('close', () => settle(''));
    socket.once('data', (chunk: Buffer) => settle(chunk.toString('latin1').split('\r\n', 1)[0] ?? ''));
  });
}
