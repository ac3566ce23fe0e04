import type { CliIo } from './io.ts';
import { applyFix } from './fix/apply.ts';
import { type FixOptions, readFixOptions } from './fix/options.ts';
import { flaggedFiles } from './fix/flagged-files.ts';
import { showDiff } from './fix/show-diff.ts';
import { startFix } from './fix/fix-plan.ts';
import { tell } from './fix/tell.ts';
import { keepValues } from './fix/keep-values.ts';
import { untilInterrupted } from './scan/interruption.ts';
import { prepare } from './scan/preparation.ts';
import { openStore } from './value-store.ts';

export { usage } from './fix/options.ts';

/** Scans, puts the values into the vault, and only when all of them are there changes the manifests and the files. */
export async function command(args: readonly string[], io: CliIo): Promise<number> {
  const options = readFixOptions(args);
  using interruption = untilInterrupted();
  try {
    return await fix(options, io, interruption.signal);
  } catch (error) {
    if (interruption.status === undefined) throw error;
    io.stderr.write('valet-key fix: interrupted; no file was changed\n');
    return interruption.status;
  }
}

async function fix({ scan, isDry }: FixOptions, io: CliIo, signal: AbortSignal): Promise<number> {
  const { gathered, fileScan, isWhole } = await prepare(scan, io, signal);
  const flagged = await flaggedFiles(gathered, fileScan, io);
  const started = startFix(flagged.files, { io, fingerprintKey: fileScan.fingerprintKey });
  const hasFailed = !isWhole || flagged.hasFailed;
  if (isDry) {
    const plan = started.plan();
    io.stdout.write(showDiff(plan, io.cwd));
    const status = tell(plan, { io, isDry });
    return hasFailed ? 2 : status;
  }
  const plan = started.hasWork() ? await keepValues(started, () => openStore(io, 'keep'), signal) : started.plan();
  const changed = applyFix(plan, io);
  const status = tell(changed, { io, isDry });
  return hasFailed || changed.hasFailed ? 2 : status;
}
