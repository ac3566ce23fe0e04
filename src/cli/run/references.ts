import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isDotenvSource, parseDotenv } from '../../core/detect/dotenv.ts';
import { readTextFile } from '../scan/text-file.ts';
import { systemCode } from '../fault.ts';

/** A variable that is to hold the value of a request. */
export interface VariableReference {
  readonly variable: string;
  readonly request: string;
  /** `environment`, or the path of the file. */
  readonly source: string;
}

/**
 * Variables that say `valet-key://REQUEST`: in the environment, and in the `.env` files of the folders, which loaders
 * do not let overrule what the environment already holds. Of two files the one that loaders prefer comes first.
 */
export function findReferences(env: NodeJS.ProcessEnv, folders: readonly string[]): readonly VariableReference[] {
  const found = new Map<string, VariableReference | undefined>();
  for (const [variable, value] of Object.entries(env)) found.set(variable, reference(variable, value, 'environment'));
  for (const path of folders.flatMap((folder) => dotenvFiles(folder, env['NODE_ENV']))) {
    const reading = readTextFile(path, mostBytes);
    if (!('text' in reading)) continue;
    for (const { name, value } of parseDotenv(reading.text)) {
      if (!found.has(name)) found.set(name, reference(name, value, path));
    }
  }
  return [...found.values()].filter((each) => each !== undefined);
}

function reference(variable: string, value: string | undefined, source: string): VariableReference | undefined {
  const request = form.exec(value ?? '')?.groups?.['request'];
  return request === undefined ? undefined : { variable, request, source };
}

const form = /^valet-key:\/\/(?<request>[a-z0-9][a-z0-9._-]{0,63})\/?$/;

function dotenvFiles(folder: string, mode: string | undefined): readonly string[] {
  const preferred = [...(mode ? [`.env.${mode}.local`] : []), '.env.local', ...(mode ? [`.env.${mode}`] : []), '.env'];
  const rank = (name: string) => (preferred.includes(name) ? preferred.indexOf(name) : preferred.length);
  return namesIn(folder)
    .filter(isDotenvSource)
    .toSorted((one, other) => rank(one) - rank(other) || (one < other ? -1 : 1))
    .map((name) => join(folder, name));
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (systemCode(error) === 'unknown') throw error;
    return [];
  }
}

const mostBytes = 1_000_000;
