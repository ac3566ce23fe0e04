import type { Finding } from '../../core/detect/finding.ts';
import { kindFacts } from '../../core/kinds.ts';
import { noteTexts, refusalTexts } from '../../core/rewrite/notes.ts';
import { paintFor, type Paint } from '../colours.ts';
import type { CliIo } from '../io.ts';
import { printable } from '../printable.ts';
import { counted } from '../scan/format/text.ts';
import { createPositions } from '../scan/positions.ts';
import type { FixPlan, PlannedFile } from './fix-plan.ts';

/** Says what was done, or would be, what is left and what to do now; answers with the exit status. */
export function tell({ files }: FixPlan, { io, isDry }: { readonly io: CliIo; readonly isDry: boolean }): number {
  const replaced = files.flatMap(({ planned }) => planned.replaced);
  const refused = files.flatMap(({ planned }) => planned.refused);
  const stream = isDry ? io.stderr : io.stdout;
  const paint = paintFor(stream, io.env);
  for (const file of files) stream.write(fileText(file, paint));
  if (replaced.length + refused.length === 0) io.stderr.write('No credentials to replace.\n');
  if (replaced.length > 0) io.stderr.write(isDry ? wouldText(replaced) : doneText(replaced));
  if (refused.length > 0) io.stderr.write(`${counted(refused.length, 'credential')} left as it stands; see above.\n`);
  return refused.length > 0 || (isDry && replaced.length > 0) ? 1 : 0;
}

function fileText({ path, file, planned }: PlannedFile, paint: Paint): string {
  const positionAt = createPositions(file.text);
  const rows = [
    ...planned.replaced.map((finding) => {
      const value = planned.values.find(({ start }) => start === finding.start);
      return { finding, said: value ? `${paint('green', '→')} ${value.env} (request ${value.request})` : '' };
    }),
    ...planned.refused.map(({ finding, reason }) => ({ finding, said: paint('yellow', refusalTexts[reason]) })),
  ].toSorted((one, other) => one.finding.start - other.finding.start);
  const lines = rows.map(({ finding, said }) => {
    const { line, column } = positionAt(finding.start);
    return `  ${paint('dim', `${line}:${column}`)}  ${kindFacts(finding.kind).title} ${said}\n`;
  });
  const notes = planned.notes.map((note) => `  ${noteTexts[note]}\n`);
  return `${paint('bold', printable(path))}\n${lines.join('')}${notes.join('')}\n`;
}

function wouldText(replaced: readonly Finding[]): string {
  return `${counted(replaced.length, 'credential')} would be replaced; without --dry-run it is done.\n`;
}

/** What stood in a file has leaked: taking it out is not enough. */
function doneText(replaced: readonly Finding[]): string {
  const pages = new Map(
    replaced.map(({ kind }) => {
      const { title, service } = kindFacts(kind);
      return service?.rotate ? [service.title, service.rotate] : [title, 'change it wherever it opens something'];
    }),
  );
  const rows = [...pages].map(([title, page]) => `  ${title}: ${page}\n`);
  return (
    `Replaced ${counted(replaced.length, 'credential')}; the vault has the values. Start the code with: valet-key run -- COMMAND\n` +
    `What stood in a file has leaked, also into its history. Revoke it and make a new one:\n${rows.join('')}`
  );
}
