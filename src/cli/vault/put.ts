import { createDetector } from '../../core/detect/detector.ts';
import { nameTeamServices } from '../../core/kinds.ts';
import { services } from '../../core/services/catalogue.ts';
import { dataFolder } from '../../broker/disk/data-folder.ts';
import { keptNames } from '../../broker/vault/kept-names.ts';
import { readArguments } from '../arguments.ts';
import { loadTeamRules } from '../scan/team-rules.ts';
import type { ValueStore } from '../../broker/vault/vault.ts';
import { settleRenewed } from '../requests/renewed.ts';
import { CommandFault } from '../fault.ts';
import type { CliIo } from '../io.ts';
import { openStore } from '../value-store.ts';
import { askHidden } from '../terminal.ts';

export async function putIntoVault(args: readonly string[], io: CliIo): Promise<number> {
  const { values, positionals } = readArguments(args, {
    kind: { type: 'string' },
    replace: { type: 'boolean', default: false },
  });
  const name = nameIn(positionals);
  if (io.stdin.isTTY && !values.replace && keptNames(dataFolder({ env: io.env }))?.includes(name)) {
    // Before somebody types what is then not taken.
    io.stderr.write(
      `The vault holds a value named ${name} already, which stays. For another one in its place: valet-key vault put ${name} --replace\n`,
    );
    return 1;
  }
  const value = await valueFrom(io, name);
  using store = await openStore(io, 'keep');
  const kind = values.kind ?? kindOf(value, io);
  const before = await fingerprintOf(name, store);
  const { status } = await store.put({ name, value, kind, replace: values.replace });
  if (status === 'other') {
    io.stderr.write(`The vault holds another value named ${name}, which stays. To write over it: --replace\n`);
    return 1;
  }
  io.stderr.write(status === 'same' ? `The vault holds this value already.\n` : `Kept ${name} (${kind}).\n`);
  settleRenewed({ ref: name, before, after: await fingerprintOf(name, store) }, io);
  return 0;
}

async function fingerprintOf(name: string, store: ValueStore): Promise<string | undefined> {
  return (await store.list()).find((entry) => entry.name === name)?.fingerprint;
}

/** As the manifest's names, which the vault's are made from. A name that is none may be the value, put there by mistake. */
function nameIn(positionals: readonly string[]): string {
  const [name, value] = positionals;
  if (name === undefined) throw new CommandFault('name the value: the "ref" of its request in valet-key.json');
  if (value !== undefined) {
    throw new CommandFault(
      'a value is never an argument, as other programs can see those; pipe it in or be asked for it',
    );
  }
  if (!/^[A-Za-z0-9][A-Za-z0-9 .:_/?=@-]{0,199}$/.test(name)) throw new CommandFault('this is no name for a value');
  return name;
}

async function valueFrom(io: CliIo, name: string): Promise<string> {
  const value = io.stdin.isTTY ? await askHidden(`Value of ${name} (not shown): `, io) : await readAll(io);
  if (value === undefined || value === '') throw new CommandFault('there is no value: pipe it in or enter it');
  return value;
}

/** Without the one line end that most programs put behind what they print. */
async function readAll({ stdin }: CliIo): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stdin) {
    const bytes = Buffer.from(chunk as Buffer | string);
    length += bytes.length;
    if (length > mostBytes) throw new CommandFault('this is too long for a credential: more than 1 MB');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks)
    .toString('utf8')
    .replace(/\r?\n$/, '');
}

const mostBytes = 1_000_000;

/** The kind whose shape the value has, also one that the team describes itself. */
function kindOf(value: string, { cwd, stderr }: CliIo): string {
  const team = loadTeamRules(undefined, cwd, (text) => stderr.write(`valet-key: ${text}\n`));
  nameTeamServices(team);
  const [finding] = createDetector({ services: [...services, ...team], fingerprint: () => '' }).scan(value);
  const isWhole = finding?.start === 0 && finding.end === value.length;
  return isWhole ? finding.kind : 'generic-secret';
}
