import { connect as connectPlainly } from 'node:net';
import { once } from 'node:events';
import { request as requestHttp } from 'node:http';
import type { RequestOptions } from 'node:http';
import type { Duplex } from 'node:stream';
import { connect } from 'node:tls';
import type { About, AuditEvent } from '../../../src/core/audit/event.ts';
import { callSetOf } from '../../../src/core/policy/call-set.ts';
import type { CallRule, Delivery, Manifest } from '../../../src/core/requests/manifest.ts';
import { createGrant } from '../../../src/broker/grants/grant.ts';
import type { Grant } from '../../../src/broker/grants/grant.ts';
import { isVisible } from '../../../src/broker/grants/visible.ts';
import { createAuthority } from '../../../src/broker/guard/clients/certificate.ts';
import { startGuard } from '../../../src/broker/guard/guard.ts';
import type { Guard } from '../../../src/broker/guard/guard.ts';
import type { Issued } from '../../../src/broker/providers/provider.ts';
import type { Guarding } from '../../../src/broker/guard/admit.ts';
import { request as sample } from '../../core/requests/samples.ts';
import { newValue } from '../scratch.ts';
import type { Service } from './service.ts';

export interface Guarded extends Disposable {
  readonly guard: Guard;
  readonly certificate: string;
  readonly events: AuditEvent[];
  readonly warnings: string[];
  readonly grant: Grant;
  readonly placeholder: string;
  readonly value: string;
}

export interface GuardedOptions {
  readonly call: readonly CallRule[];
  readonly delivery?: Delivery;
  /** Of the task; without it the command is no task. */
  readonly ownCall?: readonly CallRule[];
  readonly value?: string;
  readonly uses?: number;
  readonly expiresAt?: number;
  /** What the provider does, where it does not give the value. */
  readonly issue?: () => Promise<Issued>;
  readonly more?: Partial<Guarding>;
}

/** Whoever calls from another process has it as its mark. */
export const guardedRun = 'run';

const about: About = { run: guardedRun, workspace: '/work', task: 'sync' };

/** A guard in front of a service, for one request `acme`. */
export async function guardFor(service: Pick<Service, 'upstream'>, options: GuardedOptions): Promise<Guarded> {
  const value = options.value ?? newValue();
  const placeholder = newValue().replace('value', 'placeholder');
  const delivery = options.delivery ?? { mode: 'header', env: 'ACME', header: 'Authorization', format: 'Bearer {}' };
  const request = { ...sample, call: options.call, delivery };
  const tasks = { sync: { command: ['node'], uses: ['acme'], call: options.ownCall ?? [] } };
  const manifest: Manifest = { version: 1, requests: { acme: request }, tasks };
  const events: AuditEvent[] = [];
  const warnings: string[] = [];
  const append = async (event: AuditEvent): Promise<void> => void events.push(event);
  const audit = { append, appendDurably: append };
  const grant = createGrant({
    id: 'grant',
    request: 'acme',
    expiresAt: options.expiresAt ?? Date.now() + 60_000,
    uses: options.uses,
    provider: 'vault',
    issue: options.issue ?? (async () => ({ value, secrets: [value, ...value.split(':').slice(1)] })),
    audit,
    about,
    now: Date.now,
  });
  const under = { request: 'acme', request_s256: 's', subject: request.subject, grant };
  const authority = createAuthority(Date.now());
  const guarding: Guarding = {
    callSet: callSetOf(manifest, { task: options.ownCall ? 'sync' : undefined, uses: ['acme'] }),
    credentials: isVisible(request) ? [] : [{ ...under, delivery, placeholder }],
    handedOut: isVisible(request) ? [under] : [],
    audit,
    about,
    upstream: service.upstream,
    lookForRevocations: async () => undefined,
    warn: (text) => void warnings.push(text),
    ...options.more,
  };
  const guard = await startGuard(guarding, authority);
  const { certificate } = authority;
  return { guard, certificate, events, warnings, grant, placeholder, value, [Symbol.dispose]: () => guard.close() };
}

export interface Called {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface Calling {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** What CONNECT names, where that is another. */
  readonly through?: string;
}

/** Calls a host through the guard as a client does that trusts its certificate. */
export async function callThrough({ guard, certificate }: Guarded, host: string, calling: Calling): Promise<Called> {
  const { method = 'GET', path = '/', headers = {}, body, through = host } = calling;
  const socket = await new Promise<Duplex>((resolve, reject) => {
    const asking = requestHttp({ host: '127.0.0.1', port: guard.port, method: 'CONNECT', path: through, agent: false });
    asking.once('connect', (answer, tunnel) => {
      if (answer.statusCode === 200) resolve(tunnel);
      else reject(new Error(`CONNECT was answered with ${answer.statusCode}`));
    });
    asking.once('error', reject);
    asking.end();
  });
  const name = through
    .replace(/:\d+$/, '')
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase();
  const secured = connect({
    socket,
    ca: certificate,
    ...(/^[\d.]+$|:/.test(name) ? {} : { servername: name }),
    checkServerIdentity: () => undefined,
  });
  return answerOf({ method, path, headers: { host, ...headers }, createConnection: () => secured }, body);
}

/** Calls in plain HTTP, as a proxy is asked: with the whole address. */
export function callPlainly(
  { guard }: Guarded,
  url: string,
  { method = 'GET', headers = {}, body }: Calling,
): Promise<Called> {
  const host = new URL(url).host;
  return answerOf(
    { host: '127.0.0.1', agent: false, port: guard.port, method, path: url, headers: { host, ...headers } },
    body,
  );
}

/** Calls without TLS inside a tunnel, as Node's own `fetch` does behind a proxy. */
export async function callInTunnel({ guard }: Guarded, host: string): Promise<string> {
  const socket = connectPlainly({ host: '127.0.0.1', port: guard.port });
  socket.setEncoding('utf8').write(`CONNECT ${host} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
  await once(socket, 'data');
  socket.write(`GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  let answer = '';
  for await (const chunk of socket) answer += String(chunk);
  return answer;
}

function answerOf(options: RequestOptions, body: string | undefined): Promise<Called> {
  return new Promise((resolve, reject) => {
    const call = requestHttp(options);
    call.once('error', reject);
    call.once('response', (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.once('error', reject);
      answer.once('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          body: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    });
    call.end(body);
  });
}
