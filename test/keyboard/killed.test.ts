import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { auditLines } from '../../src/broker/audit/audit-files.ts';
import { sha256 } from '../../src/broker/audit/sha256.ts';
import { unlock } from '../../src/broker/vault/unlock.ts';
import { isRunning } from '../../src/broker/disk/process-start.ts';
import { childrenOf } from '../../src/broker/disk/process-tree.ts';
import { verifyLog } from '../../src/core/audit/verify.ts';
import { startService } from '../broker/guard/service.ts';
import type { Service } from '../broker/guard/service.ts';
import { requestFor, startAuthorizationServer } from '../guarded/killed/authorization-server.ts';
import type { AuthorizationServer } from '../guarded/killed/authorization-server.ts';
import { openWorkbench, type OpenWorkbench } from '../harness/browser.ts';
import { settled } from '../harness/settled.ts';
import { temporaryFolder, type TemporaryFolder } from '../harness/temporary-folder.ts';

const project = join(import.meta.dirname, '../..');

/** In the middle of a debug session of Node's own debugger, which goes on calling for as long as it is let. */
const ends: readonly (readonly [what: string, end: (workbench: OpenWorkbench) => unknown])[] = [
  ['the broker is killed', ({ server }) => kill(processIn(server.pid, 'broker'))],
  ['the window is loaded anew', ({ page }) => page.reload()],
  ['the extension host is killed', ({ server }) => kill(extensionHost(server.pid))],
  ['the whole editor is killed', ({ server }) => kill(server.pid)],
];

describe('a debug session in which', function () {
  let folder: TemporaryFolder;
  let service: Service;
  let issuer: AuthorizationServer;
  let workbench: OpenWorkbench;
  const passphrase = randomBytes(12).toString('hex');

  before(async () => {
    folder = await temporaryFolder('keyboard');
    service = await startService((_call, response) => response.end('fine'), 'http');
    issuer = await startAuthorizationServer(() => undefined);
    await mkdir(join(folder.path, '.vscode'));
    await write('valet-key.json', JSON.stringify({ version: 1, requests: { acme: requestFor(service) } }));
    await write('.vscode/launch.json', JSON.stringify(launch));
    await write('call.mjs', programFor(service));
    // A web editor that is loaded anew has forgotten the key that it kept; a passphrase is asked for.
    const unlocked = await unlock(join(folder.path, '.data'), { passphrase: async () => passphrase });
    unlocked.dataKey.fill(0);
    const env = { ...issuer.env, VALET_KEY_HOME: join(folder.path, '.data'), VALET_KEY_KEYCHAIN: 'off' };
    workbench = await openWorkbench({ folder: folder.path, extensionPath: project, env });
  });
  after(async () => {
    for (const pid of await debugged()) if (isRunning(pid)) process.kill(pid, 'SIGKILL');
    await workbench?.close();
    await service?.[Symbol.asyncDispose]();
    await issuer?.[Symbol.asyncDispose]();
    await folder?.[Symbol.asyncDispose]();
  });

  for (const [what, end] of ends) {
    it(`${what} leaves no credential alive, and no call gets through`, async () => {
      await startAnew();
      await workbench.answer(passphrase);
      await workbench.answerNotification('acme', 'Allow');
      const [token = ''] = await settled(
        async () => [...issuer.alive],
        (alive) => alive.length === 1,
        'a token',
      );
      await untilCalled(token);
      const processes = (await debugged()).length;
      assert.ok(processes > 0);

      await end(workbench);
      await settled(
        async () => issuer.alive.size,
        (count) => count === 0,
        'no token',
      );
      const reached = service.reached.length;
      await pause(400);
      assert.equal(service.reached.length, reached, 'what goes on calling is not let through');
      assert.equal(verifyLog(auditLines(join(folder.path, '.data')), { sha256 }).tampering.length, 0);
    });
  }

  /** Whatever is left of the session before it ends first, as a person would have it. */
  async function startAnew(): Promise<void> {
    if (extensionHost(workbench.server.pid) === undefined) await workbench.page.reload();
    await workbench.ready();
    const toolbar = workbench.page.locator('.debug-toolbar:visible');
    if ((await toolbar.count()) > 0) await workbench.press('Shift+F5');
    await toolbar.waitFor({ state: 'detached' });
    await workbench.press('F5');
  }
  function write(path: string, text: string): Promise<void> {
    return writeFile(join(folder.path, path), text);
  }
  async function untilCalled(token: string): Promise<void> {
    await settled(
      async () => service.reached.filter(({ headers }) => headers.authorization === `Bearer ${token}`).length,
      (count) => count > 2,
      'calls',
    );
  }
  async function debugged(): Promise<readonly number[]> {
    const text = await readFile(join(folder.path, 'pids'), 'utf8').catch(() => '');
    return text.split('\n').filter(Boolean).map(Number);
  }
});

const launch = {
  version: '0.2.0',
  configurations: [
    {
      type: 'node',
      request: 'launch',
      name: 'Call',
      program: '${workspaceFolder}/call.mjs',
      runtimeExecutable: process.execPath,
      valetKey: ['acme'],
    },
  ],
};

function programFor({ port }: Service): string {
  return `import { appendFileSync } from 'node:fs';
appendFileSync('pids', process.pid + '\\n');
process.on('SIGHUP', () => undefined);
for (;;) {
  const headers = { authorization: 'Bearer ' + process.env.ACME };
  await fetch('http://localhost:${port}/orders', { headers }).catch(() => undefined);
  await new Promise((done) => setTimeout(done, 50));
}
`;
}

function kill(pid: number | undefined): void {
  assert.ok(pid !== undefined, 'it runs');
  process.kill(pid, 'SIGKILL');
}

function extensionHost(server: number): number | undefined {
  return processIn(server, '--type=extensionHost');
}

function processIn(pid: number, word: string): number | undefined {
  for (const child of childrenOf(pid)) {
    const found = child.words.some((one) => one.includes(word)) ? child.pid : processIn(child.pid, word);
    if (found !== undefined) return found;
  }
  return undefined;
}
