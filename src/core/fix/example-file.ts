import { parseDotenv } from '../detect/dotenv.ts';
import type { TextEdit } from '../rewrite/document.ts';

/** Whether a name is that of an environment file without values, which a project keeps to say what has to be set. */
export function isExampleFile(name: string): boolean {
  return /^(?:\.?env[._-](?:example|sample|template|dist)|(?:example|sample|template)\.env)$/i.test(name);
}

/** Adds the variables that an example file does not name yet, at its end, without values. */
export function addVariables(text: string, names: readonly string[]): readonly TextEdit[] {
  const known = new Set(parseDotenv(text).map(({ name }) => name));
  const fresh = [...new Set(names)].filter((name) => !known.has(name) && !isMentioned(text, name));
  if (fresh.length === 0) return [];
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const start = text === '' || text.endsWith('\n') ? '' : eol;
  return [{ start: text.length, end: text.length, newText: start + fresh.map((name) => `${name}=${eol}`).join('') }];
}

/** A variable that is commented out is known all the same. */
function isMentioned(text: string, name: string): boolean {
  return new RegExp(`^[ \\t]*#[ \\t]*(?:export[ \\t]+)?${name}[ \\t]*=`, 'm').test(text);
}
