import { join } from 'node:path';
import { link } from '../../core/audit/chain.ts';
import type { Tail } from '../../core/audit/chain.ts';
import type { AuditEvent } from '../../core/audit/event.ts';
import { ensureDataFolder } from '../disk/data-folder.ts';
import { systemCodeOf } from '../disk/disk-fault.ts';
import { clearLeftovers } from '../disk/durable-file.ts';
import { claimTo } from '../disk/lock.ts';
import type { Lock } from '../disk/lock.ts';
import { BrokerError } from '../protocol/faults.ts';
import { auditFolder, current } from './audit-files.ts';
import { inBatches } from './batches.ts';
import type { Checkpoints } from './checkpoint.ts';
import { openLogEnd } from './log-end.ts';
import type { LogEndOptions, Weight } from './log-end.ts';
import { sha256 } from './sha256.ts';
import { damageTo, signLater } from './signing.ts';

/** The one record of who asked for what. An event that cannot be written is not allowed to happen. */
export interface AuditLog {
  /** Resolves when the line stands in the file; rejects with the fault `audit`. */
  append(event: AuditEvent): Promise<void>;
  /** As `append`, and the line survives a power cut: for grants and revocations. Signs a checkpoint. */
  appendDurably(event: AuditEvent): Promise<void>;
}

export interface AuditLogOptions extends LogEndOptions {
  readonly now?: () => number;
  /** Keep the end of the log where whoever cuts it cannot reach. */
  readonly checkpoints?: Checkpoints;
  /** Milliseconds after which lines of calls are signed, too; a second where it is absent. */
  readonly signAfter?: number;
}

/** The log of this machine's user, shared by every broker of theirs: they write one after another, under a lock. */
export function openAuditLog(options: AuditLogOptions): AuditLog {
  const { folder } = options;
  const writer = openWriter(options);
  const write = inBatches(async (batch: readonly Appending[]) => {
    try {
      await writer.write(batch);
    } catch (error) {
      writer.rest();
      throw auditFault(folder, error);
    }
  });
  return {
    append: (event) => write({ event, weight: 'written' }),
    appendDurably: (event) => write({ event, weight: 'durable' }),
  };
}

interface Appending {
  readonly event: AuditEvent;
  readonly weight: Weight;
}

interface Writer {
  write(batch: readonly Appending[]): Promise<void>;
  /** Lets go of what it keeps open from one batch to the next. */
  rest(): void;
}

function openWriter({ checkpoints, now = Date.now, signAfter = 1000, ...options }: AuditLogOptions): Writer {
  const { folder } = options;
  const inside = auditFolder(folder);
  const claim = claimTo(join(inside, 'audit.lock'));
  const end = openLogEnd(options);
  const signSoon = checkpoints ? signLater(folder, checkpoints, signAfter) : () => undefined;
  let isResting = true;
  let timer: NodeJS.Timeout | undefined;

  function rest(): void {
    isResting = true;
    end.close();
    claim.drop();
  }

  function append(batch: readonly Appending[], weight: Weight, lock: Lock): Tail {
    let tail = end.tail();
    let lines = '';
    for (const { event } of batch) {
      const linked = link(event, tail, { time: now(), sha256 });
      lines += `${linked.line}\n`;
      tail = linked.tail;
    }
    lock.confirm();
    end.append(lines, tail, weight);
    return tail;
  }

  async function writeDurably(batch: readonly Appending[], lock: Lock): Promise<void> {
    const [first] = batch;
    const damage = first && checkpoints && (await damageTo(folder, checkpoints, first.event));
    const all = damage ? [{ event: damage, weight: 'durable' } as const, ...batch] : batch;
    const tail = append(all, 'durable', lock);
    await checkpoints?.keep(tail);
  }

  return {
    rest,
    async write(batch) {
      clearTimeout(timer);
      if (isResting) prepare(folder, inside);
      isResting = false;
      const weight = batch.some((one) => one.weight === 'durable') ? 'durable' : 'written';
      const lock = claim.tryToTake() ?? (await claim.take());
      try {
        if (weight === 'durable') await writeDurably(batch, lock);
        else signSoon(append(batch, weight, lock));
      } finally {
        lock.release();
      }
      // Where a grant begins or ends there may come nothing more.
      if (weight === 'durable') rest();
      else timer = setTimeout(rest, patience).unref();
    },
  };
}

/** Milliseconds without a call after which nothing is kept open. */
const patience = 1000;

function prepare(folder: string, inside: string): void {
  ensureDataFolder(folder);
  ensureDataFolder(inside);
  clearLeftovers(join(inside, 'audit.lock'));
}

function auditFault(folder: string, cause: unknown): BrokerError {
  const systemCode = systemCodeOf(cause) ?? (cause instanceof BrokerError ? cause.fault.systemCode : undefined);
  const path = join(auditFolder(folder), current);
  return new BrokerError({ code: 'audit', path, ...(systemCode === undefined ? {} : { systemCode }) }, { cause });
}
