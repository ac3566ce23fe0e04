import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { timeOf } from '../../src/cli/audit.ts';
import type { Manifest } from '../../src/core/requests/manifest.ts';
import { approve, bundle, keep, workplace } from './program.ts';
import type { Workplace } from './program.ts';

const waiting = 'process.on("SIGTERM", () => process.exit(9)); setInterval(() => {}, 1000); console.log("ready")';

describe('valet-key audit', () => {
  it('tells what a run did, in sentences and as records', async () => {
    using place = await prepared();
    await place.run(['run', 'show'], { env: { CLAUDECODE: '1' } });
    const { stdout, status } = await place.run(['audit', '--agent', 'claude', '--since', '1h']);
    assert.equal(status, 0);
    const sentences = stdout.replaceAll(/^\S+ \S+ {2}/gm, '').replaceAll(/until \S+/g, 'until then');
    const who = 'task show (started by Claude Code)';
    assert.deepEqual(
      sentences
        .trim()
        .split('\n')
        .map((line) => line.replace(/ \((?:proxy-only|enforced)\)$/, '')),
      [
        `${who} started node`,
        `${who} was granted one by env until then`,
        `${who} asked vault for its credential under one: done`,
        `${who} lost its grant under one: revoked by end of run`,
        `${who} ended with status 0`,
      ],
    );
    const jsonl = await place.run(['audit', '--request', 'one', '--format', 'jsonl']);
    const classes = jsonl.stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { class_uid: number }).class_uid);
    assert.deepEqual(classes, [3003, 6003, 3004]);
    assert.ok(!(stdout + jsonl.stdout).includes(place.one));
    assert.equal((await place.run(['audit', '--since', '2999-01-01'])).stdout, '');
  });

  it('verifies the log, and finds what was changed and what was cut off', async () => {
    using place = await prepared();
    await place.run(['run', 'show']);
    const whole = await place.run(['audit', '--verify']);
    assert.deepEqual([whole.status, whole.stdout], [0, 'the audit log is whole: 5 lines, signed up to line 5\n']);
    const path = join(place.home, 'valet-key/audit/audit.jsonl');
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace('"delivery":"env"', '"delivery":"fd"'));
    const edited = await place.run(['audit', '--verify']);
    assert.deepEqual([edited.status, edited.stdout], [1, 'line 2: edited after it was written\n']);
    writeFileSync(path, text.split('\n').slice(0, 3).join('\n') + '\n');
    const cut = await place.run(['audit', '--verify']);
    assert.deepEqual([cut.status, cut.stdout], [1, 'line 3: the log was cut off after it, 2 lines in all\n']);
  });

  it('exports records to a new file, which can be read and verified elsewhere', async () => {
    using place = await prepared();
    await place.run(['run', 'show']);
    const exported = await place.run(['audit', '--export', 'audit.jsonl']);
    assert.deepEqual([exported.status, exported.stdout], [0, '']);
    assert.match(exported.stderr, /5 records in audit\.jsonl/);
    const again = await place.run(['audit', '--export', 'audit.jsonl']);
    assert.deepEqual(
      [again.status, again.stderr],
      [2, 'valet-key audit: audit.jsonl is there already: name another file, or --force\n'],
    );
    const shown = await place.run(['audit', '--in', 'audit.jsonl', '--request', 'one']);
    assert.equal(shown.stdout, (await place.run(['audit', '--request', 'one'])).stdout);
    const whole = await place.run(['audit', '--in', 'audit.jsonl', '--verify']);
    assert.deepEqual([whole.status, whole.stdout], [0, 'the audit log is whole: 5 lines\n']);
    place.write({ 'audit.jsonl': place.read('audit.jsonl').replace('"delivery":"env"', '"delivery":"fd"') });
    assert.equal(
      (await place.run(['audit', '--in', 'audit.jsonl', '--verify'])).stdout,
      'line 2: edited after it was written\n',
    );
    assert.equal((await place.run(['audit', '--in', 'none.jsonl'])).status, 2);
  });

  it('verifies and then shows what else is asked for, and tells the file of a line where there are several', async () => {
    using place = await prepared();
    await place.run(['run', 'show']);
    const { stdout, status } = await place.run(['audit', '--verify', '--request', 'one', '--format', 'jsonl']);
    assert.deepEqual([status, stdout.split('\n').length], [0, 5]);
    const inside = join(place.home, 'valet-key/audit');
    renameSync(join(inside, 'audit.jsonl'), join(inside, 'audit.000000000005.jsonl'));
    await place.run(['run', 'show']);
    assert.equal((await place.run(['audit', '--verify'])).status, 0);
    const path = join(inside, 'audit.jsonl');
    writeFileSync(path, readFileSync(path, 'utf8').replace('"delivery":"env"', '"delivery":"fd"'));
    assert.equal(
      (await place.run(['audit', '--verify'])).stdout,
      'line 7 (audit.jsonl, line 2): edited after it was written\n',
    );
  });

  it('grants nothing where the log cannot be written', async () => {
    using place = await prepared();
    writeFileSync(join(place.home, 'valet-key/audit'), '');
    const { status, stdout, stderr } = await place.run(['run', '--', 'node', '-e', 'console.log("ran")']);
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, /audit log .* cannot be written \(EEXIST\); what is not recorded is not granted/);
  });

  for (const [text, expected] of [
    ['30m', 100_000_000 - 1_800_000],
    ['2026-11-24', Date.UTC(2026, 10, 24)],
    ['2026-11-24T10:00Z', Date.UTC(2026, 10, 24, 10)],
  ] as const) {
    it(`takes ${text} for a time`, () => assert.equal(timeOf(text, 100_000_000), expected));
  }
  for (const text of ['last week', '', '0m', '2026-13-99']) {
    it(`does not take "${text}" for a time`, () => assert.throws(() => timeOf(text, 0), /--since/));
  }
});

describe('valet-key grants and revoke', () => {
  it('show what is live and end it: a task that has the value is ended', async () => {
    using place = await prepared();
    assert.match((await place.run(['grants'])).stderr, /no live grants/);
    assert.equal((await place.run(['revoke', '--all'])).status, 1);
    const child = spawn(process.execPath, [await bundle(), 'run', '--', 'node', '-e', waiting], {
      cwd: place.folder,
      env: place.env,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    using killing = new DisposableStack();
    killing.defer(() => child.kill('SIGKILL'));
    await once(child.stdout, 'data');
    const ended = once(child, 'exit');
    const { stdout } = await place.run(['grants']);
    assert.match(stdout, /^node \(proxy-only\) in .*\n {2}one {2}by env, (?:59|60)m left\n$/);
    const revoked = await place.run(['revoke', 'one']);
    assert.deepEqual([revoked.status, revoked.stdout], [0, 'revoked 1 grant: the next call is refused\n']);
    assert.deepEqual(await ended, [9, null]);
    assert.match((await place.run(['audit'])).stdout, /lost its grant under one: revoked by person/);
    assert.equal((await place.run(['grants'])).stdout, '');
  });

  it('show what is approved, and withdraw it without the vault: the next run asks again', async () => {
    using place = await prepared();
    const shown = await place.run(['grants', '--approvals']);
    assert.match(
      shown.stdout,
      /^\/.*\n {2}one {2}for any command, here, until 20\S+ \d\d:\d\dZ; approved by terminal on 20\S+ \d\d:\d\dZ\n$/,
    );
    const [row = ''] = (await place.run(['grants', '--approvals', '--format', 'jsonl'])).stdout.split('\n');
    assert.deepEqual(Object.keys(JSON.parse(row) as object).includes('request_s256'), true);
    const locked = { VALET_KEY_PASSPHRASE_FILE: undefined };
    const { stdout, status } = await place.run(['revoke', '--approvals', 'one'], { env: locked });
    assert.deepEqual([status, stdout], [0, 'withdrew 1 approval: the next run asks again\n']);
    assert.match((await place.run(['audit'])).stdout, /is no longer approved under one: withdrawn by a person\n$/);
    assert.match((await place.run(['grants', '--approvals'])).stderr, /nothing is approved now/);
    assert.doesNotMatch((await place.run(['requests', 'one'])).stdout, /last at the terminal/);
    assert.equal((await place.run(['run', 'show'], { detached: true })).status, 2);
    assert.equal((await place.run(['revoke', '--approvals'])).status, 1);
  });
});

describe('a broker that is killed', () => {
  it('leaves no task and no grant behind', async () => {
    using place = await prepared();
    const child = spawn(
      process.execPath,
      [await bundle(), 'run', '--', 'node', '-e', waiting.replace('"ready"', 'process.pid')],
      {
        cwd: place.folder,
        env: place.env,
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    );
    const [pid] = (await once(child.stdout, 'data')) as [Buffer];
    child.kill('SIGKILL');
    for (let tries = 0; isThere(Number(pid)) && tries < 100; tries++) await new Promise((done) => setTimeout(done, 30));
    assert.ok(!isThere(Number(pid)));
    assert.match((await place.run(['grants'])).stderr, /no live grants/);
    assert.equal((await place.run(['audit', '--verify'])).status, 0);
  });
});

interface Prepared extends Workplace {
  readonly one: string;
}

async function prepared(): Promise<Prepared> {
  const place = workplace();
  const manifest: Manifest = {
    version: 1,
    requests: {
      one: {
        subject: 'task:show',
        purpose: 'A test',
        authorization_details: [{ type: 'api_credential' }],
        call: [],
        source: { provider: 'vault', ref: 'one' },
        delivery: { mode: 'env', env: 'ONE' },
        max_ttl: '1h',
        approval: 'once-per-session',
      },
    },
    tasks: { show: { command: ['node', '-e', '0'], uses: ['one'] } },
  };
  place.write({ 'valet-key.json': JSON.stringify(manifest) });
  const { one = '' } = await keep(place, ['one']);
  await approve(place, manifest);
  return { ...place, one };
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    // Nobody by that number.
    return false;
  }
}
