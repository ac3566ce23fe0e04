import { once } from 'node:events';
import { paintFor } from './colours.ts';
import type { CliIo } from './io.ts';
import { acceptFindings, baselinePath } from './scan/baseline-file.ts';
import { formatFor } from './scan/format/choice.ts';
import { remarksOn } from './scan/format/remarks.ts';
import { counted, summary } from './scan/format/text.ts';
import { untilInterrupted } from './scan/interruption.ts';
import { readOptions, type ScanOptions } from './scan/options.ts';
import { prepare, type Preparation } from './scan/preparation.ts';
import { createProgress } from './scan/progress.ts';
import type { FileReport } from './scan/report.ts';
import { createTally, type Tally } from './scan/tally.ts';
import { versionOf } from './version.ts';

export { usage } from './scan/options.ts';

export async function command(args: readonly string[], io: CliIo): Promise<number> {
  const options = readOptions(args);
  using interruption = untilInterrupted();
  try {
    const prepared = await prepare(options, io, interruption.signal);
    const scanning: Scanning = { ...prepared, options, io };
    const status = options.acceptFor === undefined ? await show(scanning) : await accept(scanning);
    return prepared.isWhole ? status : 2;
  } catch (error) {
    if (interruption.status === undefined) throw error;
    io.stderr.write('valet-key scan: interrupted\n');
    return interruption.status;
  }
}

interface Scanning extends Preparation {
  readonly options: ScanOptions;
  readonly io: CliIo;
}

/** Prints what is found while it is found. */
async function show(scanning: Scanning): Promise<number> {
  const { options, io } = scanning;
  const format = formatFor(options.format, { paint: paintFor(io.stdout, io.env), version: versionOf(io) });
  const tally = await scanAll(scanning, async (report, hideProgress) => {
    const text = format.file(report);
    if (text === '') return;
    hideProgress();
    // Whoever closes the pipe now has seen findings.
    process.exitCode = 1;
    await write(io.stdout, text);
  });
  await write(io.stdout, format.end());
  if (options.format === 'text') io.stderr.write(summary(tally.count(), paintFor(io.stderr, io.env)));
  return tally.status();
}

/** Writes a baseline of what is found. Whatever could not be read is told, and not accepted. */
async function accept(scanning: Scanning): Promise<number> {
  const { options, io, fileScan } = scanning;
  const reports: FileReport[] = [];
  const tally = await scanAll(scanning, (report) => void reports.push(report));
  const { path } = baselinePath(options.baseline, io.cwd);
  const before = fileScan.baseline?.baseline.entries ?? [];
  const { minConfidence, acceptFor: reason = '' } = options;
  const fresh = acceptFindings({ path, before, reports, cwd: io.cwd, reason, minConfidence });
  io.stderr.write(`${path} accepts ${counted(fresh, 'more finding')}.\n`);
  return tally.hasFailures() ? 2 : 0;
}

async function scanAll(
  { options, io, gathered, fileScan }: Scanning,
  take: (report: FileReport, hideProgress: () => void) => Promise<void> | void,
): Promise<Tally> {
  const tally = createTally();
  const progress = createProgress(io.stderr, gathered.total);
  const receive = async (report: FileReport) => {
    tally.add(report);
    for (const text of remarksOn(report, options.maxBytes)) {
      progress.hide();
      io.stderr.write(`valet-key scan: ${text}\n`);
    }
    await take(report, () => progress.hide());
  };
  for (const { path, code } of gathered.unreadable) {
    await receive({ path, length: 0, hits: [], unreasoned: [], skip: { type: 'unreadable', code } });
  }
  let done = 0;
  try {
    for await (const report of gathered.reports(fileScan)) {
      progress.step(++done);
      await receive(report);
    }
  } finally {
    progress.hide();
  }
  return tally;
}

async function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  if (text !== '' && !stream.write(text)) await once(stream, 'drain');
}
