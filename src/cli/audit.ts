import { once } from 'node:events';
import { readAuditFiles } from '../broker/audit/audit-files.ts';
import type { AuditPart } from '../broker/audit/audit-files.ts';
import { dataFolder } from '../broker/disk/data-folder.ts';
import { readLine } from '../core/audit/chain.ts';
import { fits, outcomeOf, outcomes } from '../core/audit/filter.ts';
import type { AuditFilter } from '../core/audit/filter.ts';
import { sentenceOf } from '../core/audit/sentence.ts';
import { durationOf } from '../core/policy/power.ts';
import { readArguments } from './arguments.ts';
import { exportTo, readExported } from './audit/exported.ts';
import { verify } from './audit/verify.ts';
import { paintFor } from './colours.ts';
import type { Paint } from './colours.ts';
import { CommandFault } from './fault.ts';
import type { CliIo } from './io.ts';
import { printable } from './printable.ts';

export const usage = `Usage: valet-key audit [options]
       valet-key audit --verify [FILE]

Shows what was asked for, granted, called and revoked on this machine, the oldest first.

  --since TIME            from then on: 30m, 2h, 7d, 4w ago, today, yesterday, or a date like 2026-11-24 or
                          2026-11-24T10:00 (UTC, as all times here)
  --request NAME          only what concerns this request
  --agent NAME            only runs that this coding agent started
  --task NAME             only this task
  --run ID                only this run
  --outcome OUTCOME       only what was allowed or refused, or recorded: what is neither
  --format text|jsonl     sentences, or the records themselves (OCSF 1.8, one JSON object a line)
  --verify                check that no line was edited, deleted, moved, repeated or cut off; whatever else is asked for
                          is shown after that. With FILE, that of an exported file
  --export FILE           write the records to a new file instead, for whoever is to have them: as they are, or, where
                          its name ends in .csv, the columns that people read
  --force                 replace FILE where it is there
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
    force: { type: 'boolean', default: false },
  });
  if (positionals.length > (values.verify && values.in === undefined ? 1 : 0))
    throw new CommandFault('audit takes no names: use --request, --agent, --task or --run');
  if (values.format !== 'text' && values.format !== 'jsonl') throw new CommandFault('--format is one of text, jsonl');
  const folder = dataFolder({ env: io.env });
  const exported = values.in ?? (values.verify ? positionals[0] : undefined);
  const since = values.since === undefined ? 0 : timeOf(values.since, Date.now());
  const filter = { since, events: eventsOf(values) };
  const status = values.verify ? await verify(exported === undefined ? { folder } : { exported }, io) : 0;
  if (values.verify && !asksForMore(values)) return status;
  const chosen = chosenParts(exported === undefined ? readAuditFiles(folder) : readExported(exported), filter);
  if (values.export !== undefined) await exportTo(values.export, chosen, { io, force: values.force });
  else await show(chosen, { io, isText: values.format === 'text' });
  return status;
}

function asksForMore(values: Readonly<Record<string, string | boolean | undefined>>): boolean {
  return ['since', 'request', 'agent', 'task', 'run', 'outcome', 'export'].some((name) => values[name] !== undefined);
}

/** A line that cannot be read is shown by --verify; here it must not hide the others. */
function* chosenParts(parts: Iterable<AuditPart>, filter: Filter): Generator<AuditPart> {
  for (const { path, lines } of parts) {
    const chosen = lines.filter((line) => {
      const read = readLine(line);
      return read && read.record.time >= filter.since && fits(read.record.unmapped, filter.events);
    });
    yield { path, lines: chosen };
  }
}

/** As fast as whoever reads takes it: a long log is never in memory as a whole. */
async function show(
  parts: Iterable<AuditPart>,
  { io, isText }: { readonly io: CliIo; readonly isText: boolean },
): Promise<void> {
  const paint = paintFor(io.stdout, io.env);
  let isEmpty = true;
  for (const { lines } of parts) {
    if (lines.length === 0) continue;
    isEmpty = false;
    const texts = lines.map((line) => (isText ? textOf(line, paint) : line));
    if (!io.stdout.write(`${texts.join('\n')}\n`)) await once(io.stdout, 'drain');
  }
  if (isEmpty) io.stderr.write('valet-key audit: nothing of that kind is recorded\n');
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

function textOf(line: string, paint: Paint): string {
  const read = readLine(line);
  if (!read) throw new TypeError('the line was read before');
  const { time, unmapped: event } = read.record;
  const at = new Date(time)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z');
  const sentence = printable(sentenceOf(event));
  return `${paint('dim', at)}  ${outcomeOf(event) === 'refused' ? paint('red', sentence) : sentence}`;
}

/** `2h` ago, `today`, `yesterday`, or a date; a date without a zone is UTC's, as the log shows its times. */
export function timeOf(text: string, now: number): number {
  if (/^[1-9]\d{0,4}[smhdw]$/.test(text)) return now - (text.endsWith('w') ? weeks(text) : durationOf(text));
  const midnight = now - (now % day);
  if (text === 'today') return midnight;
  if (text === 'yesterday') return midnight - day;
  const match =
    /^(?<date>\d{4}-\d{2}-\d{2})(?:[T ](?<clock>\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(?<zone>Z|[+-]\d{2}:\d{2})?)?$/.exec(
      text,
    );
  const { date, clock = '00:00', zone = 'Z' } = match?.groups ?? {};
  const time = date === undefined ? Number.NaN : Date.parse(`${date}T${clock}${zone}`);
  if (Number.isNaN(time) || new Date(`${date}T00:00Z`).getUTCDate() !== Number(date?.slice(8))) {
    throw new CommandFault('--since is a time like 30m, 2h, 7d, today, yesterday, 2026-11-24 or 2026-11-24T10:00Z');
  }
  return time;
}

const day = 86_400_000;

function weeks(text: string): number {
  return Number.parseInt(text, 10) * 7 * day;
}
