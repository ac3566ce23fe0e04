import { parseDotenv } from '../detect/dotenv.ts';
import type { TextEdit } from '../rewrite/document.ts';

/** Files in which a project keeps the names of its variables without their values, in the order they are looked for. */
export const exampleFiles: readonly string[] = ['.env.example', '.env.sample', '.env.template', '.env.dist'];

/** Adds the names that such a file lacks, each on a line of its own and without a value; `undefined` where it has all. */
export function addExampleNames(text: string, names: readonly string[]): TextEdit | undefined {
  const there = new Set(parseDotenv(text).map(({ name }) => name));
  const fresh = [...new Set(names)].filter((name) => !there.has(name));
  if (fresh.length === 0) return undefined;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const begin = text === '' || text.endsWith('\n') ? '' : eol;
  return { start: text.length, end: text.length, newText: begin + fresh.map((name) => `${name}=${eol}`).join('') };
}
