import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { auditLines } from '../../../src/broker/audit/audit-files.ts';
import { BrokerClient } from '../../../src/broker/client.ts';
import type { Answer, Question } from '../../../src/broker/protocol/approvals.ts';
import type { GuardParams, GuardResult, Said } from '../../../src/broker/protocol/guards.ts';
import { runVariable } from '../../../src/broker/protocol/variables.ts';
import { liveRuns } from '../../../src/broker/grants/live-runs.ts';
import { GuardRefused, lentPlanOf } from '../../../src/broker/lent/lent-plan.ts';
import { readLine } from '../../../src/core/audit/chain.ts';
import type { AuditEvent } from '../../../src/core/audit/event.ts';
import type { Manifest, Request } from '../../../src/core/requests/manifest.ts';
import { settled } from '../../harness/settled.ts';
import { request as sample } from '../../core/requests/samples.ts';
import { echo, startService } from '../guard/service.ts';
import { newValue, scratch } from '../scratch.ts';

const brokerPath = join(import.meta.dirname, '../../../src/broker/main.ts');

describe('a guard for a process that the editor starts', () => {
  it('gives it placeholders, and its calls the value', async () => {
    await using place = await placeFor({});
    const started = await place.started({});
    assert.deepEqual(started.requests, ['acme']);
    assert.notEqual(started.env['ACME'], undefined);
    assert.equal(JSON.stringify(started).includes(place.value), false);
    assert.equal(await place.call(started), 200);
    assert.equal(place.service.reached[0]?.headers.authorization, `Bearer ${place.value}`);
  });

  it('asks a person, who sees what is started', async () => {
    const asked: Question[] = [];
    await using place = await placeFor({ approve: async (question) => (asked.push(question), yes) });
    await place.started({ command: ['node', 'dist/sync.js'], task: 'sync' });
    const [question] = asked;
    assert.deepEqual(question?.command, ['node', 'dist/sync.js']);
    assert.equal(question?.task, 'sync');
    assert.equal(question?.mode, 'proxy-only');
  });

  it('lets nobody else call, and tells the editor who tried', async () => {
    const said: string[] = [];
    await using place = await placeFor({ onSaid: ({ text }) => void said.push(text) });
    const started = await place.started({});
    const { [runVariable]: _mark, ...unmarked } = started.env;
    // It stands under no process that has the mark either.
    assert.equal(await place.call({ ...started, env: unmarked }), 403);
    await settled(
      async () => said,
      (lines) => lines.length > 0,
      'what was said',
    );
    assert.match(said.join(), /^refused: a call by node \(process \d+\), which was not started in this run/);
    assert.ok(place.events().some(({ type }) => type === 'caller-refused'));
  });

  it('is listed while it lasts, and leaves nothing when it ends', async () => {
    await using place = await placeFor({});
    const started = await place.started({});
    const [live] = await place.client.liveRuns();
    assert.equal(live?.run, started.run);
    assert.equal(live?.grants[0]?.request, 'acme');
    assert.equal(await place.client.endGuard(started.run), true);
    assert.deepEqual(await place.client.liveRuns(), []);
    assert.equal(await place.call(started), 'unreachable');
    assert.equal(await place.client.endGuard(started.run), false);
    assert.deepEqual(
      place.events().map(({ type }) => type),
      ['approved', 'run-started', 'grant-issued', 'grant-revoked', 'run-ended'],
    );
  });

  it('refuses the next call of a grant that was revoked', async () => {
    await using place = await placeFor({});
    const started = await place.started({});
    assert.equal(await place.client.revoke(['*']), 1);
    assert.equal(await place.call(started), 403);
    assert.equal(place.service.reached.length, 0);
  });

  it('renews a grant whose time is up while its approval lasts', async () => {
    await using place = await placeFor({ request: { max_ttl: '1s' } });
    const started = await place.started({});
    const [first] = await place.client.liveRuns();
    // Long enough for the broker to have looked at its clock since.
    await sleep(1_500);
    assert.equal(await place.call(started), 200);
    const ids = place.events().flatMap((event) => (event.type === 'grant-issued' ? [event.grant] : []));
    assert.equal(ids.length, 2);
    assert.equal(ids[0], first?.grants[0]?.id);
  });

  it('renews a grant that was long over, and seen to be, when the next call came', async () => {
    await using place = await placeFor({ request: { max_ttl: '1s' } });
    const started = await place.started({});
    while (!place.events().some(({ type }) => type === 'grant-expired')) await sleep(50);
    assert.equal(await place.call(started), 200);
  });

  it('renews nothing that a person allowed for one run', async () => {
    await using place = await placeFor({ request: { max_ttl: '1s', approval: 'every-run' } });
    const started = await place.started({});
    await sleep(1_050);
    assert.equal(await place.call(started), 403);
    assert.equal(place.service.reached.length, 0);
  });

  it('ends with the editor, which takes back what was granted', async () => {
    await using place = await placeFor({});
    const started = await place.started({});
    place.client.dispose();
    await settled(
      async () => place.events().map(({ type }) => type),
      (types) => types.includes('run-ended'),
      'the end of the run',
    );
    assert.equal(await place.call(started), 'unreachable');
  });

  it('ends with a broker that is killed', async () => {
    await using place = await placeFor({});
    const started = await place.started({});
    const [live] = await place.client.liveRuns();
    process.kill(live?.pid ?? assert.fail(), 'SIGKILL');
    await settled(
      () => place.call(started),
      (answer) => answer === 'unreachable',
      'the end of the guard',
    );
    await settled(
      async () => liveRuns(place.home),
      (runs) => runs.length === 0,
      'no live run',
    );
  });

  it('is refused where a person says no, or the time of the request is over', async () => {
    const rows = [
      [{ approve: async () => no }, 'declined'],
      [{ request: { expires_at: '2020-01-01' } }, 'expired'],
    ] as const;
    for (const [setting, reason] of rows) {
      await using place = await placeFor(setting);
      assert.deepEqual(await place.start({}), { type: 'refused', reason, names: ['acme'] });
      assert.deepEqual(await place.client.liveRuns(), []);
    }
  });
});

describe('what a process of the editor’s may have', () => {
  const visible: Partial<Request> = { delivery: { mode: 'env', env: 'ACME' } };
  const unnamed: Partial<Request> = { delivery: { mode: 'header', header: 'Authorization', format: 'Bearer {}' } };
  const rows: readonly (readonly [string, Partial<Request>, Partial<GuardParams>, GuardRefused['reason'], string[]])[] =
    [
      ['nothing whose value it would see', visible, {}, 'visible', ['acme']],
      ['nothing that the vault does not have', { source: { provider: 'vault', ref: 'x' } }, {}, 'no-value', ['acme']],
      ['nothing of an unknown provider', { source: { provider: 'x', ref: 'x' } }, {}, 'no-provider', ['acme']],
      [
        'nothing that its provider lacks a setting for',
        { source: { provider: 'openbao', ref: 'a/b' } },
        {},
        'not-ready',
        ['acme'],
      ],
      ['nothing that no variable would hold', unnamed, {}, 'no-variable', ['acme']],
      ['nothing of an unknown task', {}, { task: 'sink' }, 'unknown-task', ['sink']],
      ['no unknown request', {}, { uses: ['acne'] }, 'unknown-request', ['acne']],
      ['no variable of an unknown request', {}, { variables: { A: 'x' } }, 'unknown-request', ['x']],
      ['not nothing at all', visible, { unfit: 'leave out' }, 'nothing-to-guard', []],
    ];
  for (const [name, request, params, reason, names] of rows) {
    it(name, () => {
      using folder = workspaceWith(manifestFor(request));
      assert.throws(() => planIn(folder.path, params), refusal(reason, names));
    });
  }

  it('nothing where there is no manifest, or a broken one', () => {
    using folder = scratch();
    const path = join(folder.path, 'valet-key.json');
    assert.throws(() => planIn(folder.path, {}), refusal('no-manifest', [path]));
    writeFileSync(path, '{');
    assert.throws(() => planIn(folder.path, {}), refusal('broken-manifest', [path]));
  });

  it('a variable besides the one that the request names', () => {
    using folder = workspaceWith(manifestFor(unnamed));
    const { plan } = planIn(folder.path, { variables: { KEY: 'acme' } });
    assert.deepEqual([...plan.fills], [['KEY', 'acme']]);
  });

  it('what is left when others are left out', () => {
    const db = { ...sample, delivery: { mode: 'env', env: 'DB' } } as const;
    const twin = { ...sample, source: acmeSource };
    using folder = workspaceWith(manifestFor({}, { db, twin: { ...twin, delivery: acmeDelivery } }));
    const { plan, leftOut } = planIn(folder.path, { unfit: 'leave out' });
    assert.deepEqual(plan.uses, ['acme']);
    assert.deepEqual(leftOut, [
      { request: 'db', reason: 'visible' },
      { request: 'twin', reason: 'same-variable' },
    ]);
  });
});

function planIn(workspace: string, params: Partial<GuardParams>) {
  const whole: GuardParams = { workspace, command: ['node'], started: 'debug session', unfit: 'refuse', ...params };
  return lentPlanOf(whole, { env: {}, kept: new Set(['acme', sample.source.ref]) });
}

function workspaceWith(manifest: Manifest) {
  const folder = scratch();
  writeFileSync(join(folder.path, 'valet-key.json'), JSON.stringify(manifest));
  return folder;
}

function refusal(reason: string, names: readonly string[]) {
  return (error: unknown) => {
    assert.ok(error instanceof GuardRefused);
    assert.deepEqual([error.reason, error.names], [reason, names]);
    return true;
  };
}

const yes: Answer = { type: 'yes', by: 'editor', scope: 'command' };
const no: Answer = { type: 'no', reason: 'declined' };

interface Setting {
  readonly approve?: (question: Question) => Promise<Answer>;
  readonly onSaid?: (said: Said) => void;
  readonly request?: Partial<Request>;
}

type Started = Extract<GuardResult, { type: 'started' }>;

const acmeSource = { provider: 'vault', ref: 'acme' } as const;
const acmeDelivery = { mode: 'header', env: 'ACME', header: 'Authorization', format: 'Bearer {}' } as const;

function manifestFor(request: Partial<Request>, more: Readonly<Record<string, Request>> = {}): Manifest {
  const usual = { source: acmeSource, delivery: acmeDelivery, max_ttl: '15m', approval: 'once-per-session' } as const;
  const tasks = { sync: { command: ['node'], uses: ['acme'] } };
  return { version: 1, requests: { acme: { ...sample, ...usual, ...request }, ...more }, tasks };
}

/** A workspace with a request `acme` for a service on this machine, and a broker of its own. */
async function placeFor(setting: Setting) {
  const parts = new AsyncDisposableStack();
  const service = parts.use(await startService(echo, 'http'));
  const home = parts.use(scratch());
  const { path: folder } = parts.use(scratch());
  const value = newValue();
  const request = { call: [{ host: `localhost:${service.port}` }], ...setting.request };
  writeFileSync(join(folder, 'valet-key.json'), JSON.stringify(manifestFor(request)));
  let kept: string | undefined;
  const client = parts.adopt(
    new BrokerClient({
      brokerPath,
      keyStore: { read: async () => kept, store: async (key) => void (kept = key) },
      env: { VALET_KEY_HOME: home.path, VALET_KEY_KEYCHAIN: 'off' },
      approve: setting.approve ?? (async () => yes),
      ...(setting.onSaid && { onSaid: setting.onSaid }),
    }),
    (one) => one.dispose(),
  );
  await client.put({ name: 'acme', value, kind: 'k' });
  const start = (params: Partial<GuardParams>) =>
    client.startGuard({ workspace: folder, command: ['node'], started: 'debug session', unfit: 'refuse', ...params });
  return {
    service,
    home: home.path,
    value,
    client,
    start,
    async started(params: Partial<GuardParams>): Promise<Started> {
      const result = await start(params);
      if (result.type !== 'started') assert.fail(result.reason);
      return result;
    },
    call: ({ env }: Started) => callBy(env, `http://localhost:${service.port}/v1`),
    events: (): readonly AuditEvent[] =>
      [...auditLines(home.path)].flatMap((line) => readLine(line)?.record.unmapped ?? []),
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

/** What the editor starts with these variables: it follows them, and prints how it was answered. */
async function callBy(env: Readonly<Record<string, string>>, url: string): Promise<number | 'unreachable'> {
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', calling, url], {
    // What it would load first is gone with its guard.
    env: { ...env, NODE_OPTIONS: '' },
  });
  return stdout === '' ? 'unreachable' : Number(stdout);
}

const calling = `
const [url] = process.argv.slice(1);
const { hostname: host, port } = new URL(process.env.HTTP_PROXY);
const headers = { host: new URL(url).host, authorization: 'Bearer ' + process.env.ACME };
require('node:http')
  .get({ host, port, path: url, headers, agent: false }, (answer) => process.stdout.write(String(answer.resume().statusCode)))
  .on('error', () => undefined);`;
