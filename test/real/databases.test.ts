import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { whyNoSandbox } from '../../src/broker/sandbox/sandbox.ts';
import type { Manifest, Request, Task } from '../../src/core/requests/manifest.ts';
import { approve, bundle, keep, keepValues, workplace } from '../cli/program.ts';
import type { Workplace } from '../cli/program.ts';
import { socketClients } from '../guarded/caches.ts';
import { connectDatabase } from './parts/openbao-database.ts';
import { startOpenBao } from './parts/openbao.ts';
import type { OpenBao } from './parts/openbao.ts';
import { freePort, Missing, orSkip, until } from './parts/part.ts';
import { startPostgres } from './parts/postgres.ts';
import type { Postgres } from './parts/postgres.ts';
import { pythonPackage } from './parts/python.ts';
import { startRedis } from './parts/redis.ts';

/** The task asks no name server: the broker does, and this stands in for it. */
const host = 'api.acme.example';
const resolver = join(import.meta.dirname, '../guarded/resolve.ts');

/** How programs read the database, written as their documentation says: none knows of a guard. */
const clients: readonly Client[] = [
  { name: 'psql', find: async () => ({ command: ['sh', '-c', `psql "$DATABASE_URL" -XAtc "${select}"`] }) },
  { name: 'pg of npm', find: inNode },
  { name: 'psycopg', find: inPython },
];
const select = 'select amount from charges';

interface Client {
  readonly name: string;
  readonly find: () => Promise<Found>;
}

interface Found {
  readonly command: readonly string[];
  /** Where its packages are. */
  readonly files?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

describe('an enforced task and its databases', () => {
  let bao: OpenBao;
  let postgres: Postgres;
  let machine: Readonly<Record<string, string>>;

  before(async function () {
    this.timeout(300_000);
    const reason = await whyNoSandbox();
    if (reason !== undefined)
      await orSkip(this, () => Promise.reject(new Missing(`this machine cannot enforce: ${reason}`)));
    bao = await orSkip(this, () => startOpenBao({ product: 'openbao' }));
    postgres = await orSkip(this, startPostgres);
    await connectDatabase(bao, postgres);
    await bao.api('PUT', 'sys/policies/acl/machine', {
      policy:
        'path "auth/token/create" { capabilities = ["update"] }\npath "database/creds/*" { capabilities = ["read"] }',
    });
    machine = { BAO_ADDR: bao.url, BAO_TOKEN: await bao.token({ policies: ['machine'], ttl: '1h' }) };
  });
  after(async function () {
    this.timeout(20_000);
    await postgres?.[Symbol.asyncDispose]();
    await bao?.[Symbol.asyncDispose]();
  });

  const users = async (): Promise<readonly string[]> =>
    (await postgres.query("select rolname from pg_roles where rolname like 'v-%'")).split('\n').filter(Boolean);
  const sessions = async (): Promise<number> =>
    Number(await postgres.query("select count(*) from pg_stat_activity where usename like 'v-%'"));
  const reader = (more: Partial<Request> = {}): Request => ({
    subject: 'task:read',
    purpose: 'A test',
    authorization_details: [{ type: 'database', actions: ['SELECT'] }],
    call: [{ host: `${host}:${postgres.port}` }],
    source: {
      provider: 'openbao',
      ref: `database/creds/reader?field=postgresql://{username}:{password}@${host}:${postgres.port}/postgres`,
    },
    delivery: { mode: 'env', env: 'DATABASE_URL' },
    max_ttl: '1h',
    approval: 'once-per-session',
    ...more,
  });

  for (const { name, find } of clients) {
    it(`${name} reads a row as a user that is gone at the end, and the connection is in the log`, async function () {
      this.timeout(300_000);
      const { command, files = [], env } = await orSkip(this, find);
      const task = { command, read: { files: ['.', ...files], env: ['PATH', 'NODE_PATH', 'PYTHONPATH'] } };
      using place = await placeFor({ task, request: reader(), machine });
      const { status, stdout, stderr } = await runIn(place, env);
      assert.deepEqual([status, stdout], [0, '42\n'], stderr);
      await until('the user is dropped', async () => (await users()).length === 0);
      const audit = (await place.run(['audit'])).stdout;
      assert.match(audit, new RegExp(`task read connected to ${host}:${postgres.port} under reader: allowed`));
    });
  }

  it('reaches no other port of the host, by its name or by the proxy, and the attempt by the proxy is in the log', async function () {
    this.timeout(60_000);
    const other = await freePort();
    await using second = await listening();
    const lines = [
      `psql "host=${host} port=${other} user=a" -XAtc "${select}" 2>&1 | grep -o 'Connection refused'`,
      `psql "host=127.0.0.1 port=${postgres.port} user=a" -XAtc "${select}" 2>&1 | grep -o 'Connection refused'`,
      `timeout 5 bash -c 'exec 3<>/dev/tcp/127.0.0.1/${second.port}' 2>&1 | grep -o 'Connection refused'`,
      `curl -sS -m 5 -p -x "$HTTPS_PROXY" telnet://${host}:${second.port} </dev/null 2>&1 | grep -c denied`,
    ];
    using place = await placeFor({ task: { command: ['sh', '-c', lines.join('\n')] }, request: reader(), machine });
    const { stdout, stderr } = await runIn(place);
    assert.match(stdout, /^(?:Connection refused\n){3,}/, stderr);
    assert.match(
      (await place.run(['audit'])).stdout,
      new RegExp(`tried to reach ${host}:${second.port}: refused \\(host-not-in-call-set\\)`),
    );
  });

  it('counts its connections, and is refused the one that is too many', async function () {
    this.timeout(60_000);
    const read = `psql "$DATABASE_URL" -XAtc "${select}"`;
    const task = { command: ['sh', '-c', `${read}; ${read}; ${read} 2>/dev/null || echo none`] };
    using place = await placeFor({ task, request: reader({ max_uses: 2 }), machine });
    const { stdout, stderr } = await runIn(place);
    assert.equal(stdout, '42\n42\nnone\n', stderr);
    assert.match(stderr, /refused: a connection to .* \(uses-exhausted\)/);
  });

  it('is cut off when its grant is revoked, and its user is dropped', async function () {
    this.timeout(60_000);
    const task = { command: ['sh', '-c', `trap '' TERM; psql "$DATABASE_URL" -XAtc "select pg_sleep(600)"`] };
    using place = await placeFor({ task, request: reader({ max_uses: 5 }), machine });
    const broker = spawn(process.execPath, ['--import', resolver, await bundle(), 'run', '--enforced', 'read'], {
      cwd: place.folder,
      env: place.env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let told = '';
    broker.stderr.setEncoding('utf8').on('data', (chunk: string) => (told += chunk));
    await until('it is connected', async () => (await sessions()) === 1);
    await until('Grants counts it', async () => (await place.run(['grants'])).stdout.includes('4 calls left'));
    assert.equal((await place.run(['revoke', 'reader'])).status, 0);
    await until('the database has no session of it', async () => (await sessions()) === 0);
    await until('the user is dropped', async () => (await users()).length === 0);
    if (broker.exitCode === null) await once(broker, 'exit');
    assert.match(told, /revoked: reader/);
  });

  it('is told which request names no host, where it could connect to nothing', async function () {
    this.timeout(60_000);
    const task = { command: ['sh', '-c', `psql "$DATABASE_URL" -XAtc "${select}"`] };
    using place = await placeFor({ task, request: reader({ call: [] }), machine });
    const { status, stderr } = await runIn(place);
    assert.equal(status, 2);
    assert.match(stderr, /cannot connect to anything with reader: if it is to, name the host in "call"/);
  });

  it('speaks to Redis with a password of the vault', async function () {
    this.timeout(120_000);
    await using redis = await orSkip(this, startRedis);
    const request = reader({
      call: [{ host: `localhost:${redis.port}` }],
      source: { provider: 'vault', ref: 'redis' },
      delivery: { mode: 'env', env: 'REDISCLI_AUTH' },
    });
    const speak = `redis-cli --no-auth-warning -h localhost -p ${redis.port}`;
    const task = { command: ['sh', '-c', `${speak} set a 1; ${speak} incr a`] };
    using place = await placeFor({ task, request, machine, values: { redis: redis.password } });
    const { status, stdout, stderr } = await runIn(place);
    assert.deepEqual([status, stdout], [0, 'OK\n2\n'], stderr);
    assert.equal((await place.run(['audit'])).stdout.split(`connected to localhost:${redis.port}`).length, 3);
  });
});

/** A server of this machine that is no business of the task's. */
async function listening(): Promise<AsyncDisposable & { readonly port: number }> {
  const server = createServer((socket) => socket.end('welcome')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { port, [Symbol.asyncDispose]: async () => void server.close() };
}

interface Placing {
  readonly task: Partial<Task>;
  readonly request: Request;
  readonly machine: Readonly<Record<string, string>>;
  readonly values?: Readonly<Record<string, string>>;
}

/** A workspace with one approved request `reader` and one task `read` that uses it. */
async function placeFor({ task, request, machine, values = {} }: Placing): Promise<Workplace> {
  const place = workplace();
  const tasks = { read: { command: ['true'], uses: ['reader'], ...task } };
  const manifest: Manifest = { version: 1, requests: { reader: request }, tasks };
  place.write({ 'valet-key.json': JSON.stringify(manifest) });
  await keep(place, []);
  await keepValues(place, values);
  await approve(place, manifest);
  const env = { ...place.env, ...machine };
  return {
    ...place,
    env,
    run: (args, invocation = {}) => place.run(args, { ...invocation, env: { ...machine, ...invocation.env } }),
  };
}

function runIn(place: Workplace, env: Readonly<Record<string, string>> = {}) {
  return place.run(['run', '--enforced', 'read'], { env, node: ['--import', resolver] });
}

async function inNode(): Promise<Found> {
  const installed = socketClients();
  if ('missing' in installed) throw new Missing(installed.missing);
  const script = `const { Client } = require('pg');
const client = new Client({ connectionString: process.env.DATABASE_URL });
client.connect().then(() => client.query('${select}')).then(({ rows }) => { console.log(rows[0].amount); return client.end(); });`;
  const packages = join(installed.folder, 'node_modules');
  return { command: [process.execPath, '-e', script], files: [packages], env: { NODE_PATH: packages } };
}

async function inPython(): Promise<Found> {
  const { site } = await pythonPackage('psycopg[binary]', '3.3.9');
  const script = `import glob, os, sys
sys.path += glob.glob(os.environ["SITE"] + "/python*/site-packages")
import psycopg
with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
    print(connection.execute("${select}").fetchone()[0])`;
  return { command: ['python3', '-c', script.replace('os.environ["SITE"]', JSON.stringify(site))], files: [site] };
}
