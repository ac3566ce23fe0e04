import { homedir } from 'node:os';
import { findCopies, type Copy, type Unread } from '../broker/copies/find.ts';
import { copyPlaces } from '../broker/copies/places.ts';
import { purgeCopy } from '../broker/copies/purge.ts';
import { createTraces, isTraceable, type Traces } from '../broker/copies/traces.ts';
import { readArguments } from './arguments.ts';
import type { Copies } from './copies/found.ts';
import { copiesInHistory } from './copies/history.ts';
import { copiesAsJson, copiesAsText, purgedText } from './copies/tell.ts';
import { CommandFault } from './fault.ts';
import type { CliIo } from './io.ts';
import { requireManifest } from './manifest-file.ts';
import { printable } from './printable.ts';
import { askShown } from './terminal.ts';
import { openStore } from './value-store.ts';

export const usage = `Usage: valet-key copies [REQUEST…] [--purge [--yes]] [--json]

A value that was replaced is still in many places. Looks for those of the requests (of all requests of valet-key.json,
where none is named) in git's history, the Local History and the backups of editors, the transcripts of coding agents
and the histories of shells. No value is ever printed, nor handed to another program.

  --purge   write asterisks over the values in the files found, after asking; git's history stays as it is
  --yes     do not ask
  --json    print one object a copy

Rotate first: what was copied has leaked, and the model's provider, terminals and undo histories may have it too.

Exit status: 0 nothing found, or all of it purged; 1 copies are left; 2 something could not be looked into.
`;

export async function command(args: readonly string[], io: CliIo): Promise<number> {
  const { values, positionals } = readArguments(args, {
    purge: { type: 'boolean', default: false },
    yes: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  });
  const names = positionals.length > 0 ? positionals : namesInManifest(io);
  const traces = await tracesOf(names, io);
  const found = await lookFor(traces, io);
  io.stdout.write(values.json ? copiesAsJson(found) : copiesAsText(found, io));
  for (const { path, code } of found.unread) io.stderr.write(`cannot look into ${printable(path)} (${code})\n`);
  const purged = values.purge ? await purge(found, traces, { io, isAgreed: values.yes }) : 0;
  const left = found.files.length - purged + found.history.length;
  return found.unread.length > 0 ? 2 : Math.min(1, left);
}

function namesInManifest({ cwd }: CliIo): readonly string[] {
  const { manifest } = requireManifest(cwd);
  const requests = Object.values(manifest.requests);
  return requests.flatMap(({ source }) => (source.provider === 'vault' ? [source.ref] : []));
}

async function tracesOf(names: readonly string[], io: CliIo): Promise<Traces> {
  using store = await openStore(io, 'look');
  const values = await store.values([...new Set(names)]);
  for (const [name, value] of Object.entries(values)) {
    if (!isTraceable(value))
      io.stderr.write(`The value of ${printable(name)} is too short to be told from other text.\n`);
  }
  return createTraces(values);
}

async function lookFor(traces: Traces, { cwd, env }: CliIo): Promise<Copies> {
  const [files, unread]: [Copy[], Unread[]] = [[], []];
  for (const one of findCopies(
    copyPlaces({ home: homedir(), platform: process.platform, env, workspace: cwd }),
    traces,
  )) {
    if ('code' in one) unread.push(one);
    else files.push(one);
  }
  return { files, unread, history: await copiesInHistory({ cwd, env }, traces) };
}

/** Answers how many of the copies are gone. */
async function purge(
  { files }: Copies,
  traces: Traces,
  { io, isAgreed }: { readonly io: CliIo; readonly isAgreed: boolean },
): Promise<number> {
  const paths = [...new Set(files.map(({ path }) => path))];
  if (paths.length === 0) return 0;
  if (!isAgreed) {
    const answer = await askShown(`Write asterisks over the values in these ${paths.length} files? [y/N] `, io);
    if (answer === undefined) throw new CommandFault('there is nobody to ask here; --yes purges without asking');
    if (!/^y(es)?$/i.test(answer.trim())) return 0;
  }
  for (const path of paths) purgeCopy(path, traces);
  io.stderr.write(purgedText(paths.length));
  return files.length;
}
