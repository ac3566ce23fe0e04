import { homedir } from 'node:os';
import type { Copies, LookFor } from '../broker/protocol/copies.ts';
import { lookForCopies, purgeCopies, type LookOptions } from '../broker/copies/look.ts';
import type { ValueStore } from '../broker/vault/vault.ts';
import { readArguments } from './arguments.ts';
import { copiesAsJson, copiesAsText, purgedText } from './copies/tell.ts';
import { CommandFault } from './fault.ts';
import type { CliIo } from './io.ts';
import { requireManifest } from './manifest-file.ts';
import { printable } from './printable.ts';
import { untilInterrupted } from './scan/interruption.ts';
import { askShown } from './terminal.ts';
import { openStore } from './value-store.ts';

export const usage = `Usage: valet-key copies [REQUEST…] [--purge [--yes]] [--json]

A value that was replaced is still in many places. Looks for those of the requests (of all requests of valet-key.json,
where none is named) in git's history, the Local History and the backups of editors, the transcripts of coding agents
the histories of shells and the databases of editors. No value is ever printed, nor handed to another program.

  --purge   write asterisks over the values in the files found, after asking; git's history stays as it is
  --yes     do not ask
  --json    print one object a copy

A database is only reported, as the editor that holds it open would break it. Rotate first: what was copied has leaked, and the model's provider, terminals and undo histories may have it too.

Exit status: 0 nothing found, or all of it purged; 1 copies are left; 2 something could not be looked into.
`;

export async function command(args: readonly string[], io: CliIo): Promise<number> {
  const { values, positionals } = readArguments(args, {
    purge: { type: 'boolean', default: false },
    yes: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  });
  const names = positionals.length > 0 ? positionals : namesInManifest(io);
  using store = await openStore(io, 'look');
  const wanted = { names, workspaces: [io.cwd] };
  const options = { env: io.env, home: io.env['HOME'] || homedir() };
  const { found, status } = await look(wanted, store, options);
  io.stdout.write(values.json ? copiesAsJson(found) : copiesAsText(found, io));
  for (const { path, code } of found.unread) io.stderr.write(`cannot look into ${printable(path)} (${code})\n`);
  for (const name of found.short) {
    io.stderr.write(`The value of ${printable(name)} is too short to be told from other text.\n`);
  }
  if (status !== undefined) return status;
  const agreed = values.purge ? await purgeable(found, { io, isAgreed: values.yes }) : [];
  const { purged, failed } =
    agreed.length === 0 ? { purged: [], failed: [] } : await purgeCopies({ ...wanted, paths: agreed }, store, options);
  if (purged.length > 0) io.stderr.write(purgedText(purged.length));
  for (const { path, code } of failed) io.stderr.write(`cannot purge ${printable(path)} (${code})\n`);
  const left = found.files.filter(({ path }) => !purged.includes(path)).length + found.history.length;
  return found.unread.length + failed.length > 0 ? 2 : Math.min(1, left);
}

/** What was found; the exit status where its user stopped it on the way. */
async function look(wanted: LookFor, store: ValueStore, options: LookOptions) {
  using interruption = untilInterrupted();
  const found = await lookForCopies(wanted, store, { ...options, signal: interruption.signal });
  return { found, status: interruption.status };
}

function namesInManifest({ cwd }: CliIo): readonly string[] {
  const { manifest } = requireManifest(cwd);
  const requests = Object.values(manifest.requests);
  return requests.flatMap(({ source }) => (source.provider === 'vault' ? [source.ref] : []));
}

/** The files that may be purged, where whoever is there agrees. */
async function purgeable(
  { files }: Copies,
  { io, isAgreed }: { readonly io: CliIo; readonly isAgreed: boolean },
): Promise<readonly string[]> {
  const paths = [...new Set(files.flatMap(({ path, stays }) => (stays === undefined ? [path] : [])))];
  if (paths.length === 0 || isAgreed) return paths;
  const answer = await askShown(`Write asterisks over the values in these ${paths.length} files? [y/N] `, io);
  if (answer === undefined) throw new CommandFault('there is nobody to ask here; --yes purges without asking');
  return /^y(es)?$/i.test(answer.trim()) ? paths : [];
}
