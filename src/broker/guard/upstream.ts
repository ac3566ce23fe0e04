import { Agent as HttpAgent } from 'node:http';
import type { AgentOptions } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { connect } from 'node:tls';
import type { ConnectionOptions } from 'node:tls';
import { callbackify } from 'node:util';
import type { Place } from './origin.ts';
import { noOuterProxy } from './outer-proxy.ts';
import type { OuterProxy } from './outer-proxy.ts';
import { createSessions } from './streams/sessions.ts';
import type { Sessions } from './streams/sessions.ts';

/** How the guard reaches services. */
export interface Upstream extends Disposable {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
  readonly http2: Sessions;
  /** The way through the network's proxy, where there is one. */
  readonly outer: OuterProxy;
}

/** `trusting` is looked at when a connection is opened: reading every root of a system takes a while. */
export function createUpstream(
  trusting: Pick<ConnectionOptions, 'ca' | 'secureContext'>,
  keeping: AgentOptions = {},
  outer = noOuterProxy,
): Upstream {
  const http = new HttpAgent(keeping);
  const https = new HttpsAgent(keeping);
  // Connections differ in where they go alone. Node would write down every option of each call to tell them apart.
  http.getName = https.getName = (to) => `${to?.host}:${to?.port}`;
  const http2 = createSessions(trusting, outer);
  const connectPlainly = http.createConnection.bind(http);
  http.createConnection = (options, done) => {
    const tunnel = outer(placeIn(options), 'http');
    if (!tunnel) return connectPlainly(options, done);
    callbackify(() => tunnel)((error, socket) => done?.(error, socket));
    return undefined;
  };
  const connectAnew = https.createConnection.bind(https);
  https.createConnection = (options, done) => {
    const to = placeIn(options);
    const spare = http2.spare(to);
    if (spare) return spare;
    const tunnel = outer(to, 'https');
    if (!tunnel) return connectAnew({ ...options, ...trusting }, done);
    const secure = { ...(options as ConnectionOptions), ...trusting };
    callbackify(async () => connect({ ...secure, socket: await tunnel }))((error, socket) => done?.(error, socket));
    return undefined;
  };
  return {
    http,
    https,
    http2,
    outer,
    [Symbol.dispose]() {
      http.destroy();
      https.destroy();
      http2[Symbol.dispose]();
    },
  };
}

function placeIn({ host, port }: { readonly host?: unknown; readonly port?: unknown }): Place {
  return { host: String(host), port: Number(port) };
}
