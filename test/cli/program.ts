import { spawn, type SpawnOptions } from 'node:child_process';
import { mkdtempSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { randomBytes } from 'node:crypto';
import { build } from 'esbuild';
import { common, programs } from '../../.ci/bundling.ts';
import { fingerprinting, fingerprintKey } from '../../src/broker/vault/fingerprint.ts';
import { newStretching, seal, stretch } from '../../src/broker/vault/seal.ts';
import { openApprovals } from '../../src/broker/approve/approvals.ts';
import { sha256 } from '../../src/broker/audit/sha256.ts';
import { checkpointKey } from '../../src/broker/audit/checkpoint.ts';
import { sessionOf } from '../../src/broker/run/session-id.ts';
import { unlock, writeVault } from '../../src/broker/vault/unlock.ts';
import { requestDigest } from '../../src/core/requests/digest.ts';
import type { Manifest } from '../../src/core/requests/manifest.ts';
import { openVault, type ValueStore } from '../../src/broker/vault/vault.ts';
import { ensureDataFolder } from '../../src/broker/disk/data-folder.ts';
import { keyPlace } from '../../src/broker/vault/vault-file.ts';

const project = resolve(import.meta.dirname, '../..');

export interface Outcome {
  /** The exit status; `undefined` where a signal ended it. */
  readonly status: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

interface Invocation {
  readonly cwd?: string;
  readonly input?: string | Buffer;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Arguments for Node itself. */
  readonly node?: readonly string[];
  /** Without the terminal of whoever runs the tests. */
  readonly detached?: boolean;
}

/** A home of a test's own, with what the program needs to find nothing of the machine's. */
export interface Workplace extends Disposable {
  /** The folder that the program works in. */
  readonly folder: string;
  readonly home: string;
  /** Writes files by their paths below the folder. */
  write(files: Readonly<Record<string, string | Buffer>>): void;
  read(path: string): string;
  /** Runs `valet-key` with arguments in the folder. */
  run(args: readonly string[], invocation?: Invocation): Promise<Outcome>;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export function workplace(): Workplace {
  const top = realpathSync(mkdtempSync(join(tmpdir(), 'valet-key-cli-')));
  const [folder, home] = [join(top, 'work'), join(top, 'home')];
  mkdirSync(folder);
  mkdirSync(home);
  writeFileSync(join(home, 'passphrase'), `${passphrase}\n`);
  const env = environmentOf(home);
  return {
    folder,
    home,
    env,
    write(files) {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
      }
    },
    read: (path) => readFileSync(join(folder, path), 'utf8'),
    run: (args, invocation = {}) => valetKey(args, { cwd: folder, ...invocation, env: { ...env, ...invocation.env } }),
    [Symbol.dispose]: () => rmSync(top, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }),
  };
}

function environmentOf(home: string): Readonly<Record<string, string | undefined>> {
  const { PATH, LANG, TMPDIR } = process.env;
  return {
    PATH,
    LANG,
    TMPDIR,
    HOME: home,
    VALET_KEY_HOME: join(home, 'valet-key'),
    VALET_KEY_KEYCHAIN: 'off',
    VALET_KEY_PASSPHRASE_FILE: join(home, 'passphrase'),
    GIT_CONFIG_GLOBAL: join(home, 'gitconfig'),
    GIT_CONFIG_NOSYSTEM: '1',
  };
}

const passphrase = 'four words of a test';

/** Puts fresh values into the workplace's vault, as somebody did yesterday. */
export async function keep(place: Workplace, names: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const values = Object.fromEntries(names.map((name) => [name, randomBytes(18).toString('hex')]));
  await keepValues(place, values);
  return values;
}

export async function keepValues({ home }: Workplace, values: Readonly<Record<string, string>>): Promise<void> {
  const folder = join(home, 'valet-key');
  using vault = await quickVault(folder);
  for (const [name, value] of Object.entries(values)) await vault.put({ name, value, kind: 'generic-secret' });
}

/** Approves every request of a manifest for whatever this test's session runs, as somebody did a moment ago. */
export async function approve({ home, folder, env }: Workplace, manifest: Manifest): Promise<void> {
  const data = join(home, 'valet-key');
  const { dataKey, keyId } = await unlock(data, { passphrase: () => Promise.resolve(passphrase) });
  const fingerprint = fingerprinting(fingerprintKey(data));
  const approvals = openApprovals({
    folder: data,
    key: await checkpointKey(openVault({ folder: data, dataKey, keyId, fingerprint })),
  });
  for (const [name, request] of Object.entries(manifest.requests)) {
    await approvals.keep({
      workspace: folder,
      name,
      request,
      request_s256: requestDigest(request, sha256),
      command_s256: '*',
      session: sessionOf(env),
      at: Date.now(),
      until: Date.now() + 60_000,
      by: 'terminal',
    });
  }
}

/** Stretches the passphrase as little as a vault may: a test waits for that in every process it starts. */
async function quickVault(folder: string): Promise<ValueStore & Disposable> {
  const [keyId, dataKey] = ['quick', randomBytes(32)];
  const stretching = { ...newStretching(), N: 2 ** 15 };
  const wrapped = seal(await stretch(passphrase, stretching), dataKey, keyPlace('passphrase', keyId));
  ensureDataFolder(folder);
  writeVault(folder, { key: { source: 'passphrase', stretching, id: keyId, wrapped }, entries: {} }, () => undefined);
  const vault = openVault({ folder, dataKey, keyId, fingerprint: fingerprinting(fingerprintKey(folder)) });
  return { ...vault, [Symbol.dispose]: () => vault.close() };
}

/** Runs the bundle as a user's shell does. */
async function valetKey(args: readonly string[], { input, node = [], ...rest }: Invocation): Promise<Outcome> {
  const program = await bundle();
  return outcomeOf(process.execPath, [...node, program, ...args], { input, ...rest });
}

/** Runs any program to its end. */
export function outcomeOf(
  program: string,
  args: readonly string[],
  { input = '', ...options }: SpawnOptions & { readonly input?: string | Buffer | undefined },
): Promise<Outcome> {
  return new Promise((done, fail) => {
    const child = spawn(program, args, { ...options, stdio: 'pipe' });
    const [out, err]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    child.once('error', fail);
    child.once('close', (status, signal) =>
      done({
        status: status ?? undefined,
        signal: signal ?? undefined,
        stdout: Buffer.concat(out).toString('utf8'),
        stderr: Buffer.concat(err).toString('utf8'),
      }),
    );
  });
}

/** The command line as it is shipped, built once from the sources as they stand. */
export function bundle(): Promise<string> {
  built ??= buildBundle();
  return built;
}

let built: Promise<string> | undefined;

async function buildBundle(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'valet-key-bundle-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));
  const outfile = join(folder, 'dist/cli.mjs');
  await build({ ...common, ...programs, outdir: dirname(outfile), logLevel: 'silent' });
  writeFileSync(join(folder, 'package.json'), readFileSync(join(project, 'package.json')));
  symlinkSync(join(project, 'node_modules'), join(folder, 'node_modules'), 'junction');
  return outfile;
}
