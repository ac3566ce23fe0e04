import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { paintFor } from './colours.ts';
import { CommandFault } from './fault.ts';
import type { CliIo } from './io.ts';
import { acceptFindings, baselinePath, loadBaseline } from './scan/baseline-file.ts';
import type { FileScanOptions, PlacedBaseline } from './scan/file-scan.ts';
import { formatFor } from './scan/format/choice.ts';
import { counted, summary } from './scan/format/text.ts';
import { remarksOn } from './scan/format/remarks.ts';
import { gather, type Gathered } from './scan/gather.ts';
import { untilInterrupted } from './scan/interruption.ts';
import { machineKey } from './scan/machine-key.ts';
import { readOptions, type ScanOptions } from './scan/options.ts';
import { createProgress } from './scan/progress.ts';
import type { FileReport } from './scan/report.ts';
import { createTally, type Tally } from './scan/tally.ts';
import { loadTeamRules } from './scan/team-rules.ts';
import { nameTeamServices } from '../core/kinds.ts';
import { versionOf } from './version.ts';

export { usage } from './scan/options.ts';

export async function command(args: readonly string[], io: CliIo): Promise<number> {
  const options = readOptions(args);
  using interruption = untilInterrupted();
  const complaints: string[] = [];
  const baseline = baselineFor(options, io, (text) => complaints.push(text));
  const team = loadTeamRules(options.rules, io.cwd, (text) => complaints.push(text));
  nameTeamServices(team);
  for (const text of complaints) io.stderr.write(`valet-key scan: ${text}\n`);
  try {
    const gathered = await gather(options, io, interruption.signal);
    const fileScan: FileScanOptions = {
      minConfidence: options.acceptFor === undefined ? options.minConfidence : 'low',
      publishable: options.publishable,
      maxBytes: options.maxBytes,
      fingerprintKey: machineKey(io),
      hashKey: randomInt(2 ** 32),
      known: gathered.known,
      team,
      ...(baseline && { baseline }),
    };
    const scanning: Scanning = { options, io, gathered, fileScan };
    const status = options.acceptFor === undefined ? await show(scanning) : await accept(scanning, baseline);
    return complaints.length > 0 ? 2 : status;
  } catch (error) {
    if (interruption.status === undefined) throw error;
    io.stderr.write('valet-key scan: interrupted\n');
    return interruption.status;
  }
}

interface Scanning {
  readonly options: ScanOptions;
  readonly io: CliIo;
  readonly gathered: Gathered;
  readonly fileScan: FileScanOptions;
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
async function accept(scanning: Scanning, baseline: PlacedBaseline | undefined): Promise<number> {
  const { options, io } = scanning;
  const reports: FileReport[] = [];
  const tally = await scanAll(scanning, (report) => void reports.push(report));
  const { path } = baselinePath(options.baseline, io.cwd);
  const before = baseline?.baseline.entries ?? [];
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

function baselineFor(
  { baseline, acceptFor }: ScanOptions,
  io: CliIo,
  complain: (text: string) => void,
): PlacedBaseline | undefined {
  const { path, isThere } = baselinePath(baseline, io.cwd);
  if (!isThere && (baseline === undefined || acceptFor !== undefined)) return undefined;
  try {
    return loadBaseline(path);
  } catch (error) {
    // Nothing that somebody wrote is written over; a scan goes on without.
    if (!(error instanceof CommandFault) || acceptFor !== undefined) throw error;
    complain(error.message);
    return undefined;
  }
}

async function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  if (text !== '' && !stream.write(text)) await once(stream, 'drain');
}
