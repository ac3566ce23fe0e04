import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { readByConnect } from './one-password-connect.ts';
import { readReference } from './one-password-reference.ts';
import { ProviderError } from './provider.ts';
import type { Asked, Issued, Provider } from './provider.ts';

/**
 * 1Password: by a Connect server where `OP_CONNECT_HOST` names one, else by the person's own `op`. It has no lease and
 * nothing to take back: the guard alone keeps the value within the request.
 */
export function onePasswordProvider(env: Env): Provider {
  return {
    id: '1password',
    opensWith: ['OP_CONNECT_TOKEN', 'OP_SERVICE_ACCOUNT_TOKEN'],
    async issue(asked) {
      const reference = readReference(asked.request.source.ref);
      const { signal } = asked;
      const value = env['OP_CONNECT_HOST']
        ? await readByConnect(reference, { env, signal })
        : await readByProgram(asked, env);
      return { value, secrets: [value] } satisfies Issued;
    },
  };
}

type Env = Readonly<Record<string, string | undefined>>;

/** The program itself asks the person to unlock it; it is called by its absolute path and without a shell. */
async function readByProgram({ request, signal }: Asked, env: Env): Promise<string> {
  const program = programOn(env['PATH'] ?? '');
  if (program === undefined)
    throw new ProviderError('1Password needs its program "op" on the PATH, or OP_CONNECT_HOST');
  const args = ['read', '--no-newline', request.source.ref];
  const output = await new Promise<string>((resolve, reject) => {
    execFile(program, args, { env, signal, windowsHide: true }, (error, stdout) => {
      if (error) reject(failureOf(error));
      else resolve(stdout);
    });
  });
  if (output === '') throw new ProviderError('1Password gave an empty value');
  return output;
}

/** Its own message may quote what it read. */
function failureOf(error: Error): ProviderError {
  const isLate = error.name === 'AbortError';
  return new ProviderError(
    isLate
      ? '1Password\'s program "op" did not answer in time; unlock 1Password, then try again'
      : '1Password\'s program "op" could not read the reference; "op signin", and "op read" with the "ref" of the request, say why',
    { cause: error },
  );
}

function programOn(path: string): string | undefined {
  const name = process.platform === 'win32' ? 'op.exe' : 'op';
  const places = path
    .split(delimiter)
    .filter(isAbsolute)
    .map((folder) => join(folder, name));
  return places.find((place) => {
    try {
      accessSync(place, constants.X_OK);
      return true;
    } catch {
      // Not here: the next place on the PATH.
      return false;
    }
  });
}
