import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { childrenOf } from '../../src/broker/disk/process-tree.ts';
import { whyNoSandbox } from '../../src/broker/sandbox/sandbox.ts';
import { bundle, outcomeOf, workplace } from '../cli/program.ts';
import type { Workplace } from '../cli/program.ts';
import { settled } from '../harness/settled.ts';
import { requireProgram } from '../real/parts/debian.ts';
import { orSkip, programOn } from '../real/parts/part.ts';

/** A task that waits until it may go on, and then shows what it reads. */
const waiting = (line: string): string => `touch out/ready; while ! [ -e out/go ]; do sleep 0.05; done; ${line}`;

const rows: readonly {
  readonly fact: string;
  readonly path: string;
  readonly make: (place: Workplace) => void;
}[] = [
  { fact: 'in the folder of the task', path: '.env.local', make: made('.env.local') },
  { fact: 'further down', path: 'packages/a/src/.env', make: made('packages/a/src/.env') },
  { fact: 'in a new folder', path: 'packages/new/deep/.env', make: made('packages/new/deep/.env') },
  {
    fact: 'in place of one that was there',
    path: '.env',
    make(place) {
      place.write({ 'src/saved~': 'UNSEEN' });
      renameSync(join(place.folder, 'src/saved~'), join(place.folder, '.env'));
    },
  },
  {
    fact: 'with a folder that is moved in',
    path: 'moved/.env',
    make(place) {
      place.write({ '../elsewhere/.env': 'UNSEEN' });
      renameSync(join(place.folder, '../elsewhere'), join(place.folder, 'moved'));
    },
  },
  { fact: 'where tools fill folders', path: 'node_modules/a/.env', make: made('node_modules/a/.env') },
];

describe('a denied file that is made while a task runs', () => {
  before(needed);

  for (const { fact, path, make } of rows) {
    it(`${fact} is hidden, recorded and told`, async () => {
      using place = prepared(waiting(`cat ${path}`));
      const run = started(place);
      await isReady(place);
      make(place);
      await settled(
        () => logOf(place),
        (log) => log.includes('made during the run'),
        'the record',
      );
      place.write({ 'out/go': '' });
      const { stdout, stderr } = await run;
      assert.match(stdout, /^# Valet Key: this task may not read/);
      assert.doesNotMatch(stdout, /UNSEEN/);
      assert.ok(stderr.includes(`${path} was made while the task runs: hidden from it`), stderr);
      const log = await logOf(place);
      assert.ok(log.includes(`task wait was kept from ${path}, made during the run`), log);
      assert.ok(log.includes(`task wait tried to read ${path}: refused`), log);
    }).timeout(60_000);
  }

  it('is recorded at the end at the latest', async () => {
    using place = prepared('mkdir -p node_modules/b/c/d; echo A=1 > node_modules/b/c/d/.env', ['node_modules']);
    place.write({ 'node_modules/.keep': '' });
    const { stderr } = await started(place);
    assert.match(stderr, /node_modules\/b\/c\/d\/\.env was made while the task ran, which could read it/);
    assert.match(await logOf(place), /task wait could read node_modules\/b\/c\/d\/\.env, made during the run/);
  }).timeout(60_000);

  it('without end fills no log', async () => {
    using place = prepared('for i in $(seq 400); do echo A > out/.env.$i; done; true');
    const { stderr } = await started(place);
    const lines = (await logOf(place)).split('\n').filter((line) => line.includes('made during the run'));
    assert.equal(lines.length, 101);
    assert.match(lines.at(-1) ?? '', /and 299 more, made during the run/);
    assert.ok(stderr.split('\n').length < 25, stderr);
  }).timeout(60_000);
});

describe('a task that reads denied files in a loop', () => {
  before(needed);

  it('slows nobody and fills no log', async () => {
    const program = `const { closeSync, openSync } = require('node:fs');
      const paths = [...Array(300).keys()].map((number) => 'many/' + number + '/.env').filter((path) => { try { closeSync(openSync(path)); return true; } catch { return false; } });
      for (const end = Date.now() + 2000; Date.now() < end; ) for (const path of paths) closeSync(openSync(path));
      console.log(paths.length);`;
    using place = prepared(`"${process.execPath}" flood.cjs`);
    place.write({ 'flood.cjs': program });
    place.write(Object.fromEntries(Array.from({ length: 300 }, (_, number) => [`many/${number}/.env`, 'A=UNSEEN'])));
    const { stdout, stderr } = await started(place);
    assert.equal(stdout, '300\n');
    const lines = (await logOf(place)).split('\n').filter((line) => line.includes('tried to read'));
    assert.ok(lines.length >= 101 && lines.length <= 210, `${lines.length} lines`);
    assert.match(lines.join('\n'), /and more often than can be counted/);
    assert.match(stderr, /refused to read 300 files or folders/);
  }).timeout(60_000);
});

describe('where inotify-tools is missing', () => {
  before(needed);

  it('what is denied is refused, and the run says that it is not recorded', async () => {
    using place = prepared('cat .env');
    const program = programOn('inotifywait');
    const without = program === undefined ? [] : ['--ro-bind', '/dev/null', program];
    // A system of which that program is taken away.
    const around = ['--dev-bind', '/', '/', ...without, process.execPath, await bundle()];
    const { stdout, stderr } = await outcomeOf('bwrap', [...around, 'run', '--enforced', 'wait'], {
      cwd: place.folder,
      env: place.env,
    });
    assert.match(stdout, /^# Valet Key: this task may not read \.env/, stderr);
    assert.equal(stderr.match(/is refused, but not recorded: install inotify-tools/g)?.length, 1);
  }).timeout(60_000);
});

describe('decoys', () => {
  before(needed);

  it('and who watches them are gone when the broker was killed', async () => {
    using place = prepared('touch out/ready; exec sleep 60');
    const program = await bundle();
    const child = spawn(process.execPath, [program, 'run', '--enforced', 'wait'], {
      cwd: place.folder,
      env: place.env,
      stdio: 'ignore',
    });
    await isReady(place);
    const decoys = join(place.home, 'valet-key/decoys');
    assert.equal(readdirSync(decoys).length, 1);
    const watchers = childrenOf(child.pid ?? 0).filter(({ words }) => words[0]?.endsWith('inotifywait') === true);
    assert.ok(watchers.length > 0);
    child.kill('SIGKILL');
    await settled(
      () => Promise.resolve(readdirSync(decoys)),
      (left) => left.length === 0,
      'the end of the decoys',
    );
    const left = watchers.filter(
      ({ pid }) => existsSync(`/proc/${pid}/cmdline`) && readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== '',
    );
    assert.deepEqual(left, []);
  }).timeout(60_000);

  it('that nobody watches any more are told of, and still refuse', async () => {
    using place = prepared(waiting('cat .env'));
    const program = await bundle();
    const child = spawn(process.execPath, [program, 'run', '--enforced', 'wait'], {
      cwd: place.folder,
      env: place.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [output, told] = [textOf(child.stdout), textOf(child.stderr)];
    await isReady(place);
    const watcher = childrenOf(child.pid ?? 0).find(({ words }) => words.includes('open')) ?? assert.fail();
    process.kill(watcher.pid, 'SIGKILL');
    await settled(
      () => Promise.resolve(existsSync(`/proc/${watcher.pid}`)),
      (isThere) => !isThere,
      'the end of the watcher',
    );
    place.write({ 'out/go': '' });
    assert.match(await output, /^# Valet Key: this task may not read \.env/);
    assert.match(await told, /is refused, but no longer recorded/);
  }).timeout(60_000);

  it('are there for people who are not root, and so is what hides later files', async function () {
    if (process.getuid?.() !== 0) {
      console.log('      (skipped: whoever tests is not root anyway)');
      return this.skip();
    }
    using place = prepared(waiting('cat .env .env.local'));
    const top = join(place.folder, '..');
    spawnSync('chown', ['-R', '65534:65534', top]);
    const program = await bundle();
    chmodSync(join(program, '../..'), 0o755);
    const who = ['--reuid=65534', '--regid=65534', '--clear-groups', process.execPath, program];
    const run = outcomeOf('setpriv', [...who, 'run', '--enforced', 'wait'], { cwd: place.folder, env: place.env });
    await isReady(place);
    place.write({ '.env.local': 'UNSEEN' });
    const log = join(place.home, 'valet-key/audit/audit.jsonl');
    await settled(
      () => Promise.resolve(readFileSync(log, 'utf8')),
      (text) => text.includes('"denied-file-made"'),
      'the record',
    );
    place.write({ 'out/go': '' });
    const { stdout, stderr } = await run;
    assert.match(stdout, /^# Valet Key: .* \.env\. .*\n# Valet Key: .* \.env\.local\. .*\n$/, stderr);
    return undefined;
  }).timeout(60_000);
});

describe('very many denied files', () => {
  before(needed);

  it('are hidden one by one, up to what the sandbox can take', async () => {
    using place = prepared('cat */*/.env | sort | uniq -c | grep -c "may not read"; cat */*/.env | grep -c UNSEEN');
    place.write(Object.fromEntries(Array.from({ length: 2000 }, (_, number) => [`many/${number}/.env`, 'A=UNSEEN'])));
    const { stdout } = await started(place);
    assert.equal(stdout, '2000\n0\n');
    place.write(Object.fromEntries(Array.from({ length: 1500 }, (_, number) => [`more/${number}/.env`, 'A=UNSEEN'])));
    const { status, stderr } = await started(place);
    assert.equal(status, 2);
    assert.match(stderr, /more denied files than can be hidden one by one.*deny_files/);
  }).timeout(120_000);
});

function made(path: string): (place: Workplace) => void {
  return (place) => place.write({ [path]: 'UNSEEN' });
}

function prepared(line: string, write: readonly string[] = []): Workplace {
  const place = workplace();
  place.write({ '.env': 'A=UNSEEN', 'src/a': '', 'packages/a/src/b': '', 'node_modules/a/b': '', 'out/.keep': '' });
  const task = { command: ['sh', '-c', line], uses: [], write: ['out', ...write] };
  place.write({ 'valet-key.json': JSON.stringify({ version: 1, requests: {}, tasks: { wait: task } }) });
  return place;
}

async function started(place: Workplace) {
  return place.run(['run', '--enforced', 'wait']);
}

async function isReady({ folder }: Workplace): Promise<void> {
  await settled(
    () => Promise.resolve(readdirSync(join(folder, 'out'))),
    (names) => names.includes('ready'),
    'the task',
  );
}

async function logOf(place: Workplace): Promise<string> {
  return (await place.run(['audit'])).stdout;
}

async function needed(this: Mocha.Context): Promise<void> {
  this.timeout(120_000);
  const reason = await whyNoSandbox();
  if (reason !== undefined) {
    console.log(`    (skipped: this machine cannot enforce: ${reason})`);
    this.skip();
  }
  await orSkip(this, () => Promise.resolve(requireProgram(() => programOn('inotifywait'), 'inotify-tools')));
}
