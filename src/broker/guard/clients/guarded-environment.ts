import { delimiter } from 'node:path';
import { isLoopback } from '../../../core/policy/call-host.ts';
import type { CallSet } from '../../../core/policy/call-set.ts';
import type { Trust } from './trust.ts';

export interface Way {
  /** `http://127.0.0.1:PORT`, as the task reaches the guard. */
  readonly host: string;
  readonly port: number;
  readonly trust: Pick<
    Trust,
    'own' | 'all' | 'javaStore' | 'nodePreload' | 'pythonFolder' | 'phpFolder' | 'wgetSettings'
  >;
  readonly callSet: CallSet;
}

/** Variables that lead a task's calls to the guard and make it trusted, for the tools that read one of them. */
export function guardedEnvironment(
  env: NodeJS.ProcessEnv,
  { host, port, trust, callSet }: Way,
): Record<string, string> {
  const proxy = `http://${host}:${port}`;
  const direct = directHosts(callSet);
  return {
    HTTP_PROXY: proxy,
    HTTPS_PROXY: proxy,
    http_proxy: proxy,
    https_proxy: proxy,
    // One of the network's may hold a password.
    ...Object.fromEntries(['ALL_PROXY', 'all_proxy'].flatMap((name) => (env[name] ? [[name, proxy]] : []))),
    NO_PROXY: direct,
    no_proxy: direct,
    // Node's own fetch and http follow the variables above only when told to (22.21, 24.5).
    NODE_USE_ENV_PROXY: '1',
    // Perl's LWP too (metacpan.org/pod/LWP::UserAgent).
    PERL_LWP_ENV_PROXY: '1',
    NODE_EXTRA_CA_CERTS: env['NODE_EXTRA_CA_CERTS'] ? trust.all : trust.own,
    ...Object.fromEntries(replacingStores.map((name) => [name, trust.all])),
    NODE_OPTIONS: [env['NODE_OPTIONS'], `--require ${JSON.stringify(trust.nodePreload)}`].filter(Boolean).join(' '),
    PYTHONPATH: [trust.pythonFolder, env['PYTHONPATH']].filter(Boolean).join(delimiter),
    // What is empty stands for the folder that PHP was built with.
    PHP_INI_SCAN_DIR: [env['PHP_INI_SCAN_DIR'] ?? '', trust.phpFolder].join(delimiter),
    SYSTEM_WGETRC: trust.wgetSettings,
    JAVA_TOOL_OPTIONS: [env['JAVA_TOOL_OPTIONS'], ...javaOptions(host, port, { javaStore: trust.javaStore, direct })]
      .filter(Boolean)
      .join(' '),
  };
}

/** The files that they name already. */
export function namedStores(env: NodeJS.ProcessEnv): readonly string[] {
  return [...new Set(['NODE_EXTRA_CA_CERTS', ...replacingStores].flatMap((name) => env[name] || []))];
}

/** Tools that take one file for all the roots there are: OpenSSL and Go, Python, curl, git, AWS, pip, Cargo, Deno, gRPC, Perl. */
const replacingStores = [
  'SSL_CERT_FILE',
  'REQUESTS_CA_BUNDLE',
  'CURL_CA_BUNDLE',
  'GIT_SSL_CAINFO',
  'AWS_CA_BUNDLE',
  'PIP_CERT',
  'CARGO_HTTP_CAINFO',
  'DENO_CERT',
  'GRPC_DEFAULT_SSL_ROOTS_FILE_PATH',
  'PERL_LWP_SSL_CA_FILE',
];

/** A task's own servers on this machine are reached directly, unless a request is for one of them. */
function directHosts({ rules }: CallSet): string {
  return rules.some(({ host }) => isLoopback(host)) ? '' : 'localhost,127.0.0.1,::1';
}

function javaOptions(
  host: string,
  port: number,
  { javaStore, direct }: { javaStore: string; direct: string },
): readonly string[] {
  return [
    ...['http', 'https'].flatMap((scheme) => [`-D${scheme}.proxyHost=${host}`, `-D${scheme}.proxyPort=${port}`]),
    `-Dhttp.nonProxyHosts=${direct.replaceAll(',', '|')}`,
    `-Djavax.net.ssl.trustStore=${javaStore}`,
    '-Djavax.net.ssl.trustStoreType=PKCS12',
  ];
}
