import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { settled } from '../../harness/settled.ts';
import { closeEverything, file, flagged, folder, keyLine, kinds, openFile, write } from '../scene.ts';

describe('bad days', () => {
  afterEach(closeEverything);

  it('a file of 50 MB is passed over, and the one beside it is not', async () => {
    const large = await write(file('ts'), Buffer.alloc(50_000_000, 'const a = 1;\n'));
    const seen = await write(file('ts'), keyLine());
    await flagged(seen, 1);
    assert.deepEqual(kinds(large), []);
    await vscode.workspace.fs.delete(large);
  });

  it('a line of 5 MB is read to its end', async () => {
    const uri = await write(file('js'), `${'x();'.repeat(1_240_000)}${keyLine()}`);
    await flagged(uri, 1);
    await vscode.workspace.fs.delete(uri);
  });

  it('bytes that are no UTF-8 hide nothing around them', async () => {
    const uri = await write(
      file('ts'),
      Buffer.concat([Buffer.from([0x2f, 0x2f, 0xff, 0xfe, 0x80, 0x0a]), Buffer.from(keyLine())]),
    );
    await flagged(uri, 1);
  });

  it('an edit storm ends with what a fresh look finds', async () => {
    const editor = await openFile(file('ts'), 'let a = 1;\n'.repeat(20_000));
    const { document } = editor;
    for (let turn = 0; turn < 60; turn++) {
      const at = new vscode.Position((turn * 331) % document.lineCount, 0);
      await editor.edit((edit) => edit.insert(at, turn % 6 === 0 ? keyLine() : 'let b = 2;\n'));
    }
    await flagged(document.uri, 10);
  });

  it('ten thousand files at once are all read, and the editor answers meanwhile', async function () {
    this.timeout(360_000);
    const base = vscode.Uri.joinPath(folder(), 'burst');
    const names = Array.from({ length: 10_000 }, (_, index) => `file-${index}.ts`);
    const keys = new Set([7, 777, 9777]);
    // As a program outside the editor does.
    mkdirSync(base.fsPath);
    names.forEach((name, index) => {
      writeFileSync(join(base.fsPath, name), keys.has(index) ? keyLine() : 'let a = 1;\n');
    });
    const { document } = await openFile(file('ts'), keyLine());
    await flagged(document.uri, 1);
    for (const index of keys) {
      const uri = vscode.Uri.joinPath(base, `file-${index}.ts`);
      await settled(
        () => Promise.resolve(kinds(uri)),
        (found) => found.length === 1,
        `a finding in ${uri.path}`,
        240_000,
      );
    }
    await vscode.workspace.fs.delete(base, { recursive: true });
    await settled(
      () => Promise.resolve([...keys].flatMap((index) => kinds(vscode.Uri.joinPath(base, `file-${index}.ts`)))),
      (found) => found.length === 0,
      'no findings in deleted files',
    );
  });
});
