import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Tail } from '../../core/audit/chain.ts';
import type { AuditEvent } from '../../core/audit/event.ts';
import { systemCodeOf } from '../disk/disk-fault.ts';
import { BrokerError } from '../protocol/faults.ts';
import { auditFolder, current } from './audit-files.ts';
import type { Checkpoints } from './checkpoint.ts';
import { holdsLine } from './signed-line.ts';

/**
 * Signs ends of the log a moment after they were written, while calls go on: of whatever is cut off later than that,
 * verifying tells. `after` is in milliseconds; a broker that is killed leaves what it wrote in that time unsigned.
 */
export function signLater(folder: string, checkpoints: Checkpoints, after: number): (tail: Tail) => void {
  let latest: Tail | undefined;
  let timer: NodeJS.Timeout | undefined;

  async function sign(): Promise<void> {
    timer = undefined;
    if (!latest) return;
    const tail = latest;
    try {
      // What is signed must outlive a power cut, or the log would look cut after one.
      await syncLog(join(auditFolder(folder), current));
      await checkpoints.advance(tail);
    } catch (error) {
      // It is signed with the lines after it; where a grant begins or ends, what cannot be signed is refused.
      if (!(error instanceof BrokerError) && systemCodeOf(error) === undefined) throw error;
    }
  }

  return (tail) => {
    latest = tail;
    timer ??= setTimeout(() => void sign(), after).unref();
  };
}

/** The event that tells of a log whose signed line is gone, to stand in it before the next end is signed. */
export async function damageTo(
  folder: string,
  checkpoints: Checkpoints,
  { run, workspace }: AuditEvent,
): Promise<AuditEvent | undefined> {
  const { checkpoint } = await checkpoints.read();
  if (!checkpoint || holdsLine(folder, checkpoint)) return undefined;
  return { run, workspace, type: 'log-damaged', signed: checkpoint.count };
}

/** A file that was set aside meanwhile was synced then. */
async function syncLog(path: string): Promise<void> {
  try {
    await using file = await open(path, 'r+');
    await file.datasync();
  } catch (error) {
    if (systemCodeOf(error) !== 'ENOENT') throw error;
  }
}
