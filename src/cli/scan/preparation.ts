import { randomInt } from 'node:crypto';
import { nameTeamServices } from '../../core/kinds.ts';
import { CommandFault } from '../fault.ts';
import type { CliIo } from '../io.ts';
import { baselinePath, loadBaseline } from './baseline-file.ts';
import type { FileScanOptions } from './file-scan.ts';
import { gather, type Gathered } from './gather.ts';
import type { PlacedBaseline } from './judge.ts';
import { machineKey } from './machine-key.ts';
import type { ScanOptions } from './options.ts';
import { loadTeamRules } from './team-rules.ts';

/** Everything that is known before the first file is scanned. */
export interface Preparation {
  readonly gathered: Gathered;
  readonly fileScan: FileScanOptions;
  /** Whether the baseline and the team's rules could be read, where there are any. */
  readonly isWhole: boolean;
}

export async function prepare(options: ScanOptions, io: CliIo, signal: AbortSignal): Promise<Preparation> {
  let isWhole = true;
  const complain = (text: string) => {
    io.stderr.write(`valet-key: ${text}\n`);
    isWhole = false;
  };
  const baseline = baselineFor(options, io, complain);
  const team = loadTeamRules(options.rules, io.cwd, complain);
  nameTeamServices(team);
  const gathered = await gather(options, io, signal);
  const fileScan = {
    minConfidence: options.acceptFor === undefined ? options.minConfidence : ('low' as const),
    publishable: options.publishable,
    maxBytes: options.maxBytes,
    fingerprintKey: machineKey(io),
    hashKey: randomInt(2 ** 32),
    known: gathered.known,
    team,
    ...(baseline && { baseline }),
  };
  return { gathered, fileScan, isWhole };
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
