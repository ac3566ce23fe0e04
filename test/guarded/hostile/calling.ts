import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import type { Duplex } from 'node:stream';
import { connect } from 'node:tls';

/** How a hostile task calls: as clients do, and as no client would. It runs in the task, so it imports Node alone. */

export function variable(name: string): string {
  return process.env[name] ?? '';
}

export const base = variable('BASE');
export const place = new URL(base).host;

/** What came of an attempt, in one word or two: `403 host-not-in-call-set`, or the system's own word. */
export async function outcomeOf(work: () => unknown): Promise<string> {
  try {
    const came = await work();
    return typeof came === 'string' ? came : 'done';
  } catch (error) {
    return wordOf(error);
  }
}

function wordOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error && !('code' in error)) return wordOf(error.cause);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}

export interface Calling extends RequestInit {
  /** The variable whose placeholder is sent as documented; `none` sends none. */
  readonly as?: string;
}

/** By Node's own client, which follows where it is led. */
export async function call(url: string, { as = 'ACME', headers = {}, ...rest }: Calling = {}): Promise<string> {
  const sent = as === 'none' ? {} : { authorization: `Bearer ${variable(as)}` };
  const answer = await fetch(url.startsWith('/') ? `${base}${url}` : url, {
    ...rest,
    headers: { ...sent, ...(headers as Record<string, string>) },
  });
  return outcomeIn(`${answer.status}`, await answer.text());
}

function outcomeIn(status: string, body: string): string {
  const code = /"code":"(?<code>[a-z-]+)"/.exec(body)?.groups?.['code'];
  return code === undefined ? status : `${status} ${code}`;
}

/** The proxy that this run names, and who it says that calls. */
export function guard(): { host: string; port: string; headers: Record<string, string> } {
  const { hostname: host, port, username, password } = new URL(variable('HTTPS_PROXY'));
  const pair = Buffer.from(`${username}:${password}`).toString('base64');
  return { host, port, headers: username === '' ? {} : { 'proxy-authorization': `Basic ${pair}` } };
}

/** A tunnel to where the authority says, which need be none. */
export function tunnel(authority: string): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const asking = request({ ...guard(), method: 'CONNECT', path: authority, agent: false });
    asking.once('error', reject);
    asking.once('connect', ({ statusCode, headers }, socket) => {
      if (statusCode === 200) resolve(socket);
      else reject(new Error(`${statusCode} ${String(headers['valet-key-refused'])}`));
    });
    asking.end();
  });
}

export interface Said {
  readonly authority?: string;
  readonly servername?: string;
}

/** Lines as they are given, over TLS; `PLACE` and `KEY` are put in. */
export async function say(lines: readonly string[], { authority = place, servername }: Said = {}): Promise<string> {
  const socket = await tunnel(authority);
  const ca = readFileSync(variable('SSL_CERT_FILE'));
  const name = servername ?? authority.replace(/:\d+$/, '');
  const secured = connect({ socket, ca, servername: name, checkServerIdentity: () => undefined });
  const text = lines.join('\r\n').replaceAll('PLACE', place).replaceAll('KEY', variable('ACME'));
  return await heard(secured, text);
}

/** All the answers on one connection, until it ends or nothing comes for a while. */
export function heard(socket: Duplex, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const done = (): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answersIn(answer));
    };
    const timer = setTimeout(done, 1_500);
    socket.once('error', reject);
    socket.once('close', done);
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString('latin1')));
    socket.write(text, 'latin1');
  });
}

function answersIn(text: string): string {
  const answers = [...text.matchAll(/HTTP\/1\.1 (?<status>\d{3})[^]*?\r\n\r\n(?<body>[^]*?)(?=HTTP\/1\.1 \d|$)/g)];
  return answers.map(({ groups = {} }) => outcomeIn(groups['status'] ?? '', groups['body'] ?? '')).join(', ');
}
