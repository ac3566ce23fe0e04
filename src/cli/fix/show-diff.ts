import { dirname, join } from 'node:path';
import type { Finding } from '../../core/detect/finding.ts';
import { printable } from '../printable.ts';
import { pathFrom } from '../scan/place.ts';
import { exampleFiles } from './apply.ts';
import { unifiedDiff } from './diff.ts';
import type { FixPlan, PlannedFile } from './fix-plan.ts';

/** What a fix would change, as a diff in which no value shows. */
export function showDiff({ files, manifests }: FixPlan, cwd: string): string {
  const nameOf = (path: string) => printable(pathFrom(cwd, path));
  const texts = files.map((file) =>
    unifiedDiff({
      path: printable(file.path),
      before: file.file.text,
      edits: file.planned.edits,
      show: hiding(file),
    }),
  );
  const requests = manifests.flatMap((manifest) => [
    unifiedDiff({ path: nameOf(manifest.path), before: manifest.file?.text, edits: manifest.edits, show: plainly }),
    ...exampleFiles(manifest).map(({ name, file, edits }) =>
      unifiedDiff({ path: nameOf(join(dirname(manifest.path), name)), before: file.text, edits, show: plainly }),
    ),
  ]);
  return [...texts, ...requests].join('');
}

/** Every piece of a value is hidden wherever it stands, in lines that stay too. */
function hiding({ file, findings }: PlannedFile): (line: string) => string {
  const pieces = findings.flatMap((finding) => piecesOf(file.text, finding));
  const longestFirst = pieces.toSorted((one, other) => other.piece.length - one.piece.length);
  return (line) => {
    let shown = line;
    for (const { piece, redacted } of longestFirst) shown = shown.replaceAll(piece, () => redacted);
    return plainly(shown);
  };
}

function piecesOf(text: string, { start, end, redacted }: Finding): readonly { piece: string; redacted: string }[] {
  return text
    .slice(start, end)
    .split(/[\r\n]+/)
    .filter((piece) => piece !== '')
    .map((piece, index) => ({ piece, redacted: index === 0 ? redacted : '…' }));
}

/** Tabs are the indentation of many a file; what else moves the cursor is shown as an escape. */
function plainly(line: string): string {
  return line.split('\t').map(printable).join('\t');
}
