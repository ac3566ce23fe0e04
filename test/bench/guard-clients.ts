import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { Agent, request } from 'node:https';
import type { RequestOptions } from 'node:https';
import { request as requestHttp } from 'node:http';
import type { Duplex } from 'node:stream';
import { connect } from 'node:tls';
import { promisify } from 'node:util';

export interface Way {
  readonly name: string;
  readonly ca: string;
  readonly port: number;
  readonly proxy?: number;
  readonly placeholder?: string;
  readonly protocol?: 'h2';
}

/** Makes one call on a connection of its own, which is opened for the first. */
export type Client = () => Promise<void>;

export function clientOf(way: Way): Client {
  return way.protocol === 'h2' ? inHttp2(way) : inHttp1(way);
}

function inHttp2({ ca, port, proxy, placeholder }: Way): Client {
  const headers = { ':path': '/v1/orders', authorization: `Bearer ${placeholder ?? 'none'}` };
  const begin = async () => {
    const socket = proxy === undefined ? undefined : await promisify(tunnelTo)(port, proxy);
    const options = { ca, servername: 'localhost', ALPNProtocols: ['h2'] };
    const secured = socket ? connect({ ...options, socket }) : connect({ ...options, port });
    await once(secured, 'secureConnect');
    const session = connectHttp2(`https://localhost:${port}`, { createConnection: () => secured });
    session.unref();
    return session;
  };
  let begun: ReturnType<typeof begin> | undefined;
  return async () => {
    const session = await (begun ??= begin());
    await new Promise<void>((resolve, reject) => {
      const call = session.request(headers);
      call.once('response', ({ ':status': status }) => {
        if (status !== 200) reject(new Error(`answered with ${status}`));
      });
      call.once('error', reject);
      call.resume().once('end', resolve);
    });
  };
}

function tunnelTo(port: number, proxy: number, done: (error: Error | null, socket?: Duplex) => void): void {
  const asking = requestHttp({
    port: proxy,
    host: '127.0.0.1',
    method: 'CONNECT',
    path: `localhost:${port}`,
    agent: false,
  });
  asking.once('connect', (_answer, socket) => done(null, socket));
  asking.once('error', done);
  asking.end();
}

function inHttp1({ ca, port, proxy, placeholder }: Way): Client {
  const agent = new Agent({ ca, keepAlive: true, maxSockets: 1 });
  if (proxy !== undefined) {
    agent.createConnection = (options, done) => {
      tunnelTo(port, proxy, (error, socket) => {
        const secured = socket && connect({ ...(options as object), ca, socket, servername: 'localhost' });
        done?.(error, secured as Duplex);
      });
      return undefined;
    };
  }
  const headers = { authorization: `Bearer ${placeholder ?? 'none'}` };
  const options: RequestOptions = { agent, host: 'localhost', port, path: '/v1/orders', headers };
  return () =>
    new Promise((resolve, reject) => {
      const call = request(options, (answer) => {
        if (answer.statusCode !== 200) reject(new Error(`answered with ${answer.statusCode}`));
        answer.resume().once('end', resolve);
      });
      call.once('error', reject);
      call.end();
    });
}
