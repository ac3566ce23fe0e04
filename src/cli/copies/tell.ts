import type { Copies, HistoryCopy, Keeper } from '../../broker/protocol/copies.ts';
import { paintFor } from '../colours.ts';
import type { CliIo } from '../io.ts';
import { printable } from '../printable.ts';
import { counted } from '../scan/format/text.ts';

const keepers: Readonly<Record<Keeper, string>> = {
  'local-history': 'Local History',
  backup: 'backup',
  agent: "agent's transcript",
  shell: 'shell history',
  state: 'editor state',
};

const staysTexts = {
  database: '(a database: delete the conversation in its program)',
  'read-only': '(read-only: not purged)',
} as const;

export function copiesAsText({ files, history }: Copies, io: CliIo): string {
  const paint = paintFor(io.stdout, io.env);
  const rows = [
    ...history.map((copy) => ({ name: copy.name, keeper: 'git history', where: historyText(copy) })),
    ...files.map(({ name, keeper, path, count, stays }) => {
      const times = count === 1 ? '' : paint('dim', `  ${count} times`);
      const left = stays === undefined ? '' : `  ${staysTexts[stays]}`;
      return { name, keeper: keepers[keeper], where: `${printable(path)}${times}${left}` };
    }),
  ];
  if (rows.length === 0) return `${paint('green', 'No copies found.')}\n`;
  const names = [...new Set(rows.map(({ name }) => name))];
  const lines = names.flatMap((name) => [
    paint('bold', printable(name)),
    ...rows.filter((row) => row.name === name).map(({ keeper, where }) => `  ${keeper.padEnd(18)}  ${where}`),
  ]);
  return `${lines.join('\n')}\n\n${counted(rows.length, 'place')}. ${advice(
    history.length > 0,
    files.some(({ stays }) => stays === undefined),
  )}\n`;
}

function historyText({ path, commits, first }: HistoryCopy): string {
  const file = printable(path ?? 'an object that no commit names');
  return first === undefined ? file : `${file}  ${counted(commits, 'commit')}, the first ${first}`;
}

function advice(isInHistory: boolean, isInFiles: boolean): string {
  const purge = isInFiles ? ' Then --purge takes them out of the files.' : '';
  const git = isInHistory ? " Git's history stays: whoever has a clone has the value." : '';
  return `Rotate first: what was copied has leaked.${purge}${git}`;
}

export function copiesAsJson({ files, history }: Copies): string {
  const all = [...history.map((copy) => ({ ...copy, keeper: 'git' })), ...files];
  return all.map((copy) => `${JSON.stringify(copy)}\n`).join('');
}

export function purgedText(files: number): string {
  return `${counted(files, 'file')} purged; the length, mode and time of each stayed.\n`;
}
