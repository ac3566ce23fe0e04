import { auditLines, sha256 } from '../broker/audit/audit-log.ts';
import { checkpointKey, openCheckpoints } from '../broker/audit/checkpoint.ts';
import type { Checkpoint } from '../broker/audit/checkpoint.ts';
import { dataFolder } from '../broker/disk/data-folder.ts';
import { loadKeychain } from '../broker/vault/keychain.ts';
import { readVault } from '../broker/vault/vault.ts';
import { readLine } from '../core/audit/chain.ts';
import type { ReadLine } from '../core/audit/chain.ts';
import { sentenceOf, tamperingSentence } from '../core/audit/sentence.ts';
import { verifyLog } from '../core/audit/verify.ts';
import { durationOf } from '../core/policy/power.ts';
import { readArguments } from './arguments.ts';
import { CommandFault } from './fault.ts';
import type { CliIo } from './io.ts';
import { printable } from './printable.ts';
import { openStore } from './value-store.ts';

export const usage = `Usage: valet-key audit [options]

Shows what was asked for, granted, called and revoked on this machine, the oldest first.

  --since TIME            from then on: 30m, 2h, 7d ago, or a date like 2026-11-24 or 2026-11-24T10:00
  --request NAME          only what concerns this request
  --agent NAME            only runs that this coding agent started
  --task NAME             only this task
  --run ID                only this run
  --format text|jsonl     sentences, or the records themselves (OCSF 1.8, one JSON object a line)
  --verify                check that no line was edited, deleted, moved, repeated or cut off

Exit status: 0 shown, or the log is whole; 1 the log was tampered with; 2 it could not be read.
`;

export async function command(args: readonly string[], io: CliIo): Promise<number> {
  const { values, positionals } = readArguments(args, {
    since: { type: 'string' },
    request: { type: 'string' },
    agent: { type: 'string' },
    task: { type: 'string' },
    run: { type: 'string' },
    format: { type: 'string', default: 'text' },
    verify: { type: 'boolean', default: false },
  });
  if (positionals.length > 0) throw new CommandFault('audit takes no names: use --request, --agent, --task or --run');
  if (values.format !== 'text' && values.format !== 'jsonl') throw new CommandFault('--format is one of text, jsonl');
  const folder = dataFolder({ env: io.env });
  if (values.verify) return verify(folder, io);
  const since = values.since === undefined ? 0 : timeOf(values.since, Date.now());
  for (const line of auditLines(folder)) {
    const read = readLine(line);
    // A line that cannot be read is shown by --verify; here it must not hide the others.
    if (!read || read.record.time < since || !isMeant(read, values)) continue;
    io.stdout.write(values.format === 'jsonl' ? `${line}\n` : `${textOf(read)}\n`);
  }
  return 0;
}

interface Filter {
  readonly request?: string | undefined;
  readonly agent?: string | undefined;
  readonly task?: string | undefined;
  readonly run?: string | undefined;
}

function isMeant({ record: { unmapped } }: ReadLine, { request, agent, task, run }: Filter): boolean {
  if (request !== undefined && unmapped.request !== request) return false;
  if (task !== undefined && unmapped.task !== task) return false;
  if (run !== undefined && unmapped.run !== run) return false;
  return agent === undefined || (unmapped.agent ?? '').toLowerCase().includes(agent.toLowerCase());
}

function textOf({ record }: ReadLine): string {
  const time = new Date(record.time)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z');
  return `${time}  ${printable(sentenceOf(record.unmapped))}`;
}

async function verify(folder: string, io: CliIo): Promise<number> {
  const { checkpoint, forged, note } = await checkpointOf(folder, io);
  const { count, tampering } = verifyLog(auditLines(folder), { sha256, ...(checkpoint && { checkpoint }) });
  for (const one of tampering) io.stdout.write(`${tamperingSentence(one)}\n`);
  if (forged) io.stdout.write('the checkpoint was not signed with the key of this vault\n');
  if (tampering.length > 0 || forged) return 1;
  const lines = count === 1 ? '1 line' : `${count} lines`;
  io.stdout.write(`the audit log is whole: ${lines}${checkpoint ? `, signed up to line ${checkpoint.count}` : ''}\n`);
  if (note !== undefined) io.stderr.write(`valet-key audit: ${note}\n`);
  return 0;
}

interface KeptCheckpoint {
  readonly checkpoint?: Checkpoint;
  readonly forged: boolean;
  /** What could not be checked, and why. */
  readonly note?: string;
}

async function checkpointOf(folder: string, io: CliIo): Promise<KeptCheckpoint> {
  const unsigned = 'there is no signed checkpoint yet, so lines cut off at the end would not show';
  if (!readVault(folder)) return { forged: false, note: unsigned };
  using store = await openStore(io, 'look');
  const checkpoints = openCheckpoints({ folder, key: await checkpointKey(store), keychain: loadKeychain(io.env) });
  const kept = await checkpoints.read();
  return kept.checkpoint || kept.forged ? kept : { forged: false, note: unsigned };
}

/** `2h` ago, or a date. */
export function timeOf(text: string, now: number): number {
  if (/^[1-9]\d{0,4}[smhd]$/.test(text)) return now - durationOf(text);
  const time = /^\d{4}-\d{2}-\d{2}(?:[T ][\d:.]+Z?)?$/.test(text) ? Date.parse(text.replace(' ', 'T')) : Number.NaN;
  if (Number.isNaN(time)) throw new CommandFault('--since is a time like 30m, 2h, 7d or 2026-11-24');
  return time;
}
