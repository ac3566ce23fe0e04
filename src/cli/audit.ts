import { linesOf, readAuditFiles } from '../broker/audit/audit-files.ts';
import type { AuditFile } from '../broker/audit/audit-files.ts';
import { dataFolder } from '../broker/disk/data-folder.ts';
import { readLine } from '../core/audit/chain.ts';
import type { ReadLine } from '../core/audit/chain.ts';
import { fits, outcomes } from '../core/audit/filter.ts';
import type { AuditFilter } from '../core/audit/filter.ts';
import { sentenceOf } from '../core/audit/sentence.ts';
import { durationOf } from '../core/policy/power.ts';
import { readArguments } from './arguments.ts';
import { exportTo, readExported } from './audit/exported.ts';
import type { ChosenLine } from './audit/exported.ts';
import { verify } from './audit/verify.ts';
import { CommandFault } from './fault.ts';
import type { CliIo } from './io.ts';
import { printable } from './printable.ts';

export const usage = `Usage: valet-key audit [options]

Shows what was asked for, granted, called and revoked on this machine, the oldest first.

  --since TIME            from then on: 30m, 2h, 7d ago, or a date like 2026-11-24 or 2026-11-24T10:00
  --request NAME          only what concerns this request
  --agent NAME            only runs that this coding agent started
  --task NAME             only this task
  --run ID                only this run
  --outcome OUTCOME       only what was allowed or refused, or recorded: what is neither
  --format text|jsonl     sentences, or the records themselves (OCSF 1.8, one JSON object a line)
  --verify                check that no line was edited, deleted, moved, repeated or cut off; whatever else is asked for
                          is shown after that
  --export FILE           write the records to a new file instead, for whoever is to have them
  --in FILE               read an exported file instead of the log of this machine

Exit status: 0 shown, or the log is whole; 1 the log was tampered with; 2 it could not be read.
`;

export async function command(args: readonly string[], io: CliIo): Promise<number> {
  const { values, positionals } = readArguments(args, {
    since: { type: 'string' },
    request: { type: 'string' },
    agent: { type: 'string' },
    task: { type: 'string' },
    run: { type: 'string' },
    outcome: { type: 'string' },
    format: { type: 'string', default: 'text' },
    verify: { type: 'boolean', default: false },
    export: { type: 'string' },
    in: { type: 'string' },
  });
  if (positionals.length > 0) throw new CommandFault('audit takes no names: use --request, --agent, --task or --run');
  if (values.format !== 'text' && values.format !== 'jsonl') throw new CommandFault('--format is one of text, jsonl');
  const folder = dataFolder({ env: io.env });
  const exported = values.in === undefined ? undefined : readExported(values.in);
  const since = values.since === undefined ? 0 : timeOf(values.since, Date.now());
  const filter = { since, events: eventsOf(values) };
  const status = values.verify ? await verify(exported ? { exported } : { folder }, io) : 0;
  if (values.verify && !asksForMore(values)) return status;
  const chosen = chosenLines(exported ? [exported] : readAuditFiles(folder), filter);
  if (values.export !== undefined) exportTo(values.export, chosen, io);
  else
    for (const { line, read } of chosen) io.stdout.write(values.format === 'jsonl' ? `${line}\n` : `${textOf(read)}\n`);
  return status;
}

function asksForMore(values: Readonly<Record<string, string | boolean | undefined>>): boolean {
  return ['since', 'request', 'agent', 'task', 'run', 'outcome', 'export'].some((name) => values[name] !== undefined);
}

/** A line that cannot be read is shown by --verify; here it must not hide the others. */
function* chosenLines(files: Iterable<AuditFile>, filter: Filter): Generator<ChosenLine> {
  for (const line of linesOf(files)) {
    const read = readLine(line);
    if (read && read.record.time >= filter.since && fits(read.record.unmapped, filter.events)) yield { line, read };
  }
}

interface Filter {
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly events: AuditFilter;
}

function eventsOf({ request, agent, task, run, outcome }: Readonly<Record<string, unknown>>): AuditFilter {
  const given = Object.entries({ request, agent, task, run }).filter(([, value]) => value !== undefined);
  if (outcome === undefined) return Object.fromEntries(given);
  const known = outcomes.find((each) => each === outcome);
  if (!known) throw new CommandFault(`--outcome is one of ${outcomes.join(', ')}`);
  return { ...Object.fromEntries(given), outcome: known };
}

function textOf({ record }: ReadLine): string {
  const time = new Date(record.time)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z');
  return `${time}  ${printable(sentenceOf(record.unmapped))}`;
}

/** `2h` ago, or a date. */
export function timeOf(text: string, now: number): number {
  if (/^[1-9]\d{0,4}[smhd]$/.test(text)) return now - durationOf(text);
  const time = /^\d{4}-\d{2}-\d{2}(?:[T ][\d:.]+Z?)?$/.test(text) ? Date.parse(text.replace(' ', 'T')) : Number.NaN;
  if (Number.isNaN(time)) throw new CommandFault('--since is a time like 30m, 2h, 7d or 2026-11-24');
  return time;
}
