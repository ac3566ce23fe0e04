import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import * as vscode from 'vscode';
import { ask, isDriven } from '../../harness/driver-client.ts';
import { settled } from '../../harness/settled.ts';
import { closeEverything, folder, write } from '../scene.ts';
import { answer, openBench, untilLive } from './bench.ts';

const isThere = (name: string): boolean => spawnSync('sh', ['-c', `command -v ${name}`]).status === 0;
const canHold = ['bwrap', 'socat', 'rg', 'script'].every(isThere);

describe('a terminal of Valet Key', () => {
  let bench: Awaited<ReturnType<typeof openBench>>;
  before(async function () {
    if (!isDriven) {
      console.log('  skipped: nobody presses buttons in this editor');
      this.skip();
    }
    bench = await openBench();
    await bench.manifest({ approval: 'once-per-session' });
  });
  beforeEach(() => void bench.reached.splice(0));
  afterEach(async () => {
    for (const terminal of vscode.window.terminals) terminal.dispose();
    await untilLive(0);
    await closeEverything();
  });
  after(() => bench.close());

  it('comes from the list of profiles, and revokes when it is closed', async () => {
    const opening = opened();
    const choosing = vscode.commands.executeCommand('workbench.action.terminal.newWithProfile');
    await ask('pick', ['Valet Key']);
    await answer(`asks for ${bench.name}`, 'Allow');
    const terminal = await opening;
    await choosing;
    assert.equal(terminal.name, 'Valet Key (proxy-only)');
    await untilLive(1);
    terminal.dispose();
    await untilLive(0);
  });

  it('that was split keeps its grants until both are closed', async () => {
    const first = await guarded();
    const opening = opened();
    await vscode.commands.executeCommand('workbench.action.terminal.split');
    const second = await opening;
    await untilLive(1);
    first.dispose();
    second.sendText(call());
    assert.equal((await bench.said()).status, 200);
    second.dispose();
    await untilLive(0);
  });

  it('has a guard that lets nobody in who was not started in it, and says who tried', async function () {
    if (process.platform !== 'linux') {
      console.log('  skipped: only Linux tells whose a connection is');
      this.skip();
    }
    const { creationOptions } = await guarded();
    const { env = {} } = creationOptions as vscode.TerminalOptions;
    const socket = connect(Number(new URL(env['HTTP_PROXY'] ?? '').port), '127.0.0.1');
    socket.write('CONNECT stranger.example:443 HTTP/1.1\r\nHost: stranger.example:443\r\n\r\n');
    assert.match(await textOf(socket), /^HTTP\/1\.1 403 .*caller-not-of-run/s);
    await answer('which was not started in this run', 'Show Log');
  });

  const nested: readonly (readonly [name: string, line: (command: string) => string])[] = [
    ['bash', (command) => `bash -c '${command}'`],
    ['zsh', (command) => `zsh -c '${command}'`],
    ['fish', (command) => `fish -c '${command}'`],
    ['su', (command) => `su root -c '${command}'`],
  ];
  for (const [name, line] of nested) {
    it(`guards what runs in a ${name} in it`, async function () {
      if (!isThere(name) || (name === 'su' && process.getuid?.() !== 0)) {
        console.log(`  skipped: there is no ${name} here that asks no password`);
        this.skip();
      }
      const terminal = await guarded();
      terminal.sendText(line(call()));
      const { status, placeholder } = await bench.said();
      assert.equal(status, 200);
      assert.notEqual(placeholder, bench.value);
    });
  }

  describe('in the sandbox', () => {
    before(function () {
      if (canHold) return;
      console.log('  skipped: this machine has not all of bubblewrap, socat, ripgrep and script');
      this.skip();
    });

    it('is held to its folder and its calls, says so, and revokes when it is closed', async () => {
      await write('.env', 'OTHER=plain\n');
      const outside = join(homedir(), 'made-outside');
      const terminal = await sandboxed();
      assert.equal(terminal.name, 'Valet Key (enforced)');
      const [grant = '{}'] = await untilLive(1);
      assert.equal((JSON.parse(grant) as { mode: string }).mode, 'enforced');
      terminal.sendText(call());
      assert.equal((await bench.said()).status, 200);
      assert.equal(bench.reached[0]?.authorization, `Bearer ${bench.value}`);
      const seen = await outputOf(terminal, `touch ${outside}; cat .env; ls ${homedir()}`);
      assert.doesNotMatch(seen, /OTHER=plain/);
      assert.equal(await readFile(outside, 'utf8').catch(() => 'not there'), 'not there');
      terminal.dispose();
      await untilLive(0);
      await vscode.workspace.fs.delete(vscode.Uri.joinPath(folder(), '.env'));
    });

    it('ends what runs in it with Ctrl+C, and goes on', async () => {
      const terminal = await sandboxed();
      await untilLive(1);
      const begun = join(folder().fsPath, 'made', 'begun');
      terminal.sendText(`sh -c 'echo > ${begun}; exec sleep 1000'`);
      await settled(
        () => readFile(begun, 'utf8').catch(() => ''),
        (text) => text !== '',
        'the command’s beginning',
      );
      terminal.sendText('\u0003', false);
      assert.match(await outputOf(terminal, 'echo still here'), /still here/);
    });

    it('reads and writes what its person opened', async () => {
      const settings = vscode.workspace.getConfiguration('valetKey');
      const agent = join(homedir(), '.an-agent');
      await vscode.workspace.fs.createDirectory(vscode.Uri.file(agent));
      await settings.update('sandbox.open', ['~/.an-agent'], vscode.ConfigurationTarget.Global);
      const terminal = await sandboxed();
      await untilLive(1);
      await outputOf(terminal, 'echo session > ~/.an-agent/session');
      assert.equal(await readFile(join(agent, 'session'), 'utf8'), 'session\n');
      await settings.update('sandbox.open', undefined, vscode.ConfigurationTarget.Global);
      await rm(agent, { recursive: true });
    });
  });

  const call = (): string => `${process.execPath} ${bench.program.fsPath}`;

  async function sandboxed(): Promise<vscode.Terminal> {
    const opening = opened();
    await vscode.commands.executeCommand('valetKey.newSandboxTerminal');
    const terminal = await opening;
    // The first of the session asks; an approval for this very shell holds for the next one.
    if (!isAllowed) await answer('terminal (', 'Allow');
    isAllowed = true;
    return terminal;
  }
  let isAllowed = false;
});

function opened(): Promise<vscode.Terminal> {
  return new Promise((resolve) => {
    const listening = vscode.window.onDidOpenTerminal((terminal) => {
      listening.dispose();
      resolve(terminal);
    });
  });
}

/** What a command printed in a terminal whose programs may write the workspace. */
async function outputOf(terminal: vscode.Terminal, line: string): Promise<string> {
  const file = join(folder().fsPath, 'made', 'output');
  terminal.sendText(`{ ${line} ; } > ${file} 2>&1; echo ended >> ${file}`);
  const text = await settled(
    () => readFile(file, 'utf8').catch(() => ''),
    (read) => read.endsWith('ended\n'),
    'the end of the command',
  );
  await rm(file);
  return text;
}

async function guarded(): Promise<vscode.Terminal> {
  const opening = opened();
  await vscode.commands.executeCommand('valetKey.newTerminal');
  return opening;
}
