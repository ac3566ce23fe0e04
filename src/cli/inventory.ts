import { dirname, join } from 'node:path';
import { type Connection, createInventory, type Sign } from '../core/inventory/connections.ts';
import { services } from '../core/services/catalogue.ts';
import type { Manifest } from '../core/requests/manifest.ts';
import { readArguments } from './arguments.ts';
import { paintFor } from './colours.ts';
import type { CliIo } from './io.ts';
import { findManifest, requireManifest } from './manifest-file.ts';
import { printable } from './printable.ts';
import { counted } from './scan/format/text.ts';
import { untilInterrupted } from './scan/interruption.ts';
import { oneOf } from './scan/options.ts';
import { loadTeamRules } from './scan/team-rules.ts';
import { readTextFile } from './scan/text-file.ts';
import { turn } from './scan/turn.ts';
import { walk } from './scan/walk.ts';

export const usage = `Usage: valet-key inventory [PATH…] [options]

Lists which apps and workflows connect to outside services, by the packages they depend on, the hosts they call and the
variables they look up, and which request of valet-key.json was reviewed for it. No network is used.

  --unreviewed           only what no request asks for
  --format text|jsonl    how it is printed (default: text)
  --include GLOB         look into these files alone (repeatable)
  --exclude GLOB         leave these files or folders out (repeatable)

Exit status: 0 a request stands for each connection, 1 some were not reviewed, 2 something could not be read.
`;

export async function command(args: readonly string[], io: CliIo): Promise<number> {
  const { values, positionals } = readArguments(args, {
    unreviewed: { type: 'boolean', default: false },
    format: { type: 'string', default: 'text' },
    include: { type: 'string', multiple: true, default: [] },
    exclude: { type: 'string', multiple: true, default: [] },
  });
  const format = oneOf('--format', ['text', 'jsonl'], values.format);
  using interruption = untilInterrupted();
  try {
    const paths = positionals.length > 0 ? positionals : ['.'];
    const include = values.include.length > 0 ? values.include : ['**'];
    const { connections, isWhole } = await takeInventory(
      { paths, include, exclude: values.exclude },
      io,
      interruption.signal,
    );
    const shown = values.unreviewed ? connections.filter(({ requests }) => requests.length === 0) : connections;
    io.stdout.write(format === 'jsonl' ? jsonOf(shown) : textOf(shown, io));
    const unreviewed = connections.filter(({ requests }) => requests.length === 0).length;
    if (format === 'text') io.stderr.write(summary(connections, unreviewed));
    return isWhole ? (unreviewed > 0 ? 1 : 0) : 2;
  } catch (error) {
    if (interruption.status === undefined) throw error;
    io.stderr.write('valet-key inventory: interrupted\n');
    return interruption.status;
  }
}

interface Where {
  readonly paths: readonly string[];
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

async function takeInventory(where: Where, io: CliIo, signal: AbortSignal) {
  const complain = (text: string) => io.stderr.write(`valet-key inventory: ${text}\n`);
  const walked = await walk({ ...where, cwd: io.cwd, respectIgnores: true, signal });
  for (const { path, code } of walked.unreadable) complain(`cannot read ${printable(path)} (${code})`);
  const inventory = createInventory([...services, ...loadTeamRules(undefined, io.cwd, complain)]);
  let done = 0;
  for (const { path, absolute } of walked.files) {
    const reading = readTextFile(absolute, mostBytes);
    if ('text' in reading) inventory.add(path, reading.text);
    if (++done % 50 === 0) await turn();
    signal.throwIfAborted();
  }
  const manifests = createManifests(io.cwd);
  const connections = inventory.connections((app) => manifests(app));
  return { connections, isWhole: walked.unreadable.length === 0 };
}

/** Code that people write is smaller; what is larger is made by tools. */
const mostBytes = 2 * 1024 ** 2;

/** The manifest nearest to an app. A broken one asks for nothing: that is a fault, and not a review. */
function createManifests(cwd: string): (app: string) => Manifest | undefined {
  const read = new Map<string, Manifest>();
  return (app) => {
    const path = findManifest(join(cwd, /\.\w+$/.test(app) ? dirname(app) : app));
    if (path === undefined) return undefined;
    const manifest = read.get(path) ?? requireManifest(dirname(path)).manifest;
    read.set(path, manifest);
    return manifest;
  };
}

function jsonOf(connections: readonly Connection[]): string {
  return connections
    .map(({ app, service, signs, requests }) => `${JSON.stringify({ app, service: service.id, signs, requests })}\n`)
    .join('');
}

function textOf(connections: readonly Connection[], io: CliIo): string {
  const paint = paintFor(io.stdout, io.env);
  const width = Math.max(0, ...connections.map(({ service }) => service.title.length));
  const apps = Map.groupBy(connections, ({ app }) => app);
  return [...apps]
    .map(([app, rows]) => {
      const lines = rows.map(({ service, signs, requests }) => {
        const state =
          requests.length > 0 ? paint('green', `requested: ${requests.join(', ')}`) : paint('yellow', 'not reviewed');
        return `  ${service.title.padEnd(width)}  ${state}\n${signs.map((sign) => `  ${' '.repeat(width)}  ${paint('dim', signText(sign))}\n`).join('')}`;
      });
      return `${paint('bold', printable(app === '.' ? 'this folder' : app))}\n${lines.join('')}`;
    })
    .join('\n');
}

function signText({ type, name, path, line }: Sign): string {
  return `${words[type]} ${printable(name)} in ${printable(path)}:${line}`;
}

const words: Readonly<Record<Sign['type'], string>> = { package: 'package', host: 'calls', variable: 'reads' };

function summary(connections: readonly Connection[], unreviewed: number): string {
  if (connections.length === 0) return 'Nothing here connects to a service that is known.\n';
  const apps = new Set(connections.map(({ app }) => app)).size;
  const rest =
    unreviewed === 0
      ? 'a request stands for each'
      : `${unreviewed} not reviewed: "valet-key fix" makes requests for hardcoded values, else write one into valet-key.json`;
  return `${counted(connections.length, 'connection')} of ${counted(apps, 'app')}; ${rest}.\n`;
}
