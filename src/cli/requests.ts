import type { Request } from '../core/requests/manifest.ts';
import { readArguments } from './arguments.ts';
import { paintFor } from './colours.ts';
import { CommandFault } from './fault.ts';
import type { CliIo } from './io.ts';
import { requireManifest } from './manifest-file.ts';
import { printable } from './printable.ts';
import { accountOf, type RequestAccount } from '../core/requests/account.ts';
import { requestDigest } from '../core/requests/digest.ts';
import { lastApprovals } from '../broker/audit/approved.ts';
import { sha256 } from '../broker/audit/sha256.ts';
import { dataFolder } from '../broker/disk/data-folder.ts';
import { confirmRotated } from './requests/rotated.ts';
import { accountText } from './requests/text.ts';
import { keptNames } from '../broker/vault/kept-names.ts';
import { similarTo } from './similar.ts';

export const usage = `Usage: valet-key requests [NAME…] [--json]
       valet-key requests --rotated NAME

Lists the requests of valet-key.json: where the value is kept, what may read it, what it may be sent to, who approves and
who did, how it is taken back, and what is missing. No key is needed, and no value is shown.

  --json          one object a request
  --rotated NAME  the values that NAME took the place of no longer work: settles its reminders

Exit status: 0 everything is there, 1 something is missing or has to be done, 2 the manifest cannot be read.
`;

export async function command(args: readonly string[], io: CliIo): Promise<number> {
  const { values, positionals } = readArguments(args, {
    json: { type: 'boolean', default: false },
    rotated: { type: 'string' },
  });
  const manifest = requireManifest(io.cwd);
  if (values.rotated !== undefined) {
    if (positionals.length > 0) throw new CommandFault('--rotated takes one request');
    return confirmRotated(known(values.rotated, manifest.manifest.requests), manifest, io);
  }
  const { requests } = manifest.manifest;
  const names = positionals.length > 0 ? positionals.map((name) => known(name, requests)) : Object.keys(requests);
  const folder = dataFolder({ env: io.env });
  const keptHere = keptNames(folder);
  const kept = keptHere && new Set(keptHere);
  const today = new Date().toISOString().slice(0, 10);
  const last = lastApprovals(folder, manifest.folder);
  const approved = new Map(last.map((one) => [one.request, one]));
  const accounts = names.map((name) => accountOf(name, manifest.manifest, { kept, today, approved, digest }));
  io.stdout.write(values.json ? jsonOf(accounts) : textOf(accounts, io));
  if (accounts.length === 0) io.stderr.write('The manifest has no requests.\n');
  return accounts.some(({ missing }) => missing.length > 0) ? 1 : 0;
}

function digest(request: Request): string {
  return requestDigest(request, sha256);
}

function known(name: string, requests: object): string {
  if (Object.hasOwn(requests, name)) return name;
  const similar = similarTo(name, Object.keys(requests));
  const meant = similar === undefined ? '' : `. Did you mean "${similar}"?`;
  throw new CommandFault(`there is no request "${printable(name)}"${meant}`);
}

function jsonOf(accounts: readonly RequestAccount[]): string {
  return accounts.map((account) => `${JSON.stringify(account)}\n`).join('');
}

function textOf(accounts: readonly RequestAccount[], io: CliIo): string {
  const paint = paintFor(io.stdout, io.env);
  return accounts.map((account) => accountText(account, paint)).join('\n');
}
