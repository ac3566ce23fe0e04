import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { signedWithPlaceholder } from '../../src/broker/guard/sigv4.ts';
import { startService } from '../broker/guard/service.ts';
import type { Answering, Service } from '../broker/guard/service.ts';
import { startWebSocket } from '../broker/guard/web-socket.ts';
import { nodeClients, pythonClients } from './caches.ts';
import * as programs from './client-programs.ts';
import { guardedPlace } from './place.ts';
import type { Asking } from './place.ts';

/** Some clients go past every proxy to this machine itself, so the service has a name. */
const host = 'api.acme.example';
const resolver = join(import.meta.dirname, 'resolve.ts');

interface Client {
  readonly name: string;
  /** The command, or why the client is not here. */
  readonly find: () => readonly string[] | { readonly missing: string };
  readonly files?: Readonly<Record<string, string>>;
}

const clients: readonly Client[] = [
  ...Object.entries(programs.python).map(([name, program]) => ({ name: `Python, ${name}`, find: inPython(program) })),
  ...Object.entries(programs.node).map(([name, program]) => ({ name: `Node, ${name}`, find: inNode(program) })),
  { name: 'Go', find: having('go', ['go', 'run', 'call.go']), files: { 'call.go': programs.go } },
  { name: 'Java', find: having('java', ['java', 'Call.java']), files: { 'Call.java': programs.java } },
  { name: 'Ruby', find: having('ruby', ['ruby', '-e', programs.ruby]) },
  { name: 'PHP', find: havingPhp(), files: { 'call.php': programs.php } },
  { name: 'curl', find: having('curl', ['sh', '-c', 'curl -sS --compressed "$URL" -H "Authorization: Bearer $ACME"']) },
];

describe('unchanged under guard', () => {
  for (const { name, find, files = {} } of clients) {
    it(`${name} calls with the value and never has it`, async function () {
      this.timeout(300_000);
      const command = found(this, find());
      await using service = await startService(answerAsVendors, 'https', host);
      const { outcome, value } = await runOne(service, { command, files });
      assert.equal(outcome.status, 0, outcome.stderr);
      assert.ok(service.reached.length > 0, outcome.stderr);
      assert.ok(service.reached.every(({ headers }) => headers.authorization === `Bearer ${value}`));
      assert.ok(!outcome.stdout.includes(value) && !outcome.stderr.includes(value));
    });
  }

  for (const [name, find] of [
    ['Python', inPython(programs.pythonSocket)],
    ['Node', inNode(programs.nodeSocket)],
  ] as const) {
    it(`${name} opens a WebSocket`, async function () {
      this.timeout(300_000);
      const command = found(this, find());
      await using service = await startWebSocket(host);
      const { outcome, value } = await runOne(service, { command });
      assert.equal(outcome.status, 0, outcome.stderr);
      assert.match(outcome.stdout, new RegExp(`Bearer \\*{${value.length}} undefined said`));
    });
  }

  it("the AWS SDK's call is signed again with the secret key", async function () {
    this.timeout(300_000);
    const command = found(this, inNode(programs.sts)());
    await using service = await startService(answerAsSts, 'https', host);
    const call = [{ host: `${host}:${service.port}`, methods: ['POST'] }];
    const asking = { delivery: { mode: 'sigv4', env: 'ACME' }, call } as const;
    const { outcome, value } = await runOne(service, { command, asking });
    assert.equal(outcome.stdout, 'account 123\n', outcome.stderr);
    const [reached] = service.reached;
    const { method = '', url: target = '', body = '', rawHeaders: headers = [] } = reached ?? {};
    const bodyHash = createHash('sha256').update(body).digest('hex');
    assert.ok(signedWithPlaceholder(value, { method, target, headers, bodyHash }), 'the service can verify it');
  });
});

interface Running {
  readonly command: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
  readonly asking?: Asking;
}

async function runOne(service: Service, { command, files = {}, asking }: Running) {
  using place = await guardedPlace(service, { name: host, ...asking });
  place.write({ ...files });
  const env = { ...place.serviceEnv, GOCACHE: join(homedir(), '.cache', 'go-build'), GO111MODULE: 'off' };
  const node = nodeClients();
  const withPackages = 'folder' in node ? { ...env, NODE_PATH: join(node.folder, 'node_modules') } : env;
  return {
    outcome: await place.run(['run', '--', ...command], { env: withPackages, node: ['--import', resolver] }),
    value: place.value,
  };
}

const answerAsVendors: Answering = ({ headers }, response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ object: 'balance', data: [], available: [], echo: headers.authorization }));
};

const answerAsSts: Answering = (_call, response) => {
  response.writeHead(200, { 'content-type': 'text/xml' });
  response.end(
    '<GetCallerIdentityResponse><GetCallerIdentityResult><Account>123</Account></GetCallerIdentityResult></GetCallerIdentityResponse>',
  );
};

function found(test: Mocha.Context, client: ReturnType<Client['find']>): readonly string[] {
  if (!('missing' in client)) return client;
  console.log(`      (skipped: ${client.missing})`);
  return test.skip();
}

function inPython(program: string): Client['find'] {
  return () => {
    const python = pythonClients();
    return 'missing' in python ? python : [python.program, '-c', program];
  };
}

function inNode(program: string): Client['find'] {
  return () => {
    const node = nodeClients();
    return 'missing' in node ? node : [process.execPath, '-e', program];
  };
}

function having(program: string, command: readonly string[]): Client['find'] {
  return () => (isHere(program) ? command : { missing: `there is no ${program} here` });
}

function havingPhp(): Client['find'] {
  return () =>
    isHere('php') && spawnSync('php', ['-r', 'exit(function_exists("curl_init") ? 0 : 1);']).status === 0
      ? ['php', 'call.php']
      : { missing: 'there is no PHP with curl here' };
}

function isHere(program: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
}
