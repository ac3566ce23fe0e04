import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { ask, isDriven } from '../../harness/driver-client.ts';
import { settled } from '../../harness/settled.ts';
import { closeEverything, file, flagged, folder, hoverAt, keyLine, kinds, openFile, write } from '../scene.ts';

describe('git at work', () => {
  const [opened, behind] = [file('js'), file('js')];
  let remote = '';
  before(async () => {
    remote = await mkdtemp(join(tmpdir(), 'valet-key-remote-'));
    gitIn(remote, ['init', '-q', '--bare', '-b', 'main']);
    git('init', '-q', '-b', 'main');
    for (const name of [opened, behind]) await write(name, 'let a = 1;\n');
    git('add', opened, behind);
    git('commit', '-q', '-m', 'before');
    git('remote', 'add', 'origin', remote);
    git('push', '-q', 'origin', 'main');
    git('checkout', '-q', '-b', 'with-keys');
    for (const name of [opened, behind]) await writeFile(join(folder().fsPath, name), `let a = 1;\n${keyLine()}`);
    git('commit', '-q', '-a', '-m', 'keys');
    git('push', '-q', 'origin', 'with-keys:main');
    git('checkout', '-q', 'main');
  });
  afterEach(closeEverything);
  after(async () => {
    await vscode.workspace.fs.delete(vscode.Uri.joinPath(folder(), '.git'), { recursive: true });
    await rm(remote, { recursive: true });
  });

  for (const [what, bring] of [
    ['a checkout', ['checkout', '-q', 'with-keys']],
    ['a pull', ['pull', '-q', '--ff-only', 'origin', 'main']],
  ] as const) {
    it(`that brings a key by ${what} is no agent, in an open file and in one behind`, async () => {
      git('checkout', '-q', 'main');
      const { document } = await vscode.window.showTextDocument(vscode.Uri.joinPath(folder(), opened));
      await flagged(document.uri, 0);
      const other = vscode.Uri.joinPath(folder(), behind);
      await flagged(other, 0);
      git(...bring);
      for (const uri of [document.uri, other]) {
        const [diagnostic] = await flagged(uri, 1);
        assert.doesNotMatch(diagnostic?.message ?? '', /wrote it/);
        const hover = await hoverAt(uri, diagnostic?.range.start ?? assert.fail());
        assert.match(hover, /It came with git\./);
      }
    });
  }
});

describe('a completion', () => {
  afterEach(closeEverything);

  it('that a provider offers and a person takes is told from an agent', async () => {
    const line = keyLine().trimEnd();
    const provider = vscode.languages.registerInlineCompletionItemProvider('javascript', {
      provideInlineCompletionItems: (_document, at) => [
        new vscode.InlineCompletionItem(line, new vscode.Range(at, at)),
      ],
    });
    try {
      const { document } = await openFile(file('js'), '\n');
      const taken = await settled(
        async () => {
          await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
          await vscode.commands.executeCommand('editor.action.inlineSuggest.commit');
          return document.getText();
        },
        (text) => text.includes(line),
        'the completion',
      );
      assert.equal(taken.trim(), line);
      const [diagnostic] = await flagged(document.uri, 1);
      const hover = await hoverAt(document.uri, diagnostic?.range.start ?? assert.fail());
      assert.match(hover, /inline completion or a single insertion/);
    } finally {
      provider.dispose();
    }
  });
});

describe('what is seen of findings', () => {
  before(function () {
    if (isDriven) return;
    console.log('  skipped: nobody looks at this editor');
    this.skip();
  });
  afterEach(closeEverything);

  it('is their number in the status bar, and a row each in the view', async () => {
    const { document } = await openFile(file('ts'), keyLine());
    await flagged(document.uri, 1);
    const count = vscode.languages.getDiagnostics().flatMap(([, all]) => all.filter(isOwn)).length;
    const said = count === 1 ? '1 hardcoded credential' : `${count} hardcoded credentials`;
    assert.match(String(await ask('statusBarItem', ['valetKey.status'])), new RegExp(`Valet Key: ${said}`));
    await vscode.commands.executeCommand('valetKey.showFindings');
    const rows = (await ask('treeRowsSeen', ['Findings'])) as readonly string[];
    assert.ok(
      rows.some((row) => row.endsWith(' 1')),
      rows.join(' | '),
    );
    assert.ok(rows.some((row) => /stood here when the file was opened|rewrote the file|came with git/.test(row)));
  });

  it('is as much as was read when a scan of the workspace is cancelled', async () => {
    const many = join((await write('made/many/first.ts', '')).fsPath, '..');
    const text = 'export const a = 1;\n'.repeat(50);
    await Promise.all(Array.from({ length: 3_000 }, (_, index) => writeFile(join(many, `${index}.ts`), text)));
    const scanning = vscode.commands.executeCommand('valetKey.scanWorkspace');
    await ask('notifications', ['Scanning the workspace']);
    await ask('answerNotification', ['Scanning the workspace', 'Cancel']);
    await scanning;
    await ask('notifications', ['Scan stopped after']);
    await rm(many, { recursive: true });
  });
});

describe('what the editor’s own settings leave out', () => {
  for (const [what, section, key, value] of [
    ['files.exclude', 'files', 'exclude', { '**/hidden/**': true }],
    ['valetKey.include', 'valetKey', 'include', ['**/*.ts']],
  ] as const) {
    it(`is left out: ${what}`, async () => {
      const configuration = vscode.workspace.getConfiguration(section);
      await configuration.update(key, value, vscode.ConfigurationTarget.Workspace);
      try {
        const left = await write(what === 'files.exclude' ? `hidden/${file('ts')}` : file('js'), keyLine());
        const seen = await write(file('ts'), keyLine());
        await flagged(seen, 1);
        assert.deepEqual(kinds(left), []);
      } finally {
        await configuration.update(key, undefined, vscode.ConfigurationTarget.Workspace);
      }
    });
  }
});

function git(...args: readonly string[]): string {
  return gitIn(folder().fsPath, args);
}

function gitIn(cwd: string, args: readonly string[]): string {
  const who = ['-c', 'user.name=Tester', '-c', 'user.email=tester@localhost', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', [...who, ...args], { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

function isOwn({ source }: vscode.Diagnostic): boolean {
  return source === 'Valet Key';
}
