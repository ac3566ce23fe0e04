import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, closeSync, existsSync, openSync, symlinkSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { exampleOf } from '../example.ts';
import { bundle, workplace } from './program.ts';
import { jsonl, lines, paths, withKey } from './scan-lines.ts';

describe('valet-key scan, whatever it meets,', () => {
  it('reads what can be read, and tells of the rest with status 2', async () => {
    using place = workplace();
    place.write({ 'a.js': withKey() });
    const { status, stderr, stdout } = await place.run(['scan', '--format', 'jsonl', 'missing', 'a.js', 'gone.txt']);
    assert.equal(status, 2);
    assert.ok(stdout.includes('"path":"a.js"'));
    assert.match(stderr, /missing: no such file or folder\n.*gone\.txt: no such file or folder\n$/s);
  });

  it('tells of files and folders that may not be read', async function () {
    if (userInfo().uid === 0) {
      console.log('      (skipped: root may read every file)');
      this.skip();
    }
    using place = workplace();
    place.write({ 'a.js': withKey(), 'shut.js': withKey(), 'folder/b.js': withKey() });
    chmodSync(join(place.folder, 'shut.js'), 0);
    chmodSync(join(place.folder, 'folder'), 0);
    const { status, stderr } = await place.run(['scan', '--format', 'jsonl']);
    chmodSync(join(place.folder, 'folder'), 0o700);
    assert.equal(status, 2);
    assert.match(stderr, /folder: cannot be read \(EACCES\)/);
    assert.match(stderr, /shut\.js: cannot be read \(EACCES\)/);
  });

  it('is not led astray by links, pipes, binary and large files', async () => {
    using place = workplace();
    const text = withKey();
    place.write({
      'a/b.js': text,
      'binary.dat': Buffer.from(`\0\0${text}`),
      'large.txt': `${text}${' '.repeat(1_100_000)}`,
    });
    symlinkSync('..', join(place.folder, 'a/up'));
    symlinkSync('/', join(place.folder, 'a/root'));
    symlinkSync('nowhere', join(place.folder, 'a/broken'));
    await once(spawn('mkfifo', [join(place.folder, 'pipe')]), 'close');
    const outcome = await jsonl(place, ['--max-size', '1MB']);
    assert.deepEqual(paths(outcome), ['a/b.js']);
    assert.equal(outcome.status, 1);
    assert.match(outcome.stderr, /^valet-key scan: large\.txt: left out, as its 1 MB are over --max-size \(1 MB\)\n$/);
    assert.equal(lines(await jsonl(place, [])).length, 2);
  });

  it('reads UTF-16, byte order marks and bytes that are no UTF-8', async () => {
    using place = workplace();
    const text = withKey();
    place.write({
      'a.js': Buffer.from(`\uFEFF${text}`, 'utf16le'),
      'b.js': `\uFEFF${text}`,
      'c.js': Buffer.concat([Buffer.from([0xff, 0x80, 0x0a]), Buffer.from(text)]),
    });
    const found = lines(await jsonl(place, []));
    assert.deepEqual(
      found.map(({ path, line, column }) => [path, line, column]),
      [
        ['a.js', 1, 14],
        ['b.js', 1, 14],
        ['c.js', 2, 14],
      ],
    );
  });

  it('lets no file name move the cursor or break a line', async () => {
    using place = workplace();
    const name = 'a\n\u001b[31mb\u202e.js';
    place.write({ [name]: withKey() });
    const { stdout } = await place.run(['scan']);
    assert.match(stdout, /^a\\n\\x1b\[31mb\\u202e\.js\n {2}1:14/);
    assert.equal(lines(await jsonl(place, []))[0]?.path, name);
  });

  it('finds the same with one thread and with many', async () => {
    using place = workplace();
    const files = Array.from({ length: 60 }, (_, at) => [`f${String(at).padStart(2, '0')}.js`, withKey()] as const);
    place.write(Object.fromEntries(files));
    const [one, many] = [await jsonl(place, ['--jobs', '1']), await jsonl(place, ['--jobs', '3'])];
    assert.equal(one.stdout, many.stdout);
    assert.equal(lines(one).length, 60);
  });

  it('names a value by the same fingerprint in every run, and by another under another key', async () => {
    using place = workplace();
    place.write({ 'a.js': withKey() });
    const [first, second] = [await jsonl(place, []), await jsonl(place, [])];
    assert.equal(first.stdout, second.stdout);
    const third = await jsonl(place, [], { VALET_KEY_HOME: join(place.home, 'another') });
    assert.notEqual(first.stdout, third.stdout);
  });

  it('scans where there is nowhere to keep a key, and says so once', async () => {
    using place = workplace();
    place.write({ 'a.js': withKey(), 'no-folder': '' });
    const { status, stderr, stdout } = await jsonl(place, ['a.js'], {
      VALET_KEY_HOME: join(place.folder, 'no-folder/x'),
    });
    assert.equal(status, 1);
    assert.equal(stderr.match(/fingerprints are of this run alone/g)?.length, 1);
    assert.match(stdout, /hmac-sha256:[0-9a-f]{64}/);
  });

  it('ends quietly with whoever reads its output', async () => {
    using place = workplace();
    const text = withKey().repeat(200);
    place.write(Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`f${at}.js`, text])));
    const child = spawn(process.execPath, [await bundle(), 'scan', '--format', 'jsonl'], {
      cwd: place.folder,
      env: place.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let complaint = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (complaint += chunk));
    child.stdout.once('data', () => child.stdout.destroy());
    const [status] = (await once(child, 'close')) as [number];
    assert.deepEqual([status, complaint], [1, '']);
  });

  it('says so where its output cannot be written', async function () {
    if (!existsSync('/dev/full')) {
      console.log('      (skipped: there is no /dev/full here)');
      this.skip();
    }
    using place = workplace();
    place.write({ 'a.js': withKey() });
    const full = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, [await bundle(), 'scan', '--format', 'jsonl'], {
      cwd: place.folder,
      env: place.env,
      stdio: ['ignore', full, 'pipe'],
    });
    let complaint = '';
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (complaint += chunk));
    const [status] = (await once(child, 'close')) as [number];
    closeSync(full);
    assert.deepEqual([status, complaint], [2, 'valet-key: cannot write what it has to say (ENOSPC)\n']);
  });

  it('copes with very many findings in one line', async () => {
    using place = workplace();
    const one = `f("${exampleOf('stripe-secret-key')}");`;
    place.write({ 'a.js': one.repeat(130_000) });
    const { status, stderr } = await place.run(['scan']);
    assert.equal(status, 1);
    assert.match(stderr, /^130,000 credentials in 1 file/);
  });

  it('ends in order when it is interrupted', async () => {
    using place = workplace();
    const text = 'const value = compute(other);\n'.repeat(20_000);
    place.write(Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`f${at}.js`, `${withKey()}${text}`])));
    const child = spawn(process.execPath, [await bundle(), 'scan', '--format', 'jsonl', '--jobs', '1'], {
      cwd: place.folder,
      env: place.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let complaint = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (complaint += chunk));
    child.stdout.once('data', () => child.kill('SIGINT'));
    child.stdout.resume();
    const [status] = (await once(child, 'close')) as [number];
    assert.deepEqual([status, complaint], [130, 'valet-key scan: interrupted\n']);
  });
});
