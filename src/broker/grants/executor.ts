import { createInterface } from 'node:readline';
import { openAuditLog } from '../audit/audit-log.ts';
import { giveBack } from './give-back.ts';
import type { Held, WillLine } from './last-will.ts';

/**
 * The process behind `last-will.ts`, started as `executor.mjs FOLDER`. It does nothing until its input ends; then it
 * ends at their providers the credentials that it still holds, and records it.
 */
const [, , folder = ''] = process.argv;
const held = new Map<number, Held>();

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const read = parse(line);
  if (!read) continue;
  if ('hold' in read) held.set(read.hold, read.held);
  else held.delete(read.release);
}
const audit = openAuditLog({ folder });
await Promise.allSettled([...held.values()].map(execute));

async function execute({ revocation, about, provider }: Held): Promise<void> {
  const recorded = audit.appendDurably({ ...about, type: 'grant-revoked', by: 'broker' });
  // It is ended whether or not that can be recorded.
  await Promise.allSettled([
    recorded,
    giveBack({ value: '', secrets: [], revocation }, { provider, audit, about, now: Date.now }),
  ]);
}

/** The last line is cut where its writer was killed while it wrote. */
function parse(line: string): WillLine | undefined {
  try {
    return JSON.parse(line) as WillLine;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
