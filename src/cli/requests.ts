import type { Request } from '../core/requests/manifest.ts';
import { readArguments } from './arguments.ts';
import { paintFor } from './colours.ts';
import { CommandFault } from './fault.ts';
import type { CliIo } from './io.ts';
import { requireManifest } from './manifest-file.ts';
import { printable } from './printable.ts';
import { accountOf } from '../core/requests/account.ts';
import type { Known, RequestAccount } from '../core/requests/account.ts';
import { requestDigest } from '../core/requests/digest.ts';
import { rememberedOf } from '../broker/audit/remembered.ts';
import { sha256 } from '../broker/audit/sha256.ts';
import { dataFolder } from '../broker/disk/data-folder.ts';
import { accountsMarkdown } from './requests/markdown.ts';
import { confirmRotated } from './requests/rotated.ts';
import { accountText } from './requests/text.ts';
import { unreadyReason } from '../broker/providers/unready.ts';
import { keptNames } from '../broker/vault/kept-names.ts';
import { similarTo } from './similar.ts';

export const usage = `Usage: valet-key requests [NAME…] [--format FORMAT]
       valet-key requests --rotated NAME

Lists the requests of valet-key.json: where the value is kept, what may read it, what it may be sent to, who approves and
who did, what it was granted to, how it is taken back, and what is missing. No key is needed, no provider is asked, and no value is shown.

  --format text|json|markdown
                  blocks of lines, one object a line a request, or a document for a review; text by default
  --json          the same as --format json
  --rotated NAME  the values that NAME took the place of no longer work: settles its reminders

Missing is a value, a variable, a host, time, what the provider needs on this machine, a rotation: it has to be done.
A remark says what could be narrower (any method or path, any subdomain, writes without a limit, a value that the task
sees, nobody's approval yet): it works as it is.

Exit status: 0 nothing is missing, whatever the remarks; 1 something is missing; 2 the manifest cannot be read, or the
command was used in a way that it is not for.
`;

export async function command(args: readonly string[], io: CliIo): Promise<number> {
  const { values, positionals } = readArguments(args, {
    format: { type: 'string' },
    json: { type: 'boolean', default: false },
    rotated: { type: 'string' },
  });
  const format = formatOf(values);
  const manifest = requireManifest(io.cwd);
  if (values.rotated !== undefined) {
    if (positionals.length > 0) throw new CommandFault('--rotated takes one request');
    if (format !== 'text') throw new CommandFault('--rotated lists nothing: it takes no --format and no --json');
    return confirmRotated(known(values.rotated, manifest.manifest.requests), manifest, io);
  }
  const { requests } = manifest.manifest;
  const names = positionals.length > 0 ? positionals.map((name) => known(name, requests)) : Object.keys(requests);
  const here = knownHere(manifest.folder, io);
  const accounts = names.map((name) => accountOf(name, manifest.manifest, here));
  io.stdout.write(written[format](accounts, io));
  if (accounts.length === 0) io.stderr.write('The manifest has no requests.\n');
  return accounts.some(({ missing }) => missing.length > 0) ? 1 : 0;
}

type Format = 'text' | 'json' | 'markdown';

const written: Readonly<Record<Format, (accounts: readonly RequestAccount[], io: CliIo) => string>> = {
  text: textOf,
  json: jsonOf,
  markdown: accountsMarkdown,
};

function formatOf({ format, json }: { readonly format?: string | undefined; readonly json: boolean }): Format {
  const wanted = format ?? (json ? 'json' : 'text');
  if (!Object.hasOwn(written, wanted)) throw new CommandFault(`--format is one of ${Object.keys(written).join(', ')}`);
  if (json && wanted !== 'json') throw new CommandFault(`--json and --format ${wanted} ask for two formats`);
  return wanted as Format;
}

function knownHere(workspace: string, { env }: CliIo): Known {
  const folder = dataFolder({ env });
  const kept = keptNames(folder);
  const { approved, used } = rememberedOf(folder, workspace);
  return {
    kept: kept && new Set(kept),
    today: new Date().toISOString().slice(0, 10),
    approved: new Map(approved.map((one) => [one.request, one])),
    used: new Map(Object.entries(used)),
    digest,
    unready: (request) => unreadyReason(request, env),
  };
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
