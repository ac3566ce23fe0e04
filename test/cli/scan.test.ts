import assert from 'node:assert/strict';
import { join } from 'node:path';
import { exampleOf } from '../example.ts';
import { newValue } from '../broker/scratch.ts';
import { workplace } from './program.ts';
import { jsonl, lines, paths, withKey } from './scan-lines.ts';

describe('valet-key scan', () => {
  it('prints one object a finding, with places in UTF-16 units from 1 and the end exclusive', async () => {
    using place = workplace();
    const key = exampleOf('stripe-secret-key');
    const before = '// 😀\n\tconst key = "';
    place.write({ 'src/pay.js': `${before}${key}";\n` });
    const outcome = await place.run(['scan', '--format', 'jsonl']);
    const [line] = lines(outcome);
    assert.equal(outcome.status, 1);
    assert.deepEqual(line, {
      path: 'src/pay.js',
      line: 2,
      column: 15,
      endLine: 2,
      endColumn: 15 + key.length,
      offset: before.length,
      length: key.length,
      kind: 'stripe-secret-key',
      service: 'stripe',
      confidence: line?.confidence,
      fingerprint: line?.fingerprint,
      redacted: line?.redacted,
    });
    assert.match(line.fingerprint, /^hmac-sha256:[0-9a-f]{64}$/);
    assert.equal(outcome.stderr, '');
  });

  it('ends with status 0 and no output where nothing is found', async () => {
    using place = workplace();
    place.write({ 'a.txt': 'nothing here\n' });
    const outcome = await place.run(['scan', '--format', 'jsonl']);
    assert.deepEqual(outcome, { status: 0, signal: undefined, stdout: '', stderr: '' });
  });

  it('prints for people where, what and how sure, and a summary to standard error', async () => {
    using place = workplace();
    const key = exampleOf('stripe-secret-key');
    place.write({ 'a.js': `key = "${key}"`, '.env': `STRIPE_KEY=${key}\n`, '.gitignore': '.env\n' });
    const { stdout, stderr, status } = await place.run(['scan']);
    assert.equal(status, 1);
    assert.match(stdout, /^a\.js\n {2}1:8 {2}high {3}.*stripe-secret-key, the value of STRIPE_KEY in \.env\n\n$/);
    assert.match(stderr, /^1 credential in 1 file \(1 high\): 2 files scanned in \d\.\d s\.\n$/);
    assert.ok(!(stdout + stderr).includes('\u001b['), 'no colours where there is no terminal');
    const coloured = await place.run(['scan'], { env: { FORCE_COLOR: '1' } });
    assert.ok(coloured.stdout.includes('\u001b[1ma.js'));
    const plain = await place.run(['scan'], { env: { FORCE_COLOR: '1', NO_COLOR: '1' } });
    assert.equal(plain.stdout, stdout);
  });

  it('scans standard input under the name that it is given', async () => {
    using place = workplace();
    const input = `token: ${exampleOf('stripe-secret-key')}\n`;
    const named = await place.run(['scan', '--stdin', '--stdin-filename', 'conf/app.yaml', '--format', 'jsonl'], {
      input,
    });
    assert.deepEqual([named.status, lines(named)[0]?.path], [1, 'conf/app.yaml']);
    const unnamed = await place.run(['scan', '--stdin', '--format', 'jsonl'], { input });
    assert.equal(lines(unnamed)[0]?.path, 'stdin');
    const empty = await place.run(['scan', '--stdin', '--format', 'jsonl']);
    assert.deepEqual([empty.status, empty.stdout], [0, '']);
  });

  it('takes paths as they are named, whatever the ignore rules say of them', async () => {
    using place = workplace();
    const text = withKey();
    place.write({ '.gitignore': 'out/\n', 'out/a.js': text, 'node_modules/b/c.js': text, 'd.js': text });
    assert.deepEqual(paths(await jsonl(place, [])), ['d.js']);
    assert.deepEqual(paths(await jsonl(place, ['out'])), ['out/a.js']);
    assert.deepEqual(paths(await jsonl(place, ['out/a.js', 'd.js'])), ['out/a.js', 'd.js']);
    assert.deepEqual(paths(await jsonl(place, ['--no-ignore'])), ['d.js', 'node_modules/b/c.js', 'out/a.js']);
  });

  it('leaves out what is excluded, and all but what is included', async () => {
    using place = workplace();
    const text = withKey();
    place.write({ 'a/one.js': text, 'a/two.ts': text, 'b/three.ts': text });
    assert.deepEqual(paths(await jsonl(place, ['--exclude', 'a'])), ['b/three.ts']);
    assert.deepEqual(paths(await jsonl(place, ['--include', '*.ts', '--exclude', 'b/**'])), ['a/two.ts']);
  });

  it('reports what is sure enough', async () => {
    using place = workplace();
    place.write({ 'a.js': withKey(), 'b.py': `password = "${newValue().slice(0, 14)}"\n` });
    const [low, medium, high] = [
      await jsonl(place, ['--min-confidence', 'low']),
      await jsonl(place, ['--min-confidence', 'medium']),
      await jsonl(place, ['--min-confidence', 'high']),
    ].map((outcome) => lines(outcome).length);
    assert.ok((low ?? 0) >= (medium ?? 0) && (medium ?? 0) >= (high ?? 0) && high === 1);
  });

  it('knows the values of the environment and of .env files', async () => {
    using place = workplace();
    const [one, other] = ['Zq7', 'Vx2'].map((start) => `${start}-${Math.random().toString(36).slice(2, 12)}-mP9`);
    place.write({ '.env': `SESSION_SECRET=${one}\n`, '.gitignore': '.env', 'a.txt': `x ${one} y ${other} z\n` });
    const outcome = await place.run(['scan', '--format', 'jsonl'], { env: { MY_API_KEY: other } });
    assert.deepEqual(
      lines(outcome).map(({ kind, confidence }) => [kind, confidence]),
      [
        ['known-value', 'high'],
        ['known-value', 'high'],
      ],
    );
  });

  it('passes over what a comment with a reason ignores, and says where there is none', async () => {
    using place = workplace();
    place.write({
      'a.js': `${withKey().trim()} // valet-key-ignore: a documented example\n`,
      'b.js': `${withKey().trim()} // valet-key-ignore\n`,
    });
    const { stdout, stderr, status } = await place.run(['scan']);
    assert.equal(status, 1);
    assert.match(stdout, /^b\.js\n/);
    assert.match(stderr, /b\.js:1: an ignore comment without a reason does nothing/);
    assert.match(stderr, /1 accepted finding left out/);
  });

  it('accepts what a baseline holds, here and on a machine with another key, and nothing else', async () => {
    using place = workplace();
    place.write({ 'a.js': withKey(), 'sub/b.js': withKey() });
    const written = await place.run(['scan', '--write-baseline', '--reason', 'old and revoked']);
    assert.deepEqual([written.status, written.stdout], [0, '']);
    assert.match(written.stderr, /valet-key\.baseline\.json accepts 2 more findings\.\n$/);
    assert.deepEqual(paths(await jsonl(place, [])), []);
    assert.deepEqual(paths(await jsonl(place, [], { VALET_KEY_HOME: join(place.home, 'another') })), []);
    assert.deepEqual((await place.run(['scan', '--format', 'jsonl'], { cwd: join(place.folder, 'sub') })).status, 0);
    place.write({ 'a.js': withKey() });
    assert.deepEqual(paths(await jsonl(place, [])), ['a.js']);
    const more = await place.run(['scan', '--write-baseline', '--reason', 'another one', 'a.js']);
    assert.match(more.stderr, /accepts 1 more finding\.\n$/);
    const { entries } = JSON.parse(place.read('valet-key.baseline.json')) as {
      entries: { file: string; reason: string }[];
    };
    assert.deepEqual(
      entries.map(({ file, reason }) => [file, reason]),
      [
        ['a.js', 'another one'],
        ['sub/b.js', 'old and revoked'],
      ],
    );
  });

  it('says so of a broken baseline, scans on, and ends with status 2', async () => {
    using place = workplace();
    place.write({ 'a.js': withKey(), 'valet-key.baseline.json': '{ "version": 1 }', 'other.json': '{}' });
    for (const args of [[], ['--baseline', 'other.json'], ['--baseline', 'missing.json']]) {
      const { status, stderr, stdout } = await place.run(['scan', '--format', 'jsonl', ...args]);
      assert.equal(status, 2);
      assert.match(stderr, /baseline/);
      assert.ok(stdout.includes('"path":"a.js"'));
    }
    const writing = await place.run(['scan', '--write-baseline', '--reason', 'because']);
    assert.equal(writing.status, 2);
    assert.equal(place.read('valet-key.baseline.json'), '{ "version": 1 }');
  });

  const refusals: readonly (readonly [args: readonly string[], says: RegExp])[] = [
    [['--nonsense'], /there is no option "--nonsense"/],
    [['--format', 'xml'], /--format is one of text, jsonl, sarif/],
    [['--min-confidence', 'sure'], /--min-confidence is one of low, medium, high/],
    [['--jobs', '0'], /--jobs is a number from 1 to 99/],
    [['--max-size', 'big'], /--max-size is a size/],
    [['--stdin', 'a.js'], /--stdin takes no paths/],
    [['--stdin-filename', 'a.js'], /--stdin-filename needs --stdin/],
    [['--staged', '--since', 'HEAD'], /--staged and --since cannot be used together/],
    [['--write-baseline'], /--write-baseline needs --reason/],
    [['--reason', 'x'], /--reason needs --write-baseline/],
    [['--staged', '--write-baseline', '--reason', 'x'], /--write-baseline needs whole files/],
    [['--staged'], /is not in the work tree of a git repository/],
  ];
  for (const [args, says] of refusals) {
    it(`answers with status 2 to ${args.join(' ')}`, async () => {
      using place = workplace();
      const { status, stdout, stderr } = await place.run(['scan', ...args]);
      assert.deepEqual([status, stdout], [2, '']);
      assert.match(stderr, says);
    });
  }

  it('prints no value in any format, nor leaves one behind', async () => {
    using place = workplace();
    const kinds = ['stripe-secret-key', 'slack-bot-token', 'openai-api-key', 'anthropic-api-key'];
    const values = kinds.map((kind) => exampleOf(kind));
    place.write({ 'a.js': values.map((value) => `use("${value}")\n`).join('') });
    for (const format of ['text', 'jsonl', 'sarif']) {
      const { stdout, stderr } = await place.run(['scan', '--format', format, '--min-confidence', 'low']);
      for (const value of values) assert.ok(!(stdout + stderr).includes(value.slice(-12)), format);
    }
    await place.run(['scan', '--write-baseline', '--reason', 'made up']);
    for (const value of values) assert.ok(!place.read('valet-key.baseline.json').includes(value.slice(-12)));
  });
});
