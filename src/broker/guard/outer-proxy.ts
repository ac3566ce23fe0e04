import { request as requestHttp } from 'node:http';
import type { RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import type { Socket } from 'node:net';
import { isLoopback } from '../../core/policy/call-host.ts';
import { runVariable } from '../protocol/variables.ts';
import type { Place } from './origin.ts';

/**
 * The way to a service through the proxy of a person's network, where their environment names one for it: a connection
 * that the proxy opened. Throws what befell it, with a code that may be told.
 */
export type OuterProxy = (to: Place, scheme: 'http' | 'https') => Promise<Socket> | undefined;

export const noOuterProxy: OuterProxy = () => undefined;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * As curl and its kin read it: `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, in small letters too. What is on
 * this machine is called directly. Within a run the variables name a guard, not a network's proxy.
 */
export function outerProxyOf(env: Environment): OuterProxy {
  if (env[runVariable] !== undefined) return noOuterProxy;
  const read = (name: string): string | undefined => env[name.toLowerCase()] || env[name] || undefined;
  const proxies = {
    http: proxyUrl(read('HTTP_PROXY') ?? read('ALL_PROXY')),
    https: proxyUrl(read('HTTPS_PROXY') ?? read('ALL_PROXY')),
  };
  const exempt = (read('NO_PROXY') ?? '').split(/[\s,]+/).filter(Boolean);
  return (to, scheme) => {
    const proxy = proxies[scheme];
    return proxy && !isExempt(to, exempt) ? openTunnel(proxy, to) : undefined;
  };
}

/** A proxy of another kind, as SOCKS, is none here. */
function proxyUrl(written: string | undefined): URL | undefined {
  if (written === undefined) return undefined;
  const url = URL.parse(/^[a-z\d+.-]+:\/\//i.test(written) ? written : `http://${written}`);
  return url?.protocol === 'http:' || url?.protocol === 'https:' ? url : undefined;
}

/** Names that a proxy is not asked for: whole, or with all below them; with a port, for that port alone. */
export function isExempt({ host, port }: Place, exempt: readonly string[]): boolean {
  if (isLoopback(host)) return true;
  const name = host.toLowerCase().replace(/^\[|\]$|\.$/g, '');
  return exempt.some((written) => {
    if (written === '*') return true;
    const { entry = '', only } = /^(?<entry>\[[^\]]*\]|[^:]*|.*:.*:.*?)(?::(?<only>\d+))?$/.exec(written)?.groups ?? {};
    if (only !== undefined && Number(only) !== port) return false;
    const domain = entry
      .toLowerCase()
      .replace(/^\[|\]$/g, '')
      .replace(/^\*?\./, '');
    if (domain === '') return false;
    return name === domain || (isIP(name) === 0 && name.endsWith(`.${domain}`));
  });
}

/** Milliseconds until the proxy has answered. */
const patience = 20_000;

async function openTunnel(proxy: URL, { host, port }: Place): Promise<Socket> {
  const place = `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
  const { username, password } = proxy;
  const credentials = Buffer.from(`${decoded(username)}:${decoded(password)}`).toString('base64');
  const options: RequestOptions = {
    host: proxy.hostname.replace(/^\[|\]$/g, ''),
    port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80),
    method: 'CONNECT',
    path: place,
    agent: false,
    timeout: patience,
    headers: { host: place, ...(username !== '' && { 'proxy-authorization': `Basic ${credentials}` }) },
  };
  return await new Promise((resolve, reject) => {
    const asking = proxy.protocol === 'https:' ? requestHttps(options) : requestHttp(options);
    asking.once('connect', ({ statusCode = 0 }, socket, head) => {
      if (statusCode < 200 || statusCode > 299) {
        socket.destroy();
        return reject(withCode(`PROXY_ANSWERED_${statusCode}`));
      }
      if (head.length > 0) socket.unshift(head);
      return resolve(socket.setTimeout(0));
    });
    asking.once('response', ({ statusCode = 0 }) => {
      asking.destroy();
      reject(withCode(`PROXY_ANSWERED_${statusCode}`));
    });
    asking.once('timeout', () => asking.destroy(withCode('PROXY_TIMED_OUT')));
    asking.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code?.startsWith('PROXY_') ? error : withCode(`PROXY_${error.code ?? 'FAILED'}`)),
    );
    asking.end();
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw withCode('PROXY_CREDENTIALS_MALFORMED');
  }
}

function withCode(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error('the proxy of the network opened no connection'), { code });
}
