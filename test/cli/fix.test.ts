import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { socketVariable } from '../../src/broker/protocol/variables.ts';
import type { Session } from '../../src/broker/session.ts';
import { openSocket } from '../../src/broker/socket.ts';
import type { ValueStore } from '../../src/broker/vault/vault.ts';
import type { Manifest } from '../../src/core/requests/manifest.ts';
import { exampleOf } from '../example.ts';
import { filesWith } from '../broker/scratch.ts';
import { approve, bundle, keepValues, type Workplace, workplace } from './program.ts';

describe('valet-key fix', () => {
  it('puts references in the place of values, which only the vault has then', async () => {
    using place = workplace();
    const [key, token] = [exampleOf('stripe-secret-key'), exampleOf('slack-bot-token')];
    place.write({
      'src/app.cjs': `const key = "${key}";\n`,
      'src/app.py': `TOKEN = '${token}'\n`,
      '.env': `STRIPE=${key}\n`,
    });
    const { status, stdout, stderr } = await place.run(['fix']);
    assert.equal(status, 0, stderr);
    assert.match(stdout, /src\/app\.py\n {2}1:10 {2}Slack bot.* → SLACK_BOT_TOKEN \(request slack\)/);
    assert.match(stderr, /Replaced 3 credentials; the vault has the values\./);
    assert.match(stderr, /Stripe: https:\/\//);
    for (const value of [key, token]) {
      assert.deepEqual(filesWith(place.folder, value), []);
      assert.deepEqual(filesWith(place.home, value), []);
      assert.ok(!(stdout + stderr).includes(value));
    }
    const { requests } = JSON.parse(place.read('valet-key.json')) as Manifest;
    assert.equal(Object.keys(requests).length, 2);
  });

  it('leaves code that runs as before under valet-key run', async () => {
    using place = workplace();
    // With every sort of character, so that it looks like a password whatever chance brings.
    const password = `Zq7-${randomBytes(18).toString('base64url')}_mP4`;
    place.write({
      'app.cjs': `const password = "${password}";\nconsole.log([...password].reverse().join(''));\n`,
      'app.py': `password = '${password}'\nprint(password[::-1])\n`,
    });
    assert.equal((await place.run(['fix'])).status, 0);
    await approve(place, JSON.parse(place.read('valet-key.json')) as Manifest);
    for (const command of [
      ['node', 'app.cjs'],
      ['python3', 'app.py'],
    ]) {
      const { stdout, stderr } = await place.run(['run', '--', ...command]);
      // Backwards: a value itself is taken out of what a task prints.
      assert.equal(stdout, `${password.split('').toReversed().join('')}\n`, stderr);
    }
  });

  it('replaces what a module exports', async () => {
    using place = workplace();
    const [one, two, three] = [1, 2, 3].map(() => exampleOf('stripe-secret-key'));
    place.write({
      'a.mjs': `export const key = "${one}"\n`,
      'b.ts': `export default {\n  stripe: { key: '${two}' },\n}\n`,
      'c.mjs': `export function pay() {\n  return call("${three}")\n}\n`,
    });
    const { status, stdout } = await place.run(['fix']);
    assert.equal(status, 0, stdout);
    for (const path of ['a.mjs', 'b.ts', 'c.mjs']) assert.match(place.read(path), /process\.env\.STRIPE_SECRET_KEY/);
  });

  it('is interrupted before anything is changed', async () => {
    using place = workplace();
    const text = Array.from({ length: 300 }, () => `use("${exampleOf('stripe-secret-key')}");\n`).join('');
    place.write({ 'a.js': text });
    const child: { process?: ChildProcess } = {};
    const [closed, env] = await withSlowVault(place, async () => void child.process?.kill('SIGINT'));
    child.process = spawn(process.execPath, [await bundle(), 'fix'], { cwd: place.folder, env, stdio: 'pipe' });
    let complaint = '';
    child.process.stderr?.setEncoding('utf8').on('data', (chunk: string) => (complaint += chunk));
    const [status] = (await once(child.process, 'close')) as [number];
    closed();
    assert.deepEqual([status, complaint], [130, 'valet-key fix: interrupted; no file was changed\n']);
    assert.equal(place.read('a.js'), text);
    assert.ok(!existsSync(join(place.folder, 'valet-key.json')));
    assert.equal((await place.run(['fix'])).status, 0);
    assert.ok(!place.read('a.js').includes('sk_'));
  });

  it('finds nothing left to do the second time', async () => {
    using place = workplace();
    place.write({ 'a.js': `use("${exampleOf('stripe-secret-key')}");\n` });
    await place.run(['fix']);
    const before = [place.read('a.js'), place.read('valet-key.json')];
    const { status, stdout, stderr } = await place.run(['fix']);
    assert.deepEqual([status, stdout, stderr], [0, '', 'No credentials to replace.\n']);
    assert.deepEqual([place.read('a.js'), place.read('valet-key.json')], before);
  });

  it('shows what it would do, hides the values, and does nothing', async () => {
    using place = workplace();
    const key = exampleOf('stripe-secret-key');
    place.write({ 'a.js': `// one\nuse("${key}");\n// three`, '.env.example': 'PORT=1' });
    const { status, stdout, stderr } = await place.run(['fix', '--dry-run']);
    assert.equal(status, 1);
    assert.match(
      stdout,
      /^--- a\/a\.js\n\+\+\+ b\/a\.js\n@@ -1,3 \+1,3 @@\n \/\/ one\n-use\("sk_\S*…"\);\n\+use\(process\.env\./,
    );
    assert.match(stdout, /\n \/\/ three\n\\ No newline at end of file\n/);
    assert.match(stdout, /--- \/dev\/null\n\+\+\+ b\/valet-key\.json\n@@ -0,0 \+1,\d+ @@\n\+\{\n/);
    assert.match(stdout, /--- a\/\.env\.example\n.*\n@@ -1 \+1,2 @@\n-PORT=1\n.*\n\+PORT=1\n\+STRIPE_[A-Z_]+=\n/s);
    assert.match(stderr, /1 credential would be replaced/);
    assert.ok(!(stdout + stderr).includes(key.slice(-12)));
    assert.ok(place.read('a.js').includes(key));
    assert.ok(!existsSync(join(place.folder, 'valet-key.json')));
    assert.ok(!existsSync(join(place.home, 'valet-key/vault.json')));
  });

  const bytes: readonly { name: string; encode: (text: string) => Buffer }[] = [
    { name: 'carriage returns and no last line end', encode: (text) => Buffer.from(text.replaceAll('\n', '\r\n')) },
    { name: 'a byte order mark', encode: (text) => Buffer.from(`\uFEFF${text}`) },
    { name: 'UTF-16', encode: (text) => Buffer.from(`\uFEFF${text}`, 'utf16le') },
    { name: 'UTF-16, big end first', encode: (text) => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16() },
  ];
  for (const { name, encode } of bytes) {
    it(`keeps ${name}, and the mode of the file`, async () => {
      using place = workplace();
      place.write({ 'a.js': encode(surrounded(`"${exampleOf('stripe-secret-key')}"`)) });
      chmodSync(join(place.folder, 'a.js'), 0o755);
      assert.equal((await place.run(['fix'])).status, 0);
      const { requests } = JSON.parse(place.read('valet-key.json')) as Manifest;
      const [env] = Object.values(requests).map(({ delivery }) => delivery.env);
      assert.deepEqual(bytesOf(place, 'a.js'), encode(surrounded(`process.env.${env}`)));
      assert.equal(statSync(join(place.folder, 'a.js')).mode & 0o777, 0o755);
    });
  }

  it('keeps the comments of the manifest, takes another name where the vault has one taken, and tells .env.example', async () => {
    using place = workplace();
    await keepValues(place, { stripe: 'another value' });
    place.write({
      'valet-key.json': '{\n  // ours\n  "version": 1,\n  "requests": {}\n}\n',
      'deep/a.js': `use("${exampleOf('stripe-secret-key')}");\n`,
      '.env.example': '# PORT=\n',
      '.env.sample': 'X=1\r\n',
    });
    assert.equal((await place.run(['fix', 'deep'])).status, 0);
    assert.match(place.read('valet-key.json'), /\{\n {2}\/\/ ours\n.*"stripe-2": \{/s);
    const env = /process\.env\.(?<env>\w+)/.exec(place.read('deep/a.js'))?.groups?.['env'] ?? '';
    assert.equal(place.read('.env.example'), `# PORT=\n${env}=\n`);
    assert.equal(place.read('.env.sample'), `X=1\r\n${env}=\r\n`);
  });

  it('makes the manifest where the repository begins', async () => {
    using place = workplace();
    place.write({ '.git/HEAD': '', 'deep/down/a.js': `use("${exampleOf('stripe-secret-key')}");\n` });
    await place.run(['fix'], { cwd: join(place.folder, 'deep/down') });
    assert.match(place.read('valet-key.json'), /"file": "deep\/down\/a\.js"/);
  });

  const harmless: readonly {
    name: string;
    files: Record<string, string>;
    env?: Record<string, undefined>;
    says: RegExp;
  }[] = [
    { name: 'a broken manifest', files: { 'valet-key.json': '{ "version": 3 }' }, says: /valet-key\.json:1:\d+: / },
    { name: 'no vault', files: {}, env: { VALET_KEY_PASSPHRASE_FILE: undefined }, says: /no keychain here/ },
  ];
  for (const { name, files, env, says } of harmless) {
    it(`changes nothing where there is ${name}`, async () => {
      using place = workplace();
      const text = `use("${exampleOf('stripe-secret-key')}");\n`;
      place.write({ 'a.js': text, ...files });
      const { status, stderr } = await place.run(['fix'], env ? { env } : {});
      assert.equal(status, 2);
      assert.match(stderr, says);
      assert.equal(place.read('a.js'), text);
      for (const [path, before] of Object.entries(files)) assert.equal(place.read(path), before);
    });
  }

  it('says why something is left as it stands', async () => {
    using place = workplace();
    const key = exampleOf('stripe-secret-key');
    place.write({
      'A.java': `class A {\n  @Key("${key}") int a;\n}\n`,
      'b.js': `use("${exampleOf('slack-bot-token')}");\n`,
    });
    const { status, stdout, stderr } = await place.run(['fix']);
    assert.equal(status, 1, stderr);
    assert.match(stdout, /A\.java\n {2}2:\d+ .*Only a constant may stand here/);
    assert.ok(place.read('A.java').includes(key) && place.read('b.js').includes('process.env'));
  });

  it('leaves read-only files and bytes that are no text alone, and fixes the rest', async () => {
    using place = workplace();
    const text = `use("${exampleOf('stripe-secret-key')}");\n`;
    place.write({ 'a.js': text, 'b.js': text, 'c.js': Buffer.concat([Buffer.from([0xff, 0x0a]), Buffer.from(text)]) });
    chmodSync(join(place.folder, 'a.js'), 0o444);
    const { status, stderr } = await place.run(['fix']);
    assert.equal(status, 2);
    assert.match(
      stderr,
      /a\.js: left as it is, it is read-only\n.*c\.js: left as it is, it is neither UTF-8 nor UTF-16/s,
    );
    assert.ok(place.read('a.js') === text && place.read('b.js').includes('process.env'));
  });

  it('leaves what a comment or a baseline accepts', async () => {
    using place = workplace();
    const [one, other] = [exampleOf('stripe-secret-key'), exampleOf('stripe-secret-key')];
    place.write({ 'a.js': `use("${one}"); // valet-key-ignore: revoked\n`, 'b.js': `use("${other}");\n` });
    await place.run(['scan', '--write-baseline', '--reason', 'revoked', 'b.js']);
    const { status, stderr } = await place.run(['fix']);
    assert.deepEqual([status, stderr], [0, 'No credentials to replace.\n']);
  });
});

/** An editor's broker in whose vault something happens before the values of a fix are safe. */
async function withSlowVault(place: Workplace, happen: () => Promise<void>) {
  const vault: Pick<ValueStore, 'list' | 'putAll'> = {
    list: async () => [],
    async putAll() {
      await happen();
      return { taken: [] };
    },
  };
  const socketPath = join(place.home, 'run', 'broker.sock');
  const close = await openSocket(socketPath, { vault: () => vault } as unknown as Session);
  return [close, { ...place.env, [socketVariable]: socketPath }] as const;
}

function bytesOf(place: Workplace, path: string): Buffer {
  return readFileSync(join(place.folder, path));
}

function surrounded(value: string): string {
  return `// ß 😀\n\tuse(${value});\n// end`;
}
