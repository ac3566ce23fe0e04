import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isDotenvSource, parseDotenv } from '../../core/detect/dotenv.ts';
import type { KnownEntry } from '../../core/detect/known.ts';
import { isFixturePath } from '../../core/detect/path.ts';
import type { Place } from './place.ts';
import { readTextFile } from './text-file.ts';

/** What secret-named variables of the environment hold. */
export function environmentEntries(env: NodeJS.ProcessEnv): readonly KnownEntry[] {
  return Object.entries(env).flatMap(([name, value]) =>
    value === undefined || !secretName.test(name) ? [] : [{ name, value, source: 'environment' }],
  );
}

/** The environment holds much that is no secret; names tell what is. */
const secretName =
  /secret|token|passw|pwd|credential|api_?key|access_?key|private_?key|_key$|_dsn$|_auth$|database_url/i;

/** What environment files hold; one that cannot be read teaches nothing. */
export function dotenvEntries(places: readonly Place[]): readonly KnownEntry[] {
  const seen = new Set<string>();
  return places.slice(0, mostFiles).flatMap((place) => {
    const reading = readTextFile(place.absolute, mostBytes);
    if (!('text' in reading)) return [];
    return parseDotenv(reading.text).flatMap(({ name, value }) => {
      const key = createHash('sha256').update(`${place.path}\n${name}\n${value}`).digest('base64');
      if (seen.has(key)) return [];
      seen.add(key);
      return [{ name, value, source: place.path }];
    });
  });
}

const mostFiles = 200;
const mostBytes = 1_000_000;

/** Whether a file is one whose values are in use here, rather than in a package that is installed. */
export function teachesValues({ path }: Place): boolean {
  return isDotenvSource(path) && !isFixturePath(path);
}

/** The environment files in these folders and in those above them, up to `top`. */
export function dotenvAbove(
  folders: Iterable<string>,
  top: string,
  placeOf: (absolute: string) => Place,
): readonly Place[] {
  const visited = new Set<string>();
  const places: Place[] = [];
  for (const start of folders) {
    for (let folder = start; !visited.has(folder); folder = dirname(folder)) {
      visited.add(folder);
      places.push(
        ...filesIn(folder)
          .map((name) => placeOf(join(folder, name)))
          .filter(teachesValues),
      );
      if (folder === top) break;
    }
  }
  return places;
}

/** A folder that is only in git's index, or that nobody may read, holds no files here. */
function filesIn(folder: string): readonly string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  } catch (error) {
    if (error instanceof Error && 'code' in error) return [];
    throw error;
  }
}
