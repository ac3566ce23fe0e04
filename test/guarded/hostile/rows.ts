import type { RefusalCode } from '../../../src/core/policy/refusal.ts';

/** What is expected of one attempt in one mode. */
export interface Expected {
  readonly outcome: RegExp;
  readonly recorded?: RegExp;
  readonly told?: RegExp;
  /** By what it is not held there. */
  readonly limit?: string;
}

export interface Row {
  readonly fact: string;
  /** A name of `hostile/task.ts`. */
  readonly attempt: string;
  readonly enforced?: Expected;
  readonly 'proxy-only'?: Expected;
}

type Refused = readonly [attempt: string, fact: string, code: RefusalCode, logged: string, outcome?: string];

/** In both modes: refused by the guard with a reason, in the log, and told to whoever runs the task. */
function refused([attempt, fact, code, logged, outcome = `403 ${code}`]: Refused): Row {
  const expected = {
    outcome: new RegExp(`^${outcome}$`),
    recorded: new RegExp(`${logged}[^\\n]*: refused \\(${code}\\)`),
    told: /refused: [^\n]*\n[^]*\d+ calls were refused in all/,
  };
  return { fact, attempt, enforced: expected, 'proxy-only': expected };
}

/** Lines without a reference to a path: what was said could not be read. */
const unread = String.raw`tried to reach localhost:\d+`;

const elsewhere: readonly Refused[] = [
  ['address', 'another address', 'host-not-in-call-set', '192.0.2.1 GET /address'],
  ['name', 'another name', 'host-not-in-call-set', 'evil.example GET /name'],
  ['six', 'an IPv6 address', 'host-not-in-call-set', String.raw`\[2001:db8::1\] GET /six`],
  ['loopbackSix', 'this machine over IPv6', 'host-not-in-call-set', String.raw`\[::1\]:\d+ GET /loopback-six`],
  ['otherPort', 'another port', 'host-not-in-call-set', String.raw`localhost:\d+ GET /other-port`],
  ['subdomain', 'a name below its host', 'host-not-in-call-set', 'api.localhost:[0-9]+ GET /subdomain'],
  ['decimalAddress', 'an address as one number', 'host-header-differs', '2130706433 GET /decimal'],
  ['hexAddress', 'an address in hexadecimal', 'host-header-differs', '0x7f.1 GET /hex'],
  ['userInAuthority', 'an authority with a user', 'host-ambiguous', 'tried to reach unknown'],
  ['metadata', "the cloud's metadata", 'host-not-in-call-set', '169.254.169.254:80 GET /latest/meta-data/'],
  ['otherProtocol', 'another protocol', 'protocol-not-guarded', unread, ''],
  ['redirectAway', 'another host, where it is led', 'host-not-in-call-set', 'evil.example GET /redirected'],
  ['redirectBack', 'another path, where it is led', 'path-not-in-call-set', 'localhost:[0-9]+ GET /v2/redirected'],
  [
    'redirectTrusted',
    'another host, where it carries its placeholder',
    'host-not-in-call-set',
    'evil.example POST /redirected-trusted under acme',
    '0 host-not-in-call-set',
  ],
];

const namedTwice: readonly Refused[] = [
  ['hostHeader', 'another Host header', 'host-header-differs', '/v1/host-header'],
  ['hostTwice', 'two Host headers', 'host-header-differs', '/v1/host-twice'],
  ['noHost', 'no Host header', 'host-header-differs', '/v1/no-host'],
  ['hostInUser', 'its host as a user name', 'host-header-differs', '/v1/host-in-user'],
  ['serverName', 'another server name', 'host-header-differs', '/v1/server-name'],
  ['absoluteInside', 'an absolute target', 'path-ambiguous', 'GET https://evil.example/v1/absolute'],
  ['absoluteToProxy', 'another host in plain', 'host-not-in-call-set', 'evil.example:80 GET /absolute-proxy'],
  ['absoluteDiffers', 'a target that is not its Host header', 'host-header-differs', '/v1/absolute-differs'],
  ['relativeToProxy', 'a target without a host', 'host-ambiguous', 'tried to reach unknown'],
  ['tunnelInTunnel', 'a tunnel in the tunnel', 'path-ambiguous', 'CONNECT evil.example:443'],
];

const paths: readonly Refused[] = [
  ['dots', 'dot segments', 'path-ambiguous', String.raw`/v1/a/\.\./\.\./dots`],
  ['encodedDots', 'encoded dots', 'path-ambiguous', '/encoded-dots'],
  ['mixedDots', 'dots of which one is encoded', 'path-ambiguous', '/mixed-dots'],
  ['dotsWithParameter', 'dots with a parameter', 'path-ambiguous', '/dots-parameter'],
  ['dotsWithEncodedParameter', 'dots with an encoded parameter', 'path-ambiguous', '/dots-encoded-parameter'],
  ['overlongDots', 'dots of a byte too many', 'path-ambiguous', '/overlong'],
  ['twiceEncoded', 'dots encoded twice', 'path-ambiguous', '/twice'],
  ['encodedSlash', 'an encoded slash', 'path-ambiguous', 'encoded-slash'],
  ['backslash', 'a backslash', 'path-ambiguous', String.raw`\.\.\\backslash`],
  ['encodedBackslash', 'an encoded backslash', 'path-ambiguous', 'encoded-backslash'],
  ['emptySegment', 'an empty segment', 'path-ambiguous', '//v1/empty-segment'],
  ['encodedQuestion', 'an encoded question mark', 'path-ambiguous', '/encoded-question'],
  ['encodedNull', 'an encoded null', 'path-ambiguous', '/null'],
  ['fragment', 'a fragment', 'path-ambiguous', 'GET /v1/a under acme'],
  ['upperCase', 'another case', 'path-not-in-call-set', '/V1/upper-case'],
  ['otherPath', 'another path', 'path-not-in-call-set', '/v2/other-path'],
];

const methods: readonly Refused[] = [
  ['method', 'another method', 'method-not-in-call-set', 'DELETE /v1/method'],
  ['tracing', 'a method that echoes', 'method-not-in-call-set', 'TRACE /v1/trace'],
  ['lowerCaseMethod', 'a method that is none', 'call-malformed', unread],
  ['overrideHeader', 'another method in a header', 'method-not-in-call-set', 'POST /v1/override'],
  ['overrideOther', 'another method in another header', 'method-not-in-call-set', 'POST /v1/override-other'],
  ['overrideForm', 'another method in a form', 'method-not-in-call-set', 'POST /v1/override-form'],
  ['overrideQuery', 'another method in the query', 'method-not-in-call-set', 'POST /v1/override-query'],
];

const smuggled: readonly Refused[] = [
  ['twoLengths', 'two lengths', 'call-malformed', unread],
  ['lengthAndChunks', 'a length beside chunks', 'call-malformed', unread],
  ['spacedChunks', 'an encoding spelled apart', 'call-malformed', unread],
  ['chunksNotLast', 'chunks that are not the last encoding', 'call-malformed', unread],
  [
    'smuggled',
    'a call behind another',
    'method-not-in-call-set',
    'DELETE /v1/smuggled',
    '200, 403 method-not-in-call-set',
  ],
  ['priorKnowledge', 'HTTP/2 without asking', 'protocol-not-guarded', unread],
];

const misplaced: readonly Refused[] = [
  ['ownHost', 'at a host that takes none', 'credential-not-for-this-call', '/own-host under acme'],
  ['header', 'in another header', 'credential-misplaced', '/v1/header under acme'],
  ['cookie', 'in a cookie', 'credential-misplaced', '/v1/cookie under acme'],
  ['query', 'in the query', 'credential-misplaced', '/v1/query under acme'],
  ['path', 'in the path', 'credential-misplaced', '/v1/path/… under acme'],
  ['body', 'in a body', 'credential-misplaced', '/v1/body'],
  ['bodyInPieces', 'in a body that comes letter by letter', 'credential-misplaced', '/v1/pieces'],
  ['bodyInBase64', 'in a body in base64', 'credential-misplaced', '/v1/base64-body'],
  ['headerInBase64', 'in another header in base64', 'credential-misplaced', '/v1/base64 under acme'],
  [
    'userInfo',
    'as the password of another address',
    'host-not-in-call-set',
    'evil.example GET /user-info under acme',
    '0 host-not-in-call-set',
  ],
  ['once', 'once more than it may', 'uses-exhausted', '/v1/twice under once', '200, 403 uses-exhausted'],
  ['revoked', 'after its revocation', 'grant-revoked', '/v1/revoked under doomed'],
  ['expired', 'after its time', 'grant-expired', '/v1/expired under brief'],
];

/** Nothing is refused, as nothing is given: what arrives at the service is no credential. */
const withoutValue: readonly Row[] = [
  ['notEnough', 'a placeholder that is not whole', '/v1/not-enough'],
  ['earlier', 'the placeholder of an earlier run', '/v1/earlier'],
].map(([attempt = '', fact = '', path = '']) => {
  const expected = { outcome: /^200$/, recorded: new RegExp(`GET ${path}: allowed`) };
  return { attempt, fact: `has no value put in the place of ${fact}`, enforced: expected, 'proxy-only': expected };
});

const allowed = { outcome: /^200$/, recorded: /GET \/v1\/allowed under acme: allowed/ };

export const callRows: readonly Row[] = [
  { fact: 'makes the call that it may', attempt: 'allowed', enforced: allowed, 'proxy-only': allowed },
  ...[...elsewhere, ...namedTwice, ...paths, ...methods, ...smuggled].map(refused).map(named('is refused')),
  ...misplaced.map(refused).map(named('is refused its placeholder')),
  ...withoutValue,
];

function named(what: string): (row: Row) => Row {
  return (row) => ({ ...row, fact: `${what} ${row.fact}` });
}
