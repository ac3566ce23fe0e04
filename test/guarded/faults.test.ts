import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { auditLines } from '../../src/broker/audit/audit-files.ts';
import { openAuditLog } from '../../src/broker/audit/audit-log.ts';
import { sha256 } from '../../src/broker/audit/sha256.ts';
import { whyNoSandbox } from '../../src/broker/sandbox/sandbox.ts';
import { verifyLog } from '../../src/core/audit/verify.ts';
import { callThrough, guardFor } from '../broker/guard/guarded.ts';
import { startService } from '../broker/guard/service.ts';
import type { Service } from '../broker/guard/service.ts';
import { said, tlsThrough } from '../broker/guard/wire.ts';
import { bundle } from '../cli/program.ts';
import { guardedPlace } from './place.ts';
import type { GuardedPlace } from './place.ts';
import { skipUnheld } from './running.ts';

const node = process.execPath;

describe('a run whose broker is killed', () => {
  for (const mode of ['--proxy-only', '--enforced'] as const) {
    it(`leaves no process and no file behind, ${mode.slice(2)}`, async function () {
      this.timeout(60_000);
      if (mode === '--enforced' && !(await canEnforce())) return this.skip();
      await using service = await startService((_call, response) => response.end('done'));
      const mark = `valet-key-mark-${process.pid}-${Date.now()}`;
      const waiting = `setInterval(() => {}, 1000, '${mark}'); require('node:child_process').spawn('sleep', ['300.${process.pid}']); console.log('ready')`;
      using place = await guardedPlace(service, { task: { command: [node, '-e', waiting] } });
      const temporary = join(place.home, 'tmp');
      mkdirSync(temporary);
      const child = spawn(node, [await bundle(), 'run', mode, 'task'], {
        cwd: place.folder,
        env: { ...place.env, ...place.serviceEnv, TMPDIR: temporary },
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      await once(child.stdout, 'data');
      child.kill('SIGKILL');
      await eventually(() => !processes().some((line) => line.includes(mark) || line.includes(`300.${process.pid}`)));
      await eventually(() => readdirSync(temporary).length === 0);
      await eventually(() => !processes().some((line) => line.includes(temporary)));
      const { stdout } = await place.run(['grants']);
      assert.ok(!stdout.includes('acme'), 'and shows no live grant');
      return undefined;
    });
  }
});

describe('signals and a terminal', () => {
  const heard = `for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => { console.log('heard ' + signal); process.exit(3); }); setInterval(() => {}, 1000); console.log('ready ' + process.stdout.isTTY)`;

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    it(`${signal} reaches an enforced task, which decides`, async function () {
      this.timeout(60_000);
      if (!(await canEnforce())) return this.skip();
      await using service = await startService((_call, response) => response.end());
      using place = await guardedPlace(service, { task: { command: [node, '-e', heard] } });
      const child = spawn(node, [await bundle(), 'run', '--enforced', 'task'], {
        cwd: place.folder,
        env: { ...place.env },
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      let text = '';
      child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
        if (chunk.includes('ready')) child.kill(signal);
      });
      const [status] = (await once(child, 'close')) as [number];
      assert.deepEqual([status, text], [3, `ready undefined\nheard ${signal}\n`]);
      return undefined;
    });
  }

  for (const mode of ['--proxy-only', '--enforced'] as const) {
    it(`a terminal's own key reaches the task, which sees a terminal, ${mode.slice(2)}`, async function () {
      this.timeout(60_000);
      if (spawnSync('script', ['--version']).status !== 0) {
        console.log('      (skipped: there is no script command of util-linux here)');
        return this.skip();
      }
      if (mode === '--enforced' && !(await canEnforce())) return this.skip();
      await using service = await startService((_call, response) => response.end());
      using place = await guardedPlace(service, { task: { command: [node, '-e', heard] } });
      const line = `exec ${[node, await bundle(), 'run', mode, 'task'].map((word) => `'${word}'`).join(' ')}`;
      const child = spawn('script', ['--quiet', '--return', '--echo', 'never', '--command', line, '/dev/null'], {
        cwd: place.folder,
        env: { ...place.env },
        stdio: ['pipe', 'pipe', 'ignore'],
      });
      let text = '';
      child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
        if (chunk.includes('[N]o:')) child.stdin.write('y\r');
        if (chunk.includes('ready true')) child.stdin.write('\u0003');
      });
      const [status] = (await once(child, 'close')) as [number];
      assert.match(text, /ready true[^]*heard SIGINT/);
      assert.equal(status, 3);
      return undefined;
    });
  }
});

describe('a file that is denied by its name', () => {
  it('and is made while an enforced task runs is told of', async function () {
    this.timeout(60_000);
    if (!(await canEnforce())) return this.skip();
    await using service = await startService((_call, response) => response.end());
    const task = { command: [node, '-e', "console.log('ready'); setTimeout(() => {}, 1500)"] };
    using place = await guardedPlace(service, { task });
    const child = spawn(node, [await bundle(), 'run', '--enforced', 'task'], {
      cwd: place.folder,
      env: { ...place.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.once('data', () => place.write({ '.env': 'A=1', 'plain.txt': 'x' }));
    let told = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (told += chunk));
    await once(child, 'close');
    assert.match(told, /: \.env was made while the task runs/);
    assert.ok(!told.includes('plain.txt'));
    return undefined;
  });
});

describe('a value that the task sees', () => {
  it('ends the task with its grant, and says so', async function () {
    this.timeout(60_000);
    await using service = await startService((_call, response) => response.end());
    const asking = { delivery: { mode: 'env', env: 'ACME' }, max_ttl: '1s' } as const;
    using place = await guardedPlace(service, asking);
    const outcome = await place.run(['run', '--', node, '-e', 'setInterval(() => {}, 1000)']);
    assert.equal(outcome.status, 143);
    assert.match(outcome.stderr, /the grant of acme has ended, and the task, which sees its value, is ended/);
    assert.match((await place.run(['audit'])).stdout, /reached the end of its grant under acme/);
  });

  for (const mode of ['--proxy-only', '--enforced'] as const) {
    it(`is read once from a file, and stands in no variable, ${mode.slice(2)}`, async function () {
      this.timeout(60_000);
      if (mode === '--enforced' && !(await canEnforce())) return this.skip();
      await using service = await startService((_call, response) => response.end());
      // Backwards: a value that is printed as it is would be taken out.
      const read = `const fs = require('node:fs'); const once = fs.readFileSync(process.env.ACME, 'utf8'); const again = () => { try { return fs.readFileSync(process.env.ACME, 'utf8').length; } catch (error) { return error.code; } }; setTimeout(() => console.log([...once].reverse().join(''), again(), Object.values(process.env).includes(once)), 200)`;
      const asking = { delivery: { mode: 'fd', env: 'ACME' }, task: { command: [node, '-e', read] } } as const;
      using place = await guardedPlace(service, asking);
      const { stdout, stderr } = await place.run(['run', mode, 'task']);
      assert.equal(stdout, `${place.value.split('').toReversed().join('')} ENOENT false\n`, stderr);
      return undefined;
    });
  }

  it('is taken out of the output in pieces and in other forms', async function () {
    this.timeout(60_000);
    await using service = await startService((_call, response) => response.end());
    using place = await guardedPlace(service, { delivery: { mode: 'env', env: 'ACME' }, value: 'p4ss/word+of a=test' });
    const print = `const { ACME: value } = process.env; process.stdout.write(value.slice(0, 9)); setTimeout(() => { process.stdout.write(value.slice(9) + ' '); console.log(encodeURIComponent(value), Buffer.from('u:' + value).toString('base64')); }, 150)`;
    const { stdout } = await place.run(['run', '--', node, '-e', print]);
    assert.match(stdout, /^\*{19} \*{27,} \S*\*{12,}\S*\n$/);
  });
});

describe('variables that change what Perl does', () => {
  it('reach an enforced task, and nothing outside of its sandbox', async function () {
    this.timeout(60_000);
    if (!(await canEnforce())) return this.skip();
    await using service = await startService((_call, response) => response.end());
    const task = { command: ['sh', '-c', 'echo "$PERL5OPT"'], read: { env: ['PERL5OPT', 'PERL5LIB'] } };
    using place = await guardedPlace(service, { task });
    place.write({ 'lib/Outside.pm': `open(my $file, '>', '${place.home}/planted'); 1;` });
    const env = { PERL5OPT: '-MOutside', PERL5LIB: join(place.folder, 'lib') };
    const { stdout, stderr } = await place.run(['run', '--enforced', 'task'], { env });
    assert.equal(stdout, '-MOutside\n', stderr);
    assert.equal(existsSync(join(place.home, 'planted')), false);
    assert.ok(!stderr.includes('not recorded'), 'and the task is heard');
    return undefined;
  });
});

describe('what a task writes for a moment', () => {
  it('has a folder of its own, which ends with it', async function () {
    await skipUnheld(this, 'enforced');
    await using service = await startService((_call, response) => response.end());
    const line = 'made=$(mktemp) && echo words > "$made" && cat "$made" && echo "$TMPDIR" && stat -c %a "$TMPDIR"';
    using place = await guardedPlace(service, { task: { command: ['sh', '-c', line] } });
    const { stdout, stderr } = await place.run(['run', '--enforced', 'task']);
    const [words, folder = '', mode] = stdout.split('\n');
    assert.deepEqual([words, mode, existsSync(folder)], ['words', '700', false], stderr);
  });
});

describe('many calls', () => {
  it('200 at once and 10,000 in a row are all there, in one whole log', async function () {
    this.timeout(170_000);
    await using log = temporaryLog();
    await using service = await startService((_call, response) => response.end('done'));
    const more = { audit: openAuditLog({ folder: log.folder }), upstream: service.keptUpstream };
    using guarded = await guardFor(service, { call: [{ host: hostOf(service) }], more });
    const headers = { authorization: `Bearer ${guarded.placeholder}` };
    const many = Array.from({ length: 200 }, () => callThrough(guarded, hostOf(service), { headers }));
    assert.ok((await Promise.all(many)).every(({ status }) => status === 200));
    const socket = await tlsThrough(guarded, hostOf(service));
    const lines = ['GET /v1 HTTP/1.1', `Host: ${hostOf(service)}`, `Authorization: ${headers.authorization}`, '', ''];
    for (let call = 0; call < 10_000; call++) {
      socket.removeAllListeners('data').removeAllListeners('close').removeAllListeners('error');
      assert.match(await said(socket, lines, /done/), /^HTTP\/1\.1 200/);
      service.reached.length = Math.min(service.reached.length, 1);
    }
    socket.destroy();
    const { count, tampering } = verifyLog(auditLines(log.folder), { sha256 });
    assert.deepEqual([count, tampering], [10_200, []]);
  });

  it('in two runs at once are in one whole log', async function () {
    this.timeout(60_000);
    await using service = await startService((_call, response) => response.end('done'));
    using place = await guardedPlace(service);
    const call = 'for i in 1 2 3 4 5; do curl -sS "$URL" -H "Authorization: Bearer $ACME"; done';
    const runs = await Promise.all([1, 2].map(() => runShell(place, call)));
    assert.deepEqual(
      runs.map(({ stdout }) => stdout),
      ['done'.repeat(5), 'done'.repeat(5)],
      runs.map(({ stderr }) => stderr).join(''),
    );
    assert.equal((await place.run(['audit', '--verify'])).status, 0);
  });

  it('are refused while the disk is full, and go on when it is not, with the log whole', async function () {
    this.timeout(30_000);
    await using log = temporaryLog();
    await using service = await startService((_call, response) => response.end('done'));
    let isFull = false;
    const write = (file: number, bytes: Uint8Array): void => {
      // What a disk does that becomes full: it takes a part.
      writeSync(file, isFull ? bytes.subarray(0, 10) : bytes);
      if (isFull) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
    };
    const audit = openAuditLog({ folder: log.folder, write });
    using guarded = await guardFor(service, { call: [{ host: hostOf(service) }], more: { audit } });
    const headers = { authorization: `Bearer ${guarded.placeholder}` };
    const statuses: number[] = [];
    for (const full of [false, true, true, false]) {
      isFull = full;
      statuses.push((await callThrough(guarded, hostOf(service), { headers })).status);
    }
    assert.deepEqual(statuses, [200, 503, 503, 200]);
    assert.equal(service.reached.length, 2);
    const { count, tampering } = verifyLog(auditLines(log.folder), { sha256 });
    assert.deepEqual([count, tampering], [2, []]);
  });
});

async function canEnforce(): Promise<boolean> {
  const reason = await whyNoSandbox();
  if (reason !== undefined) console.log(`      (skipped: this machine cannot enforce: ${reason})`);
  return reason === undefined;
}

function runShell(place: GuardedPlace, line: string) {
  return place.run(['run', '--', 'sh', '-c', line], { env: place.serviceEnv });
}

function hostOf({ port }: Service): string {
  return `localhost:${port}`;
}

function processes(): readonly string[] {
  return spawnSync('ps', ['-A', '-o', 'args='], { encoding: 'utf8' }).stdout.split('\n');
}

async function eventually(isSo: () => boolean): Promise<void> {
  for (let turn = 0; turn < 100; turn++) {
    if (isSo()) return;
    await wait(100);
  }
  assert.fail('it has not come about');
}

function temporaryLog(): AsyncDisposable & { readonly folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'valet-key-faults-'));
  return {
    folder,
    async [Symbol.asyncDispose]() {
      await wait(50);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
