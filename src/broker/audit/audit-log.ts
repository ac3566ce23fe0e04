import { closeSync, fstatSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { link } from '../../core/audit/chain.ts';
import type { Tail } from '../../core/audit/chain.ts';
import type { AuditEvent } from '../../core/audit/event.ts';
import { ensureDataFolder } from '../disk/data-folder.ts';
import { systemCodeOf } from '../disk/disk-fault.ts';
import { withLock } from '../disk/lock.ts';
import { BrokerError } from '../protocol.ts';
import { auditFolder, current } from './audit-files.ts';
import { rotate, tailOf, writeWhole } from './log-end.ts';
import type { Write } from './log-end.ts';
import { sha256 } from './sha256.ts';

/** The one record of who asked for what. An event that cannot be written is not allowed to happen. */
export interface AuditLog {
  /** Resolves when the line stands in the file; rejects with the fault `audit`. */
  append(event: AuditEvent): Promise<void>;
  /** As `append`, and the line survives a power cut: for grants and revocations. Signs a checkpoint. */
  appendDurably(event: AuditEvent): Promise<void>;
}

export interface AuditLogOptions {
  /** The data folder. */
  readonly folder: string;
  readonly now?: () => number;
  /** Keeps the end of the log where whoever cuts it cannot reach. */
  readonly checkpoint?: (tail: Tail) => Promise<void>;
  /** Bytes after which a new file begins. */
  readonly rotateAt?: number;
  /** A test hands in one that fails. */
  readonly write?: Write;
}

/** The log of this machine's user, shared by every broker of theirs: they write one after another, under a lock. */
export function openAuditLog(options: AuditLogOptions): AuditLog {
  let waiting: Waiting[] = [];
  let flushing: Promise<void> | undefined;

  async function flush(): Promise<void> {
    // Whoever came while the last batch was written is in the next one: a lock a batch, not a lock a call.
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      await writeBatch(batch, options).then(
        () => batch.forEach(({ resolve }) => resolve()),
        (error: unknown) => batch.forEach(({ reject }) => reject(auditFault(options, error))),
      );
    }
    flushing = undefined;
  }

  const enqueue = (event: AuditEvent, durable: 'durable' | 'written'): Promise<void> =>
    new Promise((resolve, reject) => {
      waiting.push({ event, durable, resolve, reject });
      flushing ??= flush();
    });
  return {
    append: (event) => enqueue(event, 'written'),
    appendDurably: (event) => enqueue(event, 'durable'),
  };
}

const usualRotation = 16 * 1024 * 1024;

interface Waiting {
  readonly event: AuditEvent;
  readonly durable: 'durable' | 'written';
  readonly resolve: () => void;
  readonly reject: (error: BrokerError) => void;
}

async function writeBatch(batch: readonly Waiting[], options: AuditLogOptions): Promise<void> {
  const { folder, now = Date.now, checkpoint } = options;
  const inside = auditFolder(folder);
  ensureDataFolder(folder);
  ensureDataFolder(inside);
  await withLock(join(inside, 'audit.lock'), async (lock) => {
    const file = openSync(join(inside, current), 'a+', 0o600);
    let tail: Tail;
    try {
      tail = tailOf(file, folder);
      const lines: string[] = [];
      for (const { event } of batch) {
        const linked = link(event, tail, { time: now(), sha256 });
        lines.push(`${linked.line}\n`);
        tail = linked.tail;
      }
      lock.confirm();
      const durable = batch.some((one) => one.durable === 'durable');
      writeWhole(file, Buffer.from(lines.join(''), 'utf8'), { ...options, durable });
      if (durable) await checkpoint?.(tail);
      if (fstatSync(file).size >= (options.rotateAt ?? usualRotation)) rotate(inside, tail.count);
    } finally {
      closeSync(file);
    }
  });
}

function auditFault({ folder }: AuditLogOptions, cause: unknown): BrokerError {
  const systemCode = systemCodeOf(cause) ?? (cause instanceof BrokerError ? cause.fault.systemCode : undefined);
  const path = join(auditFolder(folder), current);
  return new BrokerError({ code: 'audit', path, ...(systemCode === undefined ? {} : { systemCode }) }, { cause });
}
