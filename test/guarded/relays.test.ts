import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { whyNoSandbox } from '../../src/broker/sandbox/sandbox.ts';
import type { CallRule } from '../../src/core/requests/manifest.ts';
import { startService } from '../broker/guard/service.ts';
import { startWebSocket } from '../broker/guard/web-socket.ts';
import { bundle, outcomeOf } from '../cli/program.ts';
import type { Outcome } from '../cli/program.ts';
import { socketClients } from './caches.ts';
import { guardedPlace } from './place.ts';
import { attemptsAt, goWithoutProxy, many } from './relay-programs.ts';

/** Only the broker can look it up: the task, which asks no name server, must be led to it. */
const host = 'api.acme.example';
const resolver = join(import.meta.dirname, 'resolve.ts');

interface Client {
  readonly name: string;
  readonly find: () => Found | { readonly missing: string };
}

interface Found {
  readonly command: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
  /** Folders that it reads besides. */
  readonly reads?: readonly string[];
}

/** Programs that read no variable of a proxy, or were told not to. Each calls with its placeholder. */
const clients: readonly Client[] = [
  {
    name: 'curl that is to use no proxy',
    find: having('curl', { command: ['sh', '-c', 'curl -sS --noproxy "*" "$URL" -H "Authorization: Bearer $ACME"'] }),
  },
  {
    name: "Node's own https with an agent of its own",
    find: () => ({
      command: [
        process.execPath,
        '-e',
        `const https = require('node:https');
https.get(process.env.URL, { agent: new https.Agent(), headers: { authorization: 'Bearer ' + process.env.ACME } }, (answer) => answer.pipe(process.stdout));`,
      ],
    }),
  },
  {
    name: "Python's http.client",
    find: having('python3', {
      command: [
        'python3',
        '-c',
        `import http.client, os
from urllib.parse import urlsplit
url = urlsplit(os.environ["URL"])
connection = http.client.HTTPSConnection(url.hostname, url.port)
connection.request("GET", url.path, headers={"Authorization": "Bearer " + os.environ["ACME"]})
print(connection.getresponse().read().decode())`,
      ],
    }),
  },
  ...(['0', '1'] as const).map((cgo) => ({
    name: `Go without a proxy, ${cgo === '0' ? 'with the resolver of its own' : 'with that of the system'}`,
    find: () => goProgram(cgo),
  })),
];

describe('a program that knows no proxy, enforced', () => {
  let canEnforce = false;

  before(async function () {
    const reason = await whyNoSandbox();
    if (reason !== undefined) console.log(`    (skipped: this machine cannot enforce: ${reason})`);
    canEnforce = reason === undefined;
  });
  beforeEach(function () {
    if (!canEnforce) this.skip();
  });

  for (const { name, find } of clients) {
    it(`${name} calls with the value and never has it`, async function () {
      this.timeout(300_000);
      const found = find();
      if ('missing' in found) return skipped(this, found.missing);
      await using service = await startService(
        ({ headers }, response) => response.end(headers.authorization),
        'https',
        host,
      );
      using place = await guardedPlace(service, { name: host, task: taskOf(found) });
      place.write(found.files ?? {});
      const outcome = await place.run(['run', '--enforced', 'task'], {
        env: place.serviceEnv,
        node: ['--import', resolver],
      });
      assert.equal(outcome.stdout.trim(), `Bearer ${'*'.repeat(place.value.length)}`, outcome.stderr);
      assert.equal(service.reached[0]?.headers.authorization, `Bearer ${place.value}`);
      assert.match(
        (await place.run(['audit'])).stdout,
        new RegExp(`called ${host}:\\d+ GET /v1/orders under acme: allowed`),
      );
      return undefined;
    });
  }

  it("npm's ws opens a WebSocket without an agent", async function () {
    this.timeout(300_000);
    const found = webSocketOfNpm();
    if ('missing' in found) return skipped(this, found.missing);
    await using service = await startWebSocket(host);
    using place = await guardedPlace(service, { name: host, task: taskOf(found) });
    const outcome = await place.run(['run', '--enforced', 'task'], {
      env: place.serviceEnv,
      node: ['--import', resolver],
    });
    assert.match(outcome.stdout, new RegExp(`Bearer \\*{${place.value.length}} undefined said`), outcome.stderr);
    return undefined;
  });

  it('is refused what is not in its call set, in its own protocol', async function () {
    this.timeout(60_000);
    await using service = await startService((_call, response) => response.end('done'), 'https', host);
    const lines = [
      'curl -sS --noproxy "*" -X DELETE "$URL" -H "Authorization: Bearer $ACME"',
      'curl -sS --noproxy "*" "${URL%/v1/orders}/v2" -H "Authorization: Bearer $ACME"',
      'curl -sSk --noproxy "*" "$URL" -H "Host: evil.example" -H "Authorization: Bearer $ACME"',
    ];
    using place = await guardedPlace(service, {
      name: host,
      task: taskOf({ command: ['sh', '-c', lines.join('; ')] }),
    });
    const { stdout } = await place.run(['run', '--enforced', 'task'], {
      env: place.serviceEnv,
      node: ['--import', resolver],
    });
    const codes = stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => (JSON.parse(line) as { error: { code: string } }).error.code);
    assert.deepEqual(codes, ['method-not-in-call-set', 'path-not-in-call-set', 'host-header-differs']);
    assert.equal(service.reached.length, 0);
  });

  it('opens 200 connections at once, which arrive whole and are all in the log', async function () {
    this.timeout(120_000);
    if (!isHere('python3')) return skipped(this, 'there is no python3 here');
    const echo = createServer((socket) => void socket.on('error', () => socket.destroy()).pipe(socket));
    echo.listen({ port: 0, host: '127.0.0.1', backlog: 1024 });
    await once(echo, 'listening');
    await using service = await startService((_call, response) => response.end('done'), 'https', host);
    const { port } = echo.address() as AddressInfo;
    const command = ['python3', '-c', many, `${port}`];
    using place = await guardedPlace(service, {
      name: host,
      task: taskOf({ command }, [{ host: `localhost:${port}` }]),
    });
    const { stdout, stderr } = await place.run(['run', '--enforced', 'task'], { node: ['--import', resolver] });
    echo.close();
    assert.equal(stdout, '200\n', stderr);
    assert.equal((await place.run(['audit'])).stdout.split(`connected to localhost:${port}: allowed`).length, 201);
    assert.equal((await place.run(['audit', '--verify'])).status, 0);
    return undefined;
  });

  it('is served where its user has no power, too', async function () {
    this.timeout(60_000);
    if (process.getuid?.() !== 0) return skipped(this, 'the tests do not run as root: all of them show it');
    await using service = await startService((_call, response) => response.end('done'), 'https', host);
    const line = 'id -u; curl -sS --noproxy "*" "$URL" -H "Authorization: Bearer $ACME"';
    using place = await guardedPlace(service, { name: host, task: taskOf({ command: ['sh', '-c', line] }) });
    const program = await bundle();
    const nobody = { uid: 65_534, gid: 65_534 };
    const canStart =
      spawnSync(process.execPath, ['--import', resolver, '-e', ''], { ...nobody, cwd: '/' }).status === 0;
    if (!canStart) return skipped(this, 'the project lies where another user may not read');
    spawnSync('chown', ['-R', `${nobody.uid}:${nobody.gid}`, dirname(place.home), dirname(dirname(program))]);
    const { stdout, stderr } = await outcomeOf(
      process.execPath,
      ['--import', resolver, program, 'run', '--enforced', 'task'],
      { ...nobody, cwd: place.folder, env: { ...place.env, ...place.serviceEnv } },
    );
    assert.equal(stdout, `${nobody.uid}\ndone`, stderr);
    return undefined;
  });

  describe('that is hostile', () => {
    let outcome: Outcome;
    let arrived = 0;

    before(async function () {
      this.timeout(60_000);
      if (!canEnforce) return;
      const other = createServer((socket) => (arrived++, socket.end('welcome'))).listen(0);
      await once(other, 'listening');
      await using service = await startService((_call, response) => response.end('done'), 'https', host);
      const { port } = other.address() as AddressInfo;
      const call = [{ host: '*.wide.example:5432' }];
      using place = await guardedPlace(service, {
        name: host,
        task: taskOf({ command: ['bash', '-c', attemptsAt(host)] }, call),
      });
      const env = { ...place.serviceEnv, OTHER: String(port) };
      outcome = await place.run(['run', '--enforced', 'task'], { env, node: ['--import', resolver] });
      other.close();
    });

    for (const [fact, line] of [
      ['finds nobody at another port of this machine', 'other port: no'],
      ['finds nobody at another port of a name', 'other port of the name: no'],
      ['finds nobody at the address of another', 'other address: no'],
      ['finds nobody over IPv6', 'other port over IPv6: no'],
      ['does not write the table of hosts', 'table: no'],
      ['does not put another in its place', 'table replaced: no'],
      ['does not mount another over it', 'table covered: no'],
      ['does not connect to the sockets of the relays', 'sockets: no'],
      ['sees no process of the relays', 'relays: 0'],
      ['gives its network no other address', 'address: no'],
      ['has no pipe of the broker', 'pipe: no'],
    ] as const) {
      it(fact, () => assert.ok(outcome.stdout.split('\n').includes(line), outcome.stdout + outcome.stderr));
    }
    it('has reached nobody', () => assert.equal(arrived, 0));
    it('is told which hosts its programs reach by the proxy alone', () =>
      assert.match(outcome.stderr, /name each host in "call": \*\.wide\.example:5432 stands for many/));
  });
});

function taskOf({ command, reads = [] }: Found, call: readonly CallRule[] = []) {
  const env = ['PATH', 'BASE', 'URL', 'OTHER', 'NODE_PATH', 'GOCACHE', 'TMPDIR'];
  return { command, call, read: { files: ['.', ...reads], env } };
}

function webSocketOfNpm(): Found | { readonly missing: string } {
  const installed = socketClients();
  if ('missing' in installed) return installed;
  const packages = join(installed.folder, 'node_modules');
  const script = `const { WebSocket } = require(${JSON.stringify(join(packages, 'ws'))});
const socket = new WebSocket(process.env.BASE.replace('https', 'wss') + '/v1/socket', { headers: { authorization: 'Bearer ' + process.env.ACME } });
socket.on('message', (data) => { console.log(String(data)); socket.close(); });
socket.on('error', (error) => { console.error(error); process.exit(1); });`;
  return { command: [process.execPath, '-e', script], reads: [packages] };
}

/** Made outside: the task runs it. */
function goProgram(cgo: '0' | '1'): Found | { readonly missing: string } {
  if (!isHere('go')) return { missing: 'there is no go here' };
  if (cgo === '1' && !isHere('gcc')) return { missing: 'there is no gcc here' };
  const folder = mkdtempSync(join(tmpdir(), 'valet-key-go-'));
  made.push(folder);
  writeFileSync(join(folder, 'call.go'), goWithoutProxy);
  const resolve = cgo === '1' ? ['-tags', 'netcgo'] : [];
  const { status, stderr } = spawnSync('go', ['build', ...resolve, '-o', 'call', 'call.go'], {
    cwd: folder,
    env: { ...process.env, CGO_ENABLED: cgo, GO111MODULE: 'off' },
    encoding: 'utf8',
  });
  return status === 0 ? { command: [join(folder, 'call')], reads: [folder] } : { missing: `go build: ${stderr}` };
}

const made: string[] = [];
after(() => made.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

function having(program: string, found: Found): Client['find'] {
  return () => (isHere(program) ? found : { missing: `there is no ${program} here` });
}

function isHere(program: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
}

function skipped(test: Mocha.Context, reason: string): never {
  console.log(`      (skipped: ${reason})`);
  return test.skip();
}
