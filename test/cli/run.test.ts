import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Manifest } from '../../src/core/requests/manifest.ts';
import { approve, bundle, keep, type Workplace, workplace } from './program.ts';

/** Backwards: a value that is printed as it is would be taken out. */
const printVariables =
  'for (const name of process.argv.slice(1)) console.log(`${name}=${[...process.env[name] ?? "(none)"].reverse().join("")}`)';

describe('valet-key run', () => {
  it('runs a command with the values of all requests', async () => {
    using place = await prepared();
    const { status, stdout, stderr } = await place.run(['run', '--', 'node', '-e', printVariables, 'ONE', 'OTHER']);
    assert.equal(stdout, `ONE=${turned(place.one)}\nOTHER=${turned(place.other)}\n`);
    assert.equal(status, 0);
    assert.match(stderr, /^valet-key: ONE, OTHER in the environment, visible to the task\n$/);
  });

  it('runs a task beside the manifest, with what it uses and nothing else', async () => {
    using place = await prepared();
    place.write({ 'deep/down/here.txt': '' });
    const { stdout, status } = await place.run(['run', 'show'], { cwd: `${place.folder}/deep/down` });
    assert.equal(stdout, `ONE=${turned(place.one)}\nOTHER=)enon(\ncwd=${place.folder}\n`);
    assert.equal(status, 0);
  });

  it('runs another command with what a task uses', async () => {
    using place = await prepared();
    const { stdout } = await place.run(['run', 'show', '--', 'node', '-e', printVariables, 'ONE', 'OTHER']);
    assert.equal(stdout, `ONE=${turned(place.one)}\nOTHER=)enon(\n`);
  });

  it('puts values where a variable or a line of .env refers to a request', async () => {
    using place = await prepared();
    place.write({ '.env': 'FROM_FILE="valet-key://other"\nPLAIN=1\nTAKEN=valet-key://other\n' });
    const env = { FROM_ENV: 'valet-key://one', TAKEN: 'already' };
    const { stdout } = await place.run(
      ['run', '--', 'node', '-e', printVariables, 'FROM_ENV', 'FROM_FILE', 'PLAIN', 'TAKEN'],
      { env },
    );
    assert.equal(
      stdout,
      `FROM_ENV=${turned(place.one)}\nFROM_FILE=${turned(place.other)}\nPLAIN=)enon(\nTAKEN=ydaerla\n`,
    );
  });

  it('keeps from the task what opens the vault', async () => {
    using place = await prepared();
    const names = ['VALET_KEY_SOCKET', 'VALET_KEY_PASSPHRASE_FILE', 'ELECTRON_RUN_AS_NODE'];
    const env = { VALET_KEY_SOCKET: `${place.folder}/none.sock`, ELECTRON_RUN_AS_NODE: '1' };
    await approve({ ...place, env }, place.manifest);
    const { stdout } = await place.run(['run', '--', 'node', '-e', printVariables, ...names], { env });
    assert.equal(stdout, 'VALET_KEY_SOCKET=)enon(\nVALET_KEY_PASSPHRASE_FILE=)enon(\nELECTRON_RUN_AS_NODE=)enon(\n');
  });

  it('takes a value out of what the task prints where that is no terminal', async () => {
    using place = await prepared();
    const print = 'console.log(`is ${process.env.ONE}.`); console.error(Buffer.from(process.env.ONE).toString("hex"))';
    const { stdout, stderr } = await place.run(['run', '--', 'node', '-e', print]);
    assert.equal(stdout, `is ${'*'.repeat(place.one.length)}.\n`);
    assert.match(stderr, /^\*{72}$/m);
  });

  it('is refused where nobody approved, and says what to do', async () => {
    using place = await prepared();
    const changed = { ...place.manifest.requests['one'], max_ttl: '2h' };
    place.write({
      'valet-key.json': JSON.stringify({ ...place.manifest, requests: { ...place.manifest.requests, one: changed } }),
    });
    const { status, stdout, stderr } = await place.run(['run', '--', 'node', '-e', 'console.log("ran")'], {
      detached: true,
    });
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, /"one", "other" need the approval of a person/);
  });

  it('hands on what is piped in, the exit status, and a signal that ended the task', async () => {
    using place = await prepared();
    const echo = "process.stdin.pipe(process.stdout); process.stdin.on('end', () => { process.exitCode = 7 })";
    const piped = await place.run(['run', '--', 'node', '-e', echo], { input: 'abc' });
    assert.deepEqual([piped.status, piped.stdout], [7, 'abc']);
    const killed = await place.run(['run', '--', 'node', '-e', "process.kill(process.pid, 'SIGKILL')"]);
    assert.equal(killed.status, 137);
  });

  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    it(`passes ${signal} on, and the task decides`, async () => {
      using place = await prepared();
      const waiting = `process.on('${signal}', () => { console.log('heard'); process.exit(3) }); setInterval(() => {}, 1000); console.log('ready')`;
      const child = spawn(process.execPath, [await bundle(), 'run', '--', 'node', '-e', waiting], {
        cwd: place.folder,
        env: place.env,
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      let heard = '';
      child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
        heard += chunk;
        if (chunk.includes('ready')) child.kill(signal);
      });
      const [status] = (await once(child, 'close')) as [number | null];
      assert.deepEqual([heard, status], ['ready\nheard\n', 3]);
    });
  }

  const refusals: readonly { name: string; args: readonly string[]; status: number; says: RegExp }[] = [
    { name: 'a command that is not there', args: ['--', 'no-such-program-here'], status: 127, says: /no command/ },
    { name: 'a task that is not there', args: ['shwo'], status: 2, says: /no task "shwo"\. Did you mean "show"\?/ },
    { name: 'no task and no command', args: [], status: 2, says: /name a task/ },
    { name: 'nothing after the dashes', args: ['--'], status: 2, says: /no command after "--"/ },
    { name: 'an option', args: ['--fast', 'show'], status: 2, says: /no option "--fast"/ },
    {
      name: 'a path for a task, which says itself what it reads',
      args: ['--enforced', '--read', '/tmp', 'show'],
      status: 2,
      says: /are for a command of your own with --enforced/,
    },
    {
      name: 'a path where nothing is held',
      args: ['--write', '/tmp', '--', 'true'],
      status: 2,
      says: /are for a command of your own with --enforced/,
    },
    { name: 'an option without its path', args: ['--enforced', '--read'], status: 2, says: /--read wants a path/ },
    { name: 'two tasks', args: ['show', 'show'], status: 2, says: /one task at a time/ },
  ];
  for (const { name, args, status, says } of refusals) {
    it(`says so of ${name}`, async () => {
      using place = await prepared();
      const outcome = await place.run(['run', ...args]);
      assert.equal(outcome.status, status);
      assert.match(outcome.stderr, says);
    });
  }

  it('names the request whose value is missing, and how to put it there, and runs nothing', async () => {
    using place = await prepared();
    await place.run(['vault', 'rm', 'other']);
    const { status, stdout, stderr } = await place.run(['run', '--', 'node', '-e', 'console.log("ran")']);
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, /no value for the request "other"; put it there with: valet-key vault put other/);
    assert.ok(!stderr.includes(place.one));
  });

  it('runs nothing under a broken manifest, and tells every problem', async () => {
    using place = await prepared();
    place.write({ 'valet-key.json': '{ "version": 2, "requests": { "One": {} } }' });
    const { status, stdout, stderr } = await place.run(['run', '--', 'node', '-e', 'console.log("ran")']);
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, /valet-key\.json:1:\d+: /);
  });

  it('runs nothing where there is no manifest', async () => {
    using place = workplace();
    const { status, stderr } = await place.run(['run', '--', 'true']);
    assert.equal(status, 2);
    assert.match(stderr, /no valet-key\.json/);
  });

  it('says where a reference leads nowhere', async () => {
    using place = await prepared();
    const { status, stderr } = await place.run(['run', '--', 'true'], { env: { X: 'valet-key://nobody' } });
    assert.equal(status, 2);
    assert.match(stderr, /valet-key:\/\/nobody leads nowhere/);
  });
});

function turned(text: string): string {
  return text.split('').toReversed().join('');
}

interface Prepared extends Workplace {
  readonly one: string;
  readonly other: string;
  readonly manifest: Manifest;
}

/** A project with two requests, both with values in the vault. */
async function prepared(): Promise<Prepared> {
  const place = workplace();
  const show = `${printVariables}; console.log("cwd=" + process.cwd())`;
  const manifest: Manifest = {
    version: 1,
    requests: { one: requestFor('one', 'ONE'), other: requestFor('other', 'OTHER') },
    tasks: { show: { command: ['node', '-e', show, 'ONE', 'OTHER'], uses: ['one'] } },
  };
  place.write({ 'valet-key.json': JSON.stringify(manifest) });
  const values = await keep(place, ['one', 'other']);
  await approve(place, manifest);
  return { ...place, manifest, one: values['one'] ?? '', other: values['other'] ?? '' };
}

function requestFor(name: string, env: string): Manifest['requests'][string] {
  return {
    subject: 'user:test',
    purpose: 'A test',
    authorization_details: [{ type: 'api_credential' }],
    call: [],
    source: { provider: 'vault', ref: name },
    delivery: { mode: 'env', env },
    max_ttl: '1h',
    approval: 'once-per-session',
  };
}
