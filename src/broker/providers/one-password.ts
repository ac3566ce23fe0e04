import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { checkConnect, readByConnect } from './one-password-connect.ts';
import { readReference } from './one-password-reference.ts';
import { outputOf, ProgramFailed } from './program.ts';
import { ProviderError } from './provider.ts';
import type { Asked, Checked, Provider } from './provider.ts';

/**
 * 1Password: by a Connect server where `OP_CONNECT_HOST` names one, else by the person's own `op`, which reads
 * `OP_ACCOUNT` and `OP_SERVICE_ACCOUNT_TOKEN` itself. It has no lease and nothing to take back: the guard alone keeps
 * the value within the request.
 */
export const onePassword: Provider = {
  id: '1password',
  opensWith: ['OP_CONNECT_TOKEN', 'OP_SERVICE_ACCOUNT_TOKEN'],
  check({ request, env }) {
    const reference = readReference(request.source.ref);
    if (env['OP_CONNECT_HOST']) checkConnect(reference, env);
    else requiredProgram(env);
  },
  async issue(asked) {
    const { request, env, signal } = asked;
    const reference = readReference(request.source.ref);
    const value = env['OP_CONNECT_HOST'] ? await readByConnect(reference, { env, signal }) : await readByProgram(asked);
    return { value, secrets: [value] };
  },
};

/** The program itself asks the person to unlock it; it is called by its absolute path and without a shell. */
async function readByProgram({ request, env, signal }: Asked): Promise<string> {
  const args = ['read', '--no-newline', request.source.ref];
  try {
    const output = await outputOf([requiredProgram(env), ...args], { env, signal });
    if (output !== '') return output;
  } catch (error) {
    throw error instanceof ProgramFailed ? failureOf(error) : error;
  }
  throw new ProviderError('1Password gave an empty value');
}

/** Its own message may quote what it read: it is looked at, and never passed on. */
function failureOf(failed: ProgramFailed): ProviderError {
  const advice = failed.isLate
    ? 'did not answer in time; unlock 1Password, then try again'
    : (advices.find(([says]) => says.test(failed.said))?.[1] ??
      'could not read the reference; "op signin", and "op read" with the "ref" of the request, say why');
  return new ProviderError(`1Password's program "op" ${advice}`);
}

/** What it says (developer.1password.com/docs/cli), and what to do about it. */
const advices: readonly (readonly [says: RegExp, advice: string])[] = [
  [/multiple accounts/i, 'knows several accounts; name one of them in OP_ACCOUNT'],
  [/no accounts configured/i, 'has no account; turn on "Integrate with 1Password CLI" in the app, or "op account add"'],
  [/prompt (?:was )?dismissed|authorization (?:denied|time-?out|timed out)/i, 'was not unlocked; answer its prompt'],
  [
    /(?:deleted|invalid|unauthorized).{0,80}service account|service account.{0,80}(?:deleted|invalid|unauthorized)/i,
    'does not accept OP_SERVICE_ACCOUNT_TOKEN; make a new one, or check it',
  ],
  [/not (?:currently )?signed in|session expired|op signin/i, 'is not signed in; run "op signin", then try again'],
  [/more than one (?:item|vault)/i, 'finds more than one item of that name; write its id in the reference'],
  [
    /isn't (?:an item|a vault|a field)|could ?n[o']t? (?:find|get) (?:item|vault|field)|does not have a field/i,
    'finds nothing there that this account may read; check "ref" in valet-key.json',
  ],
];

function requiredProgram(env: Checked['env']): string {
  const program = programOn(env['PATH'] ?? '');
  if (program !== undefined) return program;
  throw new ProviderError('1Password needs its program "op" on the PATH, or OP_CONNECT_HOST');
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
