import type { CliIo } from './io.ts';
import { applyFix } from './fix/apply.ts';
import { readFixOptions } from './fix/options.ts';
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
  const { scan, isDry } = readFixOptions(args);
  using interruption = untilInterrupted();
  const { gathered, fileScan, isWhole } = await prepare(scan, io, interruption.signal);
  const flagged = await flaggedFiles(gathered, fileScan, io);
  const fix = startFix(flagged.files, { io, fingerprintKey: fileScan.fingerprintKey });
  const hasFailed = !isWhole || flagged.hasFailed;
  if (isDry) {
    const plan = fix.plan();
    io.stdout.write(showDiff(plan, io.cwd));
    return hasFailed ? 2 : tell(plan, { io, isDry });
  }
  const plan = fix.hasWork() ? await keepValues(fix, () => openStore(io, 'keep')) : fix.plan();
  const changed = applyFix(plan, io);
  const status = tell(changed, { io, isDry });
  return hasFailed || changed.hasFailed ? 2 : status;
}
