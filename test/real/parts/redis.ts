import { newValue } from '../../broker/scratch.ts';
import { outcomeOf } from '../../cli/program.ts';
import { requireProgram } from './debian.ts';
import { freePort, programOn, startServer } from './part.ts';

/** A Redis of a test's own, in memory, on the loopback interface, that asks everybody for a password. */
export interface Redis extends AsyncDisposable {
  readonly port: number;
  readonly password: string;
}

export async function startRedis(): Promise<Redis> {
  const server = requireProgram(() => programOn('redis-server'), 'redis-server');
  const client = requireProgram(() => programOn('redis-cli'), 'redis-tools');
  const [port, password] = [await freePort(), newValue()];
  const ping = ['-h', '127.0.0.1', '-p', String(port), '--no-auth-warning', 'ping'];
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const running = await startServer([server, ...settings, '--requirepass', password], {
    isUp: async () => (await outcomeOf(client, ping, { env: { REDISCLI_AUTH: password } })).stdout === 'PONG\n',
  });
  return { port, password, [Symbol.asyncDispose]: () => running[Symbol.asyncDispose]() };
}
