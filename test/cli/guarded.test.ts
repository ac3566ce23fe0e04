import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest, Task } from '../../src/core/requests/manifest.ts';
import { whyNoSandbox } from '../../src/broker/sandbox/sandbox.ts';
import { echo, startService } from '../broker/guard/service.ts';
import type { Service } from '../broker/guard/service.ts';
import { approve, keep, workplace } from './program.ts';
import type { Outcome, Workplace } from './program.ts';
import { hostileTask } from './hostile-task.ts';

/** What real clients do with a placeholder, a proxy and a certificate in their environment. */
const clients: readonly { readonly name: string; readonly needs: string; readonly command: readonly string[] }[] = [
  { name: 'curl', needs: 'curl', command: ['sh', '-c', 'curl -sS "$URL" -H "Authorization: Bearer $ACME"'] },
  { name: 'curl with a user name', needs: 'curl', command: ['sh', '-c', 'curl -sS "$URL" -u "$ACME:"'] },
  {
    name: "Node's fetch",
    needs: process.execPath,
    command: [
      process.execPath,
      '-e',
      'fetch(process.env.URL, { headers: { authorization: `Bearer ${process.env.ACME}` } }).then(async (answer) => console.log(await answer.text()))',
    ],
  },
  {
    name: "Node's https",
    needs: process.execPath,
    command: [
      process.execPath,
      '-e',
      'require("node:https").get(process.env.URL, { headers: { authorization: `Bearer ${process.env.ACME}` } }, (answer) => answer.pipe(process.stdout))',
    ],
  },
  {
    name: "Python's urllib",
    needs: 'python3',
    command: [
      'python3',
      '-c',
      'import os,urllib.request as u; print(u.urlopen(u.Request(os.environ["URL"], headers={"Authorization": "Bearer "+os.environ["ACME"]})).read().decode())',
    ],
  },
  {
    name: "Python's requests",
    needs: 'python3 -c import\\ requests',
    command: [
      'python3',
      '-c',
      'import os,requests; print(requests.get(os.environ["URL"], headers={"Authorization": "Bearer "+os.environ["ACME"]}).text)',
    ],
  },
  { name: 'Java', needs: 'java -version', command: ['java', 'Call.java'] },
];

/** What stands where a denied file is. */
const note = /Valet Key: this task may not read /;

const javaClient = `import java.net.URI; import java.net.http.*;
class Call { public static void main(String[] a) throws Exception {
  var request = HttpRequest.newBuilder(URI.create(System.getenv("URL"))).header("Authorization", "Bearer " + System.getenv("ACME")).build();
  System.out.println(HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body()); } }`;

describe('a guarded task', () => {
  for (const { name, needs, command } of clients) {
    it(`calls with ${name} as it always did, and never has the value`, async function () {
      if (spawnSync('sh', ['-c', needs.includes(' ') ? needs : `command -v "${needs}"`]).status !== 0) {
        console.log(`      (skipped: there is no ${name} here)`);
        this.skip();
      }
      await using service = await startService(({ headers }, response) => response.end(`got ${headers.authorization}`));
      using place = await prepared(service);
      place.write({ 'Call.java': javaClient });
      const outcome = await place.run(['run', '--', ...command], { env: place.serviceEnv });
      assert.equal(outcome.status, 0, outcome.stderr);
      assert.equal(service.reached.length, 1, outcome.stderr);
      const authorization = service.reached[0]?.headers.authorization ?? '';
      const carried = authorization.startsWith('Basic ')
        ? Buffer.from(authorization.slice(6), 'base64').toString()
        : authorization;
      assert.ok(carried.includes(place.value), 'the service got the value');
      assert.match(outcome.stdout, /^got (?:Bearer|Basic) \*+/, 'and its echo was taken out');
      assert.match(outcome.stderr, /ACME guarded: the task holds a placeholder \(proxy-only\)/);
      assert.match((await place.run(['audit'])).stdout, /called localhost:\d+ GET \/v1\/orders under acme: allowed/);
    }).timeout(60_000);
  }

  it("calls a server on this machine without TLS, with Node's fetch", async () => {
    await using service = await startService((_call, response) => response.end('plain'), 'http');
    using place = await prepared(service);
    const call =
      'fetch(process.env.URL, { headers: { authorization: `Bearer ${process.env.ACME}` } }).then(async (answer) => console.log(await answer.text()))';
    const env = { URL: `http://localhost:${service.port}/v1/orders` };
    const { stdout, stderr } = await place.run(['run', '--', process.execPath, '-e', call], { env });
    assert.equal(stdout, 'plain\n', stderr);
    assert.equal(service.reached[0]?.headers.authorization, `Bearer ${place.value}`);
  });

  it('that failed without a call by the guard is told why that may be', async () => {
    await using service = await startService(echo);
    using place = await prepared(service);
    const { status, stderr } = await place.run(['run', '--', process.execPath, '-e', 'process.exit(3)']);
    assert.equal(status, 3);
    assert.match(stderr, /no call with a placeholder came by the guard/);
  });

  it('is told by the guard what it may not do', async () => {
    await using service = await startService(echo);
    using place = await prepared(service);
    const call = 'curl -sS -X DELETE "$URL" -H "Authorization: Bearer $ACME"';
    const { stdout } = await place.run(['run', '--', 'sh', '-c', call], { env: place.serviceEnv });
    assert.match(stdout, /"code":"method-not-in-call-set".*Use an allowed method/);
    assert.equal(service.reached.length, 0);
  });

  it('loses its grant at its next call when somebody revokes it', async () => {
    await using service = await startService((_call, response) => response.end('done '));
    using place = await prepared(service);
    const call = 'curl -sS "$URL" -H "Authorization: Bearer $ACME"';
    const { stdout } = await place.run(
      ['run', '--', 'sh', '-c', `${call}; "$NODE" "$PROGRAM" revoke acme >/dev/null; ${call}`],
      { env: { ...place.serviceEnv, NODE: process.execPath, PROGRAM: await (await import('./program.ts')).bundle() } },
    );
    assert.match(stdout, /^done .*"code":"grant-revoked"/s);
    assert.equal(service.reached.length, 1);
  });
});

describe('an enforced task', () => {
  let results: Readonly<Record<string, string>> = {};
  let outcome: Outcome | undefined;
  let reached = 0;

  before(async function () {
    this.timeout(60_000);
    const reason = await whyNoSandbox();
    if (reason !== undefined) {
      console.log(`    (skipped: this machine cannot enforce: ${reason})`);
      return this.skip();
    }
    await using service = await startService(echo);
    using place = await prepared(service, {
      command: [process.execPath, 'hostile.cjs'],
      write: ['out'],
      read: { deny_files: ['private'], env: ['URL', 'SERVICE_PORT', 'BROKER', 'VICTIM', 'PROGRAM'] },
    });
    place.write({
      'hostile.cjs': hostileTask,
      '.env': 'SECRET=1',
      'src/a.txt': 'plain',
      'private/a': 'x',
      'out/.keep': '',
    });
    writeFileSync(join(place.home, 'ssh-like'), 'x');
    place.write({ '../home/.ssh/id_ed25519': 'key', '../sibling/secret.txt': 'x' });
    const env = {
      ...place.serviceEnv,
      SERVICE_PORT: String(service.port),
      BROKER: String(process.pid),
      VICTIM: place.home,
      PROGRAM: await (await import('./program.ts')).bundle(),
      NOT_LISTED: 'x',
    };
    outcome = await place.run(['run', '--enforced', 'hostile'], { env });
    reached = service.reached.length;
    results = (JSON.parse(outcome.stdout.split('\n').findLast((line) => line.startsWith('{')) ?? '{}') ??
      {}) as typeof results;
    return undefined;
  });

  const expectations: readonly (readonly [fact: string, result: string, expected: RegExp])[] = [
    ['reads what its read set holds', 'readSource', /^plain$/],
    ['does not read .env', 'readEnv', note],
    ['does not read what is denied', 'readPrivate', note],
    ['does not read ~/.ssh', 'readSsh', note],
    ['does not read the vault', 'readVault', note],
    ['does not read a project beside its own', 'readSibling', /^(?:ENOENT|EACCES|EPERM)$/],
    ["does not read the broker's environment", 'readBroker', /^(?:ENOENT|EACCES|EPERM)$/],
    ['does not see other processes', 'processes', /^no broker$/],
    ['has no value in its environment', 'environment', /^placeholder$/],
    ['inherits no variable that it does not list', 'variable', /^none$/],
    ['writes where it may', 'writeOut', /^done$/],
    ['does not write elsewhere', 'writeSource', /^(?:EROFS|EACCES|EPERM)$/],
    ['does not edit the manifest', 'writeManifest', /^(?:EROFS|EACCES|EPERM)$/],
    ['makes the call that it may', 'call', /^200$/],
    ['finds the guard where the service would be', 'rawSocket', /^connected$/],
    ['finds it there over IPv6', 'rawSocket6', /^connected$|^E/],
    ['does not call another address', 'otherAddress', /^E/],
    ['is refused another host', 'otherHost', /^403 host-not-in-call-set$/],
    ['is refused another host by its address', 'otherHostByAddress', /^403 host-not-in-call-set$/],
    ['is refused another path', 'otherPath', /^403 path-not-in-call-set$/],
    ['is refused a path with dot segments', 'dotPath', /^403 path-(?:ambiguous|not-in-call-set)$/],
    ['is refused another Host header', 'hostHeader', /^403 host-header-differs$/],
    ['is refused the placeholder in a body', 'inBody', /^403 credential-misplaced$/],
    ['cannot approve itself', 'approveItself', /^refused$/],
  ];
  for (const [fact, result, expected] of expectations) {
    it(fact, () => assert.match(results[result] ?? `nothing: ${outcome?.stderr}`, expected));
  }

  it('is labelled as enforced', () => assert.match(outcome?.stderr ?? '', /\(enforced\)/));
  it('reached its service by the guard alone', () => assert.equal(reached, 1));
});

interface Prepared extends Workplace {
  readonly value: string;
  readonly serviceEnv: Readonly<Record<string, string>>;
}

async function prepared(service: Service, task?: Partial<Task>): Promise<Prepared> {
  const place = workplace();
  const manifest: Manifest = {
    version: 1,
    requests: {
      acme: {
        subject: 'task:orders',
        purpose: 'A test',
        authorization_details: [{ type: 'api_credential', actions: ['orders:read'] }],
        call: [{ host: `localhost:${service.port}`, methods: ['GET', 'POST'], paths: ['/v1/orders/**'] }],
        source: { provider: 'vault', ref: 'acme' },
        delivery: { mode: 'header', env: 'ACME', header: 'Authorization', format: 'Bearer {}' },
        max_ttl: '1h',
        approval: 'once-per-session',
      },
    },
    tasks: { hostile: { command: ['true'], uses: ['acme'], ...task } },
  };
  place.write({ 'valet-key.json': JSON.stringify(manifest) });
  const { acme = '' } = await keep(place, ['acme']);
  await approve(place, manifest);
  const authority = join(place.home, 'authority.pem');
  writeFileSync(authority, service.certificate);
  return {
    ...place,
    value: acme,
    serviceEnv: { URL: `https://localhost:${service.port}/v1/orders`, NODE_EXTRA_CA_CERTS: authority },
  };
}
