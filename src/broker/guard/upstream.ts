import { Agent as HttpAgent } from 'node:http';
import type { AgentOptions } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { ConnectionOptions } from 'node:tls';
import { createSessions } from './streams/sessions.ts';
import type { Sessions } from './streams/sessions.ts';

/** How the guard reaches services. */
export interface Upstream extends Disposable {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
  readonly http2: Sessions;
}

/** `trusting` is looked at when a connection is opened: reading every root of a system takes a while. */
export function createUpstream(
  trusting: Pick<ConnectionOptions, 'ca' | 'secureContext'>,
  keeping: AgentOptions = {},
): Upstream {
  const http = new HttpAgent(keeping);
  const https = new HttpsAgent(keeping);
  // Connections differ in where they go alone. Node would write down every option of each call to tell them apart.
  http.getName = https.getName = (to) => `${to?.host}:${to?.port}`;
  const http2 = createSessions(trusting);
  const connectAnew = https.createConnection.bind(https);
  https.createConnection = (options, done) =>
    http2.spare({ host: String(options.host), port: Number(options.port) }) ??
    connectAnew({ ...options, ...trusting }, done);
  return {
    http,
    https,
    http2,
    [Symbol.dispose]() {
      http.destroy();
      https.destroy();
      http2[Symbol.dispose]();
    },
  };
}
