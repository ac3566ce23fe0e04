import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { outcomeOf } from '../../cli/program.ts';
import type { Outcome } from '../../cli/program.ts';
import { newValue } from '../../broker/scratch.ts';
import { requireProgram } from './debian.ts';
import { freePort, programOn, startServer } from './part.ts';

/** A PostgreSQL of a test's own, on the loopback interface, that asks everybody for a password. */
export interface Postgres extends AsyncDisposable {
  readonly port: number;
  readonly superuser: { readonly user: string; readonly password: string };
  /** What psql prints for a statement of the superuser, without decoration. */
  query(statement: string): Promise<string>;
  psql(user: string, password: string, statement: string): Promise<Outcome>;
}

export async function startPostgres(): Promise<Postgres> {
  const versions = existsSync(debian) ? readdirSync(debian).map((version) => join(debian, version, 'bin')) : [];
  const find = (name: string) => () => programOn(name, ...versions);
  const initdb = requireProgram(find('initdb'), 'postgresql');
  const server = requireProgram(find('postgres'), 'postgresql');
  const psqlPath = requireProgram(find('psql'), 'postgresql-client');
  const folder = mkdtempSync(join(tmpdir(), 'valet-key-postgres-'));
  const superuser = { user: 'postgres', password: newValue() };
  const port = await freePort();
  const psql = (user: string, password: string, statement: string): Promise<Outcome> =>
    outcomeOf(psqlPath, ['-h', '127.0.0.1', '-p', String(port), '-U', user, '-d', 'postgres', '-XAtc', statement], {
      env: { PATH: process.env['PATH'], PGPASSWORD: password, PGCONNECT_TIMEOUT: '5' },
    });
  const owner = makeCluster(initdb, folder, superuser);
  const settings = ['-c', 'fsync=off', '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='];
  const running = await startServer([server, '-D', join(folder, 'data'), '-p', String(port), ...settings], {
    ...owner,
    isUp: async () => (await psql(superuser.user, superuser.password, 'select 1')).status === 0,
  });
  return {
    port,
    superuser,
    psql,
    async query(statement) {
      const { status, stdout, stderr } = await psql(superuser.user, superuser.password, statement);
      if (status !== 0) throw new Error(stderr);
      return stdout.trim();
    },
    async [Symbol.asyncDispose]() {
      await running[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const debian = '/usr/lib/postgresql';

/** PostgreSQL refuses to run as root: then it runs as `nobody`. */
function makeCluster(
  initdb: string,
  folder: string,
  { user, password }: Postgres['superuser'],
): { uid?: number; gid?: number } {
  const owner = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  const file = join(folder, 'password');
  writeFileSync(file, `${password}\n`, { mode: 0o600 });
  if (owner.uid !== undefined) for (const path of [folder, file]) chownSync(path, owner.uid, owner.gid);
  const args = ['-D', join(folder, 'data'), '-U', user, '--pwfile', file, '-A', 'scram-sha-256', '--no-sync'];
  const { status, stderr } = spawnSync(initdb, args, { ...owner, cwd: folder, encoding: 'utf8' });
  rmSync(file);
  if (status !== 0) throw new Error(`initdb: ${stderr}`);
  return owner;
}
