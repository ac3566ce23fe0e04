import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { whyNoSandbox } from '../../src/broker/run/sandbox.ts';
import type { Outcome } from '../cli/program.ts';
import { startService } from '../broker/guard/service.ts';
import { hostileTask } from './hostile-task.ts';
import { guardedPlace } from './place.ts';

const gone = /^(?:ENOENT|EACCES|EPERM|EROFS|EXDEV|ESRCH|ELOOP|empty)$/;

const expectations: readonly (readonly [fact: string, result: string, expected: RegExp])[] = [
  ["does not open the broker's memory", 'memory', gone],
  ['does not reach the broker with a signal', 'signalBroker', gone],
  ['does not find what opens the vault in any process', 'ownParents', /^sees none$/],
  ['does not write approvals', 'approvals', gone],
  ['does not cut the audit log', 'audit', gone],
  ['does not see the live grants', 'live', gone],
  ['does not read .env by a symbolic link of its own', 'symlink', gone],
  ['does not read .env by a hard link of its own', 'hardLink', gone],
  ['does not read .env by a link that was there', 'linkBefore', gone],
  ['does not read a .env further down', 'deepEnv', gone],
  ['does not move the manifest away', 'renameManifest', /^(?:EROFS|EACCES|EPERM|EXDEV|EBUSY)$/],
  ['does not reach a socket of the system, as those of D-Bus and keychains are', 'unixSocket', /^E/],
  ['asks no name server', 'names', /^E/],
  ['does not call past the guard with an option', 'aroundProxy', /^0 [1-9]/],
  ['does not call past the guard with a variable', 'noProxy', /^0 [1-9]/],
  ['makes the call that it may', 'call', /^200$/],
  ['is refused another port of the host', 'otherPort', /^403 host-not-in-call-set$/],
  ['is refused where a redirect leads', 'redirect', /^403 host-not-in-call-set$/],
  ['is refused the placeholder in the query', 'query', /^403 credential-misplaced$/],
  ['is refused the placeholder in another header', 'header', /^403 credential-misplaced$/],
  ['is refused the placeholder in a body', 'body', /^403 credential-misplaced$/],
  ['is refused the placeholder at another host', 'elsewhere', /^403 host-not-in-call-set$/],
  ["is refused the cloud's metadata", 'metadata', /^403 host-not-in-call-set$/],
  ['is refused another method', 'method', /^403 method-not-in-call-set$/],
];

describe('a hostile task under guard', () => {
  let results: Readonly<Record<string, string>> = {};
  let outcome: Outcome | undefined;
  let log = '';
  let packets = 0;
  let reached: readonly string[] = [];

  before(async function () {
    this.timeout(90_000);
    const reason = await whyNoSandbox();
    if (reason !== undefined) {
      console.log(`    (skipped: this machine cannot enforce: ${reason})`);
      return this.skip();
    }
    const folder = mkdtempSync(join(tmpdir(), 'valet-key-hostile-'));
    const listening = createServer((socket) => socket.end()).listen(join(folder, 'bus'));
    const packet = createSocket('udp4').on('message', () => packets++);
    packet.bind(0, '127.0.0.1');
    await once(packet, 'listening');
    try {
      await using service = await startService(({ url }, response) =>
        url === '/v1/redirect'
          ? response.writeHead(302, { location: 'https://evil.example/' }).end()
          : response.end('done'),
      );
      using place = await guardedPlace(service, {
        task: {
          command: [process.execPath, 'hostile.cjs'],
          write: ['out'],
          read: { env: ['BASE', 'BROKER', 'VICTIM', 'SOCKET', 'OTHER'] },
        },
      });
      place.write({ 'hostile.cjs': hostileTask, '.env': 'A=1', 'out/.keep': '', 'src/deep/.env.local': 'A=1' });
      symlinkSync('../.env', join(place.folder, 'src/link'));
      const env = {
        ...place.serviceEnv,
        BROKER: String(process.pid),
        VICTIM: place.home,
        SOCKET: join(folder, 'bus'),
        OTHER: String(packet.address().port),
      };
      outcome = await place.run(['run', '--enforced', 'task'], { env });
      const line = outcome.stdout.split('\n').findLast((one) => one.startsWith('{')) ?? '{}';
      results = JSON.parse(line) as typeof results;
      log = (await place.run(['audit'])).stdout;
      reached = service.reached.map(({ url }) => url);
    } finally {
      packet.close();
      listening.close();
      rmSync(folder, { recursive: true, force: true });
    }
    return undefined;
  });

  for (const [fact, result, expected] of expectations) {
    it(fact, () => assert.match(results[result] ?? `nothing: ${outcome?.stderr}`, expected));
  }

  it('sends nothing that arrives', () => assert.equal(packets, 0));
  it('reaches its service with what is allowed and nothing else', () =>
    assert.deepEqual(reached, ['/v1/orders', '/v1/redirect']));

  for (const [fact, sentence] of [
    ['the allowed call', /GET \/v1\/orders under acme: allowed/],
    ['the other host', /called evil\.example GET \/.*refused \(host-not-in-call-set\)/],
    ['the misplaced placeholder', /GET \/v1\/orders under acme: refused \(credential-misplaced\)/],
    ['the other method', /DELETE \/v1\/orders.*refused \(method-not-in-call-set\)/],
    ['the metadata', /169\.254\.169\.254:80 GET \/latest.*refused/],
  ] as const) {
    it(`${fact} is in the audit log`, () => assert.match(log, sentence));
  }
});
