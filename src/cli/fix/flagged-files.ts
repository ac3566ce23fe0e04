import { resolve } from 'node:path';
import type { Finding } from '../../core/detect/finding.ts';
import type { CliIo } from '../io.ts';
import { printable } from '../printable.ts';
import type { FileScanOptions } from '../scan/file-scan.ts';
import { remarksOn } from '../scan/format/remarks.ts';
import type { Gathered } from '../scan/gather.ts';
import { createJudge } from '../scan/judge.ts';
import { type Place, placeFrom } from '../scan/place.ts';
import { createProgress } from '../scan/progress.ts';
import { type EditableFile, openEditable } from './editable-file.ts';

/** A file and the findings in it that are to become references. */
export interface FlaggedFile extends Place {
  readonly file: EditableFile;
  readonly findings: readonly Finding[];
}

export interface Flagged {
  readonly files: readonly FlaggedFile[];
  /** Whether something could not be read or may not be changed; its user has been told. */
  readonly hasFailed: boolean;
}

/** Scans everything first, in threads where it is much, and looks again only at the files that have findings. */
export async function flaggedFiles(gathered: Gathered, options: FileScanOptions, io: CliIo): Promise<Flagged> {
  const progress = createProgress(io.stderr, gathered.total);
  const say = (text: string) => {
    progress.hide();
    io.stderr.write(`valet-key fix: ${text}\n`);
  };
  const placeOf = placeFrom(io.cwd);
  const judge = createJudge(options);
  const files: FlaggedFile[] = [];
  let hasFailed = gathered.unreadable.length > 0;
  for (const { path, code } of gathered.unreadable) say(`${printable(path)}: cannot be read (${code})`);
  let done = 0;
  for await (const report of gathered.reports(options)) {
    progress.step(++done);
    for (const remark of remarksOn(report, options.maxBytes)) say(remark);
    if (report.skip?.type === 'unreadable' || report.skip?.type === 'failed') hasFailed = true;
    if (report.hits.every(({ accepted }) => accepted)) continue;
    const place = placeOf(resolve(io.cwd, report.path));
    const file = openEditable(place.absolute);
    if ('refusal' in file) {
      hasFailed = true;
      say(`${printable(place.path)}: left as it is, ${file.refusal}`);
      continue;
    }
    const found = judge.findings(place, file.text);
    const accepted = judge.accepted(place, file.text, found);
    const findings = found.filter((finding) => !accepted.has(finding));
    if (findings.length > 0) files.push({ ...place, file, findings });
  }
  progress.hide();
  return { files, hasFailed };
}
