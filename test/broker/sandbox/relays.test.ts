import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import type { Bubblewrap } from '../../../src/broker/sandbox/bubblewrap.ts';
import { planRelays } from '../../../src/broker/sandbox/relay-places.ts';
import { hostsFor, openRelays } from '../../../src/broker/sandbox/relays.ts';
import { tellUnled } from '../../../src/broker/sandbox/tell-unled.ts';
import type { CallSet } from '../../../src/core/policy/call-set.ts';

const both = { addresses: true, names: true };

describe('the places of relays', () => {
  for (const [fact, rules, places] of [
    ['a name has an address of its own', ['a.example:443', 'b.example:443'], ['127.0.0.2', '127.0.0.3']],
    ['ports of a name are at its one address', ['a.example:443', 'a.example:5432'], ['127.0.0.2', '127.0.0.2']],
    ['this machine is where it always is', ['localhost:5432'], ['127.0.0.1,::1']],
    ['an address of this machine is itself', ['127.0.0.7:5432', '::1:5432'], ['127.0.0.7', '::1']],
    ['two names of one place have it once', ['127.0.0.1:5432', 'localhost:5432'], ['127.0.0.1', '::1']],
    ['an address is itself', ['192.0.2.7:5432', '2001:db8::7:5432'], ['192.0.2.7', '2001:db8::7']],
    ['what stands twice is there once', ['a.example:443', 'a.example:443'], ['127.0.0.2']],
    ['many hosts have no place', ['*.a.example:443'], []],
    ['the ports of the guard are its own', ['a.example:3128', 'a.example:1080'], []],
  ] as const) {
    it(fact, () => {
      const planned = planRelays(callSet(...rules), both);
      assert.deepEqual(
        planned.places.map(({ addresses }) => addresses.join()),
        places,
      );
    });
  }

  it('are a thousand where there are a thousand names', () => {
    const names = Array.from({ length: 1000 }, (_, index) => `host-${index}.example:443`);
    const { places } = planRelays(callSet(...names), both);
    assert.equal(new Set(places.flatMap(({ addresses }) => addresses)).size, 1000);
  });

  it('are not there for an address where nothing gives the network one', () => {
    const { places, unled } = planRelays(callSet('192.0.2.7:5432', '127.0.0.7:5432'), {
      addresses: false,
      names: true,
    });
    assert.deepEqual([places.length, unled.map(({ reason }) => reason)], [1, ['no-program-for-addresses']]);
  });

  it('are not there for a name where there is no table of hosts', () => {
    const { places, unled } = planRelays(callSet('a.example:5432', 'localhost:5432'), {
      addresses: true,
      names: false,
    });
    assert.deepEqual([places.length, unled.map(({ reason }) => reason)], [1, ['no-table-of-hosts']]);
  });

  it('that are missing are told of, where somebody may look for them', () => {
    const rules = [plain('*.db.example:5432'), plain('a.example:3128'), ...callSet('*.web.example:443').rules];
    const { unled } = planRelays({ rules, others: 'refused' }, both);
    assert.deepEqual(tellUnled({ rules, others: 'refused' }, { unled }), [
      'name each host in "call": *.db.example:5432 stands for many, which only programs that use the proxy reach in the sandbox',
      'in the sandbox the guard itself is at port 3128: only programs that use the proxy reach a.example:3128',
    ]);
  });

  it('are told of on a system that has none', () => {
    const rules = [plain('db.example:5432'), plain('db.example:5432'), ...callSet('web.example:443').rules];
    assert.deepEqual(tellUnled({ rules, others: 'refused' }, undefined), [
      'the sandbox of this system lets HTTP out and nothing else: for db.example:5432 run with --proxy-only',
    ]);
  });
});

describe('the table of hosts', () => {
  const { places } = planRelays(callSet('db.example:5432', 'localhost:5432', '192.0.2.7:1'), both);

  it('leads each name to its place and leaves the others', () => {
    const table = '127.0.0.1 localhost\n192.0.2.1 other.example # db.example\n';
    assert.equal(hostsFor(places, table), `127.0.0.2 db.example\n${table}`);
  });

  it('says nothing else of a name', () => {
    const table = '192.0.2.9 DB.example\n192.0.2.9 db.example alias\n192.0.2.9\tdb.example\t# b\n';
    assert.equal(hostsFor(places, table), '127.0.0.2 db.example\n192.0.2.9 alias\n');
  });
});

describe('a network with relays', () => {
  const missing = ['bwrap', 'socat'].filter((name) => spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0);
  const isRoot = process.getuid?.() === 0;

  before(function () {
    if (missing.length === 0 && canMakeNamespaces()) return;
    console.log(`    (skipped: ${missing.join(', ') || 'bubblewrap may not make namespaces here'})`);
    this.skip();
  });

  for (const who of isRoot ? (['root', 'nobody'] as const) : (['this user'] as const)) {
    it(`leads names to the guard at any port, and nothing else anywhere, for ${who}`, async function () {
      this.timeout(20_000);
      const script = `
        for place in db.example/5432 web.example/443 localhost/6379 192.0.2.7/5432; do say() { timeout 5 bash -c "exec 3<>/dev/tcp/$1; cat <&3"; }; say $place; done
        for place in db.example/443 web.example/5432 127.0.0.1/5432 192.0.2.8/5432; do timeout 5 bash -c "exec 3<>/dev/tcp/$place" 2>/dev/null && echo "reached $place"; done
        [ -e /proc/$$/fd/3 ] && echo 'has the pipe'; true`;
      const places = ['db.example:5432', 'web.example:443', 'localhost:6379', '192.0.2.7:5432'];
      const outcome = await inNetwork(callSet(...places), script, who === 'nobody' ? 65_534 : undefined);
      assert.equal(outcome.stdout, places.map((place) => `guard of ${place}\n`).join(''), outcome.stderr);
      assert.deepEqual(outcome.left, []);
    });
  }
});

describe('a command that nothing leads anywhere', () => {
  it('keeps the network of its own, and gets no pipe', async () => {
    await using relays = await openRelays(callSet('*.a.example:443'), { accept });
    const path = join(relays.folder, 'options');
    relays.around({ program: 'bwrap', options: [['--unshare-net']], command: ['--', 'true'] }, path);
    assert.deepEqual([relays.leads, readFileSync(path, 'utf8')], [false, '--unshare-net\0']);
  });
});

function callSet(...places: readonly string[]): CallSet {
  const rules = places.map((place) => ({ host: place.replace(/:\d+$/, ''), port: Number(/\d+$/.exec(place)?.[0]) }));
  return { rules, others: 'refused' };
}

function plain(place: string): CallSet['rules'][number] {
  return { ...(callSet(place).rules[0] ?? assert.fail()), plain: true };
}

interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  /** The command lines of relays that still run. */
  readonly left: readonly string[];
}

function accept(socket: Duplex, { host, port }: { readonly host: string; readonly port: number }): void {
  socket.end(`guard of ${host}:${port}\n`);
}

/** Runs a script in the network of a call set, with a guard that says who it was asked for. */
async function inNetwork(set: CallSet, script: string, uid: number | undefined): Promise<Ended> {
  const own = mkdtempSync(join(tmpdir(), 'valet-key-relays-test-'));
  const relays = await openRelays(set, { accept });
  try {
    const asked: Bubblewrap = {
      program: 'bwrap',
      options: [['--ro-bind', '/', '/'], ['--dev', '/dev'], ['--unshare-net'], ['--unshare-user'], ['--proc', '/proc']],
      command: ['--', 'bash', '-c', `sleep 0.5\n${script}`],
    };
    const [program = '', ...args] = asUser(uid, () => relays.around(asked, join(own, 'options')));
    if (uid !== undefined) for (const folder of [own, relays.folder]) hand(folder, uid);
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      ...(uid !== undefined && { uid, gid: uid }),
    });
    const [out, err] = [textOf(child.stdout as Socket), textOf(child.stderr as Socket)];
    await once(child, 'exit');
    child.stdio[3]?.destroy();
    return { stdout: await out, stderr: await err, left: await relaysLeft(relays.folder) };
  } finally {
    await relays[Symbol.asyncDispose]();
    rmSync(own, { recursive: true, force: true });
  }
}

/** The ids of the user are part of the command. */
function asUser<T>(uid: number | undefined, make: () => T): T {
  if (uid === undefined) return make();
  const { getuid, getgid } = process;
  Object.assign(process, { getuid: () => uid, getgid: () => uid });
  try {
    return make();
  } finally {
    Object.assign(process, { getuid, getgid });
  }
}

function hand(folder: string, uid: number): void {
  for (const path of [folder, ...readdirSync(folder).map((name) => join(folder, name))]) chownSync(path, uid, uid);
}

async function textOf(stream: Socket): Promise<string> {
  let text = '';
  for await (const chunk of stream.setEncoding('utf8')) text += String(chunk);
  return text;
}

/** A relay works in its folder. */
async function relaysLeft(folder: string): Promise<readonly string[]> {
  for (let turn = 0; ; turn++) {
    const { stdout } = spawnSync(
      'sh',
      ['-c', `for p in /proc/[0-9]*; do [ "$(readlink $p/cwd)" = "${folder}" ] && echo $p; done`],
      {
        encoding: 'utf8',
      },
    );
    const left = stdout.split('\n').filter(Boolean);
    if (left.length === 0 || turn === 20) return left;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function canMakeNamespaces(): boolean {
  return spawnSync('bwrap', ['--ro-bind', '/', '/', '--unshare-net', '--unshare-user', 'true']).status === 0;
}
