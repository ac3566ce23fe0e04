import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Issued } from '../../src/broker/providers/provider.ts';
import { revokeAtProvider } from '../../src/broker/providers/revoke.ts';
import { failed, issueBy } from '../broker/asking.ts';
import { newValue } from '../broker/scratch.ts';
import { startService } from '../broker/guard/service.ts';
import { approve, bundle, keep, workplace } from '../cli/program.ts';
import type { Workplace } from '../cli/program.ts';
import type { Delivery, Manifest } from '../../src/core/requests/manifest.ts';
import { connectDatabase } from './parts/openbao-database.ts';
import { startOpenBao } from './parts/openbao.ts';
import type { OpenBao, Product } from './parts/openbao.ts';
import { orSkip, until } from './parts/part.ts';
import { startPostgres } from './parts/postgres.ts';
import type { Postgres } from './parts/postgres.ts';

const products = [
  ['openbao', 'OpenBao'],
  ['hashicorp-vault', 'Vault'],
] as const;

for (const [product, title] of products) describe(`a real ${title}`, () => suiteOf(product, title));

function suiteOf(product: Product, title: string): void {
  let bao: OpenBao;
  /** What this machine shows it: no more than a person of a team has. */
  let machine: Readonly<Record<string, string>>;
  const value = newValue();

  before(async function () {
    this.timeout(300_000);
    bao = await orSkip(this, () => startOpenBao({ product }));
    await bao.api('POST', 'secret/data/app', { data: { value, other: newValue() } });
    await bao.api('POST', 'secret/data/payroll', { data: { value: newValue() } });
    const policies = {
      machine: 'path "auth/token/create" { capabilities = ["update"] }',
      app: 'path "secret/data/app" { capabilities = ["read"] }',
      payroll: 'path "secret/data/payroll" { capabilities = ["read"] }',
      database: 'path "database/creds/*" { capabilities = ["read"] }',
    };
    for (const [name, policy] of Object.entries(policies)) await bao.api('PUT', `sys/policies/acl/${name}`, { policy });
    const token = await bao.token({ policies: Object.keys(policies), ttl: '1h' });
    machine = { BAO_ADDR: bao.url, BAO_TOKEN: token };
  });
  after(() => bao?.[Symbol.asyncDispose]());

  const reading = (ref: string, privileges?: readonly string[], env = machine): Promise<Issued> =>
    issueBy(product, { ref, env, details: [{ type: 'openbao', ...(privileges && { privileges }) }] });

  it('gives a value of KV version 2 to a child token of the grant, which ends with it', async () => {
    const issued = await reading('secret/data/app');
    assert.equal(issued.value, value);
    const [child, ...others] = await bao.tokensOf('grant-1');
    assert.deepEqual(
      [others.length, child?.['renewable'], child?.['explicit_max_ttl'], child?.['num_uses']],
      [0, false, 600, 2],
      'no more uses are left than to renew what it read and to end itself',
    );
    await revokeAtProvider(issued.revocation ?? assert.fail());
    assert.deepEqual(await bao.tokensOf('grant-1'), []);
  });

  it('holds the child token to the policies that the request names', async () => {
    const issued = await reading('secret/data/app', ['app']);
    const [child] = await bao.tokensOf('grant-1');
    assert.deepEqual(child?.['policies'], ['app', 'default']);
    await revokeAtProvider(issued.revocation ?? assert.fail());
    const { message } = await failed(reading('secret/data/payroll', ['app']));
    assert.equal(
      message,
      `${title} answered 403: permission denied; the policies of the child token do not allow "read" on secret/data/payroll`,
    );
    assert.deepEqual(await bao.tokensOf('grant-1'), [], 'the token that read nothing is ended');
  });

  it('gives no policy that the token of this machine does not have', async () => {
    const { message } = await failed(reading('secret/data/app', ['root']));
    assert.match(message, /"privileges" in valet-key.json may name only policies that the token of this machine has$/);
  });

  it('ends the child token itself where nobody ends it', async () => {
    const issued = await issueBy(product, { ref: 'secret/data/app', env: machine, ttl: 1 });
    assert.ok((issued.expiresAt ?? Infinity) <= Date.now() + 1000);
    await until('the token has ended', async () => (await bao.tokensOf('grant-1')).length === 0);
  });

  it('says what is missing at a path, and in a secret', async () => {
    assert.match(
      (await failed(reading('secret/data/none'))).message,
      /403|404: there is nothing at secret\/data\/none/,
    );
    assert.match((await failed(reading('secret/data/app?field=absent'))).message, /no field "absent" there; name one/);
    assert.deepEqual(await bao.tokensOf('grant-1'), []);
  });

  it('says that the token of this machine has ended', async () => {
    const token = await bao.token({ policies: ['machine', 'app'], ttl: '1h' });
    await bao.api('POST', 'auth/token/revoke', { token });
    const { message } = await failed(reading('secret/data/app', undefined, { ...machine, BAO_TOKEN: token }));
    assert.match(
      message,
      /answered 403: permission denied; the token of this machine \(BAO_TOKEN or a login\) has ended/,
    );
  });

  describe('with a token that was handed over wrapped', () => {
    const wrapping = { headers: { 'x-vault-wrap-ttl': '60s' } };

    it('opens it once for all grants of a run', async () => {
      const env = handed(bao, await bao.token({ policies: ['machine', 'app'] }, wrapping));
      const issued = await Promise.all([1, 2].map(() => issueBy(product, { ref: 'secret/data/app', home: env })));
      assert.deepEqual(
        issued.map((one) => one.value),
        [value, value],
      );
      for (const { revocation } of issued) await revokeAtProvider(revocation ?? assert.fail());
    });

    it('says so where somebody opened it before', async () => {
      const token = await bao.token({ policies: ['machine', 'app'] }, wrapping);
      await bao.api('POST', 'sys/wrapping/unwrap', {}, { token });
      const { message } = await failed(issueBy(product, { ref: 'secret/data/app', home: handed(bao, token) }));
      assert.match(
        message,
        /was opened before, or has ended; if it was not you, somebody else holds the token: revoke it/,
      );
    });

    it('does not trust what is no token', async () => {
      const { wrap_info: info } = await bao.api('GET', 'secret/data/app', undefined, wrapping);
      const { token } = info as { token: string };
      const { message } = await failed(issueBy(product, { ref: 'secret/data/app', home: handed(bao, token) }));
      assert.match(message, /is no token that (?:OpenBao|Vault) made: do not trust it/);
    });
  });

  describe('with a real PostgreSQL', () => {
    let postgres: Postgres;

    before(async function () {
      this.timeout(300_000);
      postgres = await orSkip(this, startPostgres);
      await connectDatabase(bao, postgres);
    });
    after(() => postgres?.[Symbol.asyncDispose]());

    const users = async (): Promise<readonly string[]> =>
      (await postgres.query("select rolname from pg_roles where rolname like 'v-%'")).split('\n').filter(Boolean);

    it('makes a database user a grant, and drops it when the grant ends', async () => {
      const issued = await reading('database/creds/reader?field={username}:{password}', ['database']);
      const [user = '', password = ''] = issued.value.split(':');
      assert.deepEqual(await users(), [user]);
      assert.equal((await postgres.psql(user, password, 'select amount from charges')).stdout, '42\n');
      assert.match((await postgres.psql(user, password, 'delete from charges')).stderr, /permission denied/);
      await revokeAtProvider(issued.revocation ?? assert.fail());
      await until('the user is dropped', async () => (await users()).length === 0);
      assert.match((await postgres.psql(user, password, 'select 1')).stderr, /authentication failed/);
    });

    it('drops the user when the time of the grant is up', async () => {
      await issueBy(product, { ref: 'database/creds/reader?field={username}', env: machine, ttl: 2 });
      assert.equal((await users()).length, 1);
      await until('the user is dropped', async () => (await users()).length === 0);
    });

    it('has a lease that is shorter than the grant renewed to its end', async () => {
      const issued = await reading('database/creds/brief?field={username}:{password}', ['database']);
      assert.ok(Math.abs((issued.expiresAt ?? 0) - Date.now() - 600_000) < 10_000);
      const [user = '', password = ''] = issued.value.split(':');
      await sleep(3000);
      assert.equal((await postgres.psql(user, password, 'select amount from charges')).stdout, '42\n');
      await revokeAtProvider(issued.revocation ?? assert.fail());
      await until('the user is dropped', async () => (await users()).length === 0);
    });

    it('serves a run: the task reads, sees no token, and the user is gone at its end', async function () {
      this.timeout(60_000);
      using place = await prepared({ product, machine, postgres });
      const { status, stdout, stderr } = await place.run(['run', '--proxy-only', 'read']);
      assert.deepEqual([status, stdout], [0, '42\nBAO_TOKEN none\n'], stderr);
      await until('the user is dropped', async () => (await users()).length === 0);
      const audit = (await place.run(['audit'])).stdout;
      assert.match(audit, /asked (?:openbao|hashicorp-vault) for its credential under charges-reader: done/);
      assert.match(audit, /gave its credential back to (?:openbao|hashicorp-vault) under charges-reader: done/);
    });

    it('has the user dropped where the broker is killed', async function () {
      this.timeout(60_000);
      using place = await prepared({ product, machine, postgres });
      const args = [
        await bundle(),
        'run',
        'read',
        '--',
        'node',
        '-e',
        'console.log("up"); setInterval(() => {}, 1000)',
      ];
      const broker = spawn(process.execPath, args, {
        cwd: place.folder,
        env: place.env,
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      await once(broker.stdout, 'data');
      assert.equal((await users()).length, 1);
      broker.kill('SIGKILL');
      await until('the user is dropped', async () => (await users()).length === 0);
      let audit = '';
      await until('that is recorded', async () => {
        audit = (await place.run(['audit'])).stdout;
        return audit.includes('gave its credential back');
      });
      assert.match(audit, /lost its grant under charges-reader: revoked by broker/);
      assert.equal((await place.run(['audit', '--verify'])).status, 0);
    });

    it('says that the database is down, and leaves no token behind', async function () {
      this.timeout(60_000);
      await postgres[Symbol.asyncDispose]();
      const { message } = await failed(reading('database/creds/reader?field={username}', ['database']));
      assert.match(message, /^(?:OpenBao|Vault) answered 500: it is in trouble itself; try again later/);
      assert.deepEqual(await bao.tokensOf('grant-1'), []);
    });
  });

  describe('in trouble', () => {
    it('that does not answer holds up nothing for longer than it may', async () => {
      await using silent = await startService(() => undefined, 'http');
      const env = { ...machine, BAO_ADDR: `http://127.0.0.1:${silent.port}` };
      const { message } = await failed(
        issueBy(product, { ref: 'secret/data/app', env, signal: AbortSignal.timeout(100) }),
      );
      assert.match(message, /did not answer in time/);
    });

    it('that is sealed is told, a task is not started, and it stands in the log', async function () {
      this.timeout(60_000);
      await bao.api('PUT', 'sys/seal');
      using place = await prepared({ product, machine });
      const { status, stdout, stderr } = await place.run(['run', 'read']);
      assert.deepEqual([status, stdout], [2, '']);
      assert.match(
        stderr,
        /(?:OpenBao|Vault) answered 503: it is sealed or not ready; ask whoever runs it to unseal it/,
      );
      assert.match(
        (await place.run(['audit'])).stdout,
        /asked (?:openbao|hashicorp-vault) for its credential under charges-reader: failed \((?:OpenBao|Vault) answered 503/,
      );
    });

    it('that is down is told, a task is not started, and it stands in the log', async function () {
      this.timeout(60_000);
      await bao[Symbol.asyncDispose]();
      using place = await prepared({ product, machine });
      const { status, stdout, stderr } = await place.run(['run', 'read']);
      assert.deepEqual([status, stdout], [2, '']);
      assert.match(
        stderr,
        /(?:OpenBao|Vault) could not be reached at 127\.0\.0\.1:\d+ \(ECONNREFUSED\): is it running/,
      );
      assert.match(
        (await place.run(['audit'])).stdout,
        /under charges-reader: failed \((?:OpenBao|Vault) could not be reached/,
      );
    });
  });
}

function handed(bao: OpenBao, token: string): Readonly<Record<string, string>> {
  return { BAO_ADDR: bao.url, VALET_KEY_BAO_WRAPPED_TOKEN: token };
}

/**
 * A workspace with a task that reads the database as the user it is given. Its request names no host, so that it can
 * connect where nothing holds it, with `--proxy-only`; `databases.test.ts` has the others.
 */
async function prepared({
  product,
  machine,
  postgres,
}: {
  product: Product;
  machine: Readonly<Record<string, string>>;
  postgres?: Postgres;
}): Promise<Workplace> {
  const place = workplace();
  const where = `127.0.0.1:${postgres?.port ?? 1}/postgres`;
  const delivery: Delivery = { mode: 'env', env: 'DATABASE_URL' };
  const script = 'psql "$DATABASE_URL" -XAtc "select amount from charges" && echo "BAO_TOKEN ${BAO_TOKEN:-none}"';
  const manifest: Manifest = {
    version: 1,
    requests: {
      'charges-reader': {
        subject: 'task:read',
        purpose: 'A test',
        authorization_details: [{ type: 'database', privileges: ['database'] }],
        call: [],
        source: { provider: product, ref: `database/creds/reader?field=postgresql://{username}:{password}@${where}` },
        delivery,
        max_ttl: '1h',
        approval: 'once-per-session',
      },
    },
    tasks: { read: { command: ['sh', '-c', script], uses: ['charges-reader'] } },
  };
  place.write({ 'valet-key.json': JSON.stringify(manifest) });
  await keep(place, []);
  await approve(place, manifest);
  const env = { ...place.env, ...machine };
  return {
    ...place,
    env,
    run: (args, invocation = {}) => place.run(args, { ...invocation, env: { ...machine, ...invocation.env } }),
  };
}
