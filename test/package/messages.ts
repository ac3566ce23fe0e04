import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { adviceTexts, placeTexts, problemTexts } from '../../src/core/audit/problem.ts';
import { noteTexts, refusalTexts } from '../../src/core/rewrite/notes.ts';

/** Messages that the core knows and the editor translates. */
const tables: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  noteTexts,
  refusalTexts,
  adviceTexts,
  placeTexts,
  problemTexts,
};

const project = resolve(import.meta.dirname, '../..');
const bundle = join(project, 'l10n', 'bundle.l10n.json');

/** Every message of the editor's room that a translator can translate, as `vscode.l10n.t` is called with it. */
export function messagesInCode(): readonly string[] {
  const files = globSync('src/editor/**/*.ts', { cwd: project });
  const found = files.flatMap((file) => messagesIn(readFileSync(join(project, file), 'utf8'), file));
  const tabled = Object.values(tables).flatMap((table) => Object.values(table));
  return [...new Set([...found, ...tabled])].toSorted((one, other) => (one < other ? -1 : 1));
}

export function messagesInBundle(): readonly string[] {
  return Object.keys(JSON.parse(readFileSync(bundle, 'utf8')) as Record<string, string>);
}

/** A message that is put together at run time could not be translated: that is an error. */
export function messagesIn(code: string, file: string): readonly string[] {
  return [...code.matchAll(/(?<![\w.$])(?:vscode\.l10n\.)?t\(\s*/g)].flatMap(({ index, 0: call }) => {
    const table = /^(\w+)\[/.exec(code.slice(index + call.length))?.[1];
    if (table !== undefined && table in tables) return [];
    const literal = /^(['"`])((?:\\.|(?!\1)[^\\])*)\1/s.exec(code.slice(index + call.length));
    if (!literal || (literal[1] === '`' && literal[2]?.includes('${'))) {
      throw new TypeError(`${file}: a message is to be one literal: ${code.slice(index, index + 60)}`);
    }
    return [(literal[2] ?? '').replaceAll(/\\(.)/gs, '$1')];
  });
}

if (import.meta.main) {
  const messages = Object.fromEntries(messagesInCode().map((message) => [message, message]));
  writeFileSync(bundle, `${JSON.stringify(messages, undefined, 2)}\n`);
}
