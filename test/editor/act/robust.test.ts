import assert from 'node:assert/strict';
import { chmod } from 'node:fs/promises';
import * as vscode from 'vscode';
import { BrokerError, type BrokerFaultCode } from '../../../src/broker/protocol.ts';
import type { Fault } from '../../../src/editor/act/fault.ts';
import type { Outcome } from '../../../src/editor/act/replace.ts';
import { exampleOf } from '../../example.ts';
import { closeEverything, file, openFile, write } from '../scene.ts';
import { createBench, type Bench, type Put } from './bench.ts';
import { manifest, manifestText, manifestUri, noManifest, ownManifest } from './manifests.ts';

describe('a replacement that meets trouble', () => {
  let bench: Bench | undefined;
  beforeEach(noManifest);
  afterEach(async () => {
    bench?.dispose();
    bench = undefined;
    await closeEverything();
  });

  it('has the value in the vault while the literal is still in the text', async () => {
    const { document, key } = await withKey();
    const seen: string[] = [];
    bench = createBench((remember) => (params) => {
      seen.push(document.getText());
      return remember(params);
    });
    assert.equal(typeOf(await bench.replace([document.uri])), 'replaced');
    assert.ok(seen[0]?.includes(key));
    assert.ok(!document.getText().includes(key));
    assert.deepEqual([...bench.kept.values()], [key]);
  });

  const codes: readonly BrokerFaultCode[] = [
    'vault-corrupt',
    'vault-locked',
    'key-missing',
    'disk',
    'no-key-store',
    'broker-gone',
    'timed-out',
  ];
  for (const code of codes) {
    it(`leaves the text and the manifest where the vault says ${code}`, async () => {
      const { document, source } = await withKey();
      bench = createBench(() => () => Promise.reject(new BrokerError({ code, path: '/vault' })));
      assert.equal(faultOf(await bench.replace([document.uri])).code, 'vault');
      assert.equal(document.getText(), source);
      assert.equal(await manifestText(), undefined);
    });
  }

  it('passes over names under which the vault holds other values', async () => {
    const { document } = await withKey();
    bench = createBench();
    await bench.remember({ name: 'stripe', value: 'another', kind: 'k' });
    assert.equal(typeOf(await bench.replace([document.uri])), 'replaced');
    assert.deepEqual(Object.keys((await manifest()).requests), ['stripe-2']);
    assert.equal(bench.kept.get('stripe'), 'another');
  });

  it('keeps the value beside where a chosen request holds another one', async () => {
    bench = createBench();
    const first = await withKey();
    await bench.replace([first.document.uri]);
    const { document, key } = await withKey();
    const outcome = await bench.replace([document.uri], { request: 'stripe' });
    assert.deepEqual(outcome.type === 'replaced' && outcome.beside, ['stripe-replaced']);
    assert.equal(bench.kept.get('stripe-replaced'), key);
    assert.equal(bench.kept.get('stripe'), first.key);
  });

  it('is made anew for a text that moved while the value was put', async () => {
    const { document, key } = await withKey();
    bench = createBench(onceBefore(() => insertAbove(document)));
    assert.equal(typeOf(await bench.replace([document.uri])), 'replaced');
    assert.match(document.getText(), /^\/\/ above\nconst key = process\.env\.\w+;\n$/);
    assert.ok(!document.getText().includes(key));
  });

  it('gives up on a text that moves each time, and leaves it', async () => {
    const { document, key } = await withKey();
    let count = 0;
    bench = createBench((remember) => async (params) => {
      count += 1;
      await insertAbove(document);
      return remember(params);
    });
    assert.equal(faultOf(await bench.replace([document.uri])).code, 'changed');
    assert.ok(document.getText().endsWith(`const key = '${key}';\n`));
    assert.ok(count > 1);
  });

  it('keeps a manifest that somebody wrote meanwhile', async () => {
    const { document } = await withKey();
    bench = createBench(onceBefore(async () => void (await write('valet-key.json', ownManifest))));
    assert.equal(typeOf(await bench.replace([document.uri])), 'replaced');
    assert.deepEqual(Object.keys((await manifest()).requests), ['other', 'stripe']);
  });

  it('replaces nothing where the text was emptied meanwhile', async () => {
    const { document } = await withKey();
    bench = createBench(
      onceBefore(async () => {
        const edit = new vscode.WorkspaceEdit();
        edit.delete(document.uri, new vscode.Range(0, 0, 9, 0));
        await vscode.workspace.applyEdit(edit);
      }),
    );
    assert.equal(faultOf(await bench.replace([document.uri])).code, 'nothing');
    assert.equal(document.getText(), '');
    assert.equal(await manifestText(), undefined);
  });

  it('leaves a broken manifest and the text, and says where it is broken', async () => {
    const broken = '{ "version": 1,\n  "requests": {\n';
    await write('valet-key.json', broken);
    const { document, source } = await withKey();
    bench = createBench();
    const fault = faultOf(await bench.replace([document.uri]));
    assert.ok(fault.code === 'manifest-broken' && fault.problem && fault.problem.line > 1, JSON.stringify(fault));
    assert.equal(document.getText(), source);
    assert.equal(await manifestText(), broken);
    assert.equal(bench.kept.size, 0);
  });

  it('leaves a read-only manifest and the text', async () => {
    await write('valet-key.json', ownManifest);
    await chmod(manifestUri().fsPath, 0o444);
    const { document, source } = await withKey();
    bench = createBench();
    assert.equal(faultOf(await bench.replace([document.uri])).code, 'manifest-read-only');
    assert.equal(document.getText(), source);
    assert.equal(await manifestText(), ownManifest);
  });

  it('is stopped between two values, and nothing has changed', async () => {
    const source = Array.from(
      { length: 30 },
      (_, index) => `const k${index} = '${exampleOf('stripe-secret-key')}';\n`,
    ).join('');
    const { document } = await openFile(file('js'), source);
    const stop = new vscode.CancellationTokenSource();
    bench = createBench();
    const onKept = (kept: number): void => {
      if (kept === 10) stop.cancel();
    };
    const outcome = await bench.replace([document.uri], { token: stop.token, onKept });
    assert.equal(faultOf(outcome).code, 'cancelled');
    assert.equal(document.getText(), source);
    assert.equal(bench.kept.size, 10);
  });

  it('replaces in files that nobody has open, and one undo takes back those and the manifest', async () => {
    await write('valet-key.json', ownManifest);
    const key = exampleOf('stripe-secret-key');
    const source = `const key = '${key}';\n`;
    const { document } = await openFile(file('js'), source);
    const other = await write(file('py'), `key = "${key}"\n`);
    bench = createBench();
    const outcome = await bench.replace([document.uri, other]);
    assert.equal(outcome.type === 'replaced' && outcome.replaced, 2);
    assert.deepEqual(Object.keys((await manifest()).requests), ['other', 'stripe']);
    const there = await vscode.workspace.openTextDocument(other);
    assert.ok(!there.getText().includes(key));
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), source);
    assert.equal(there.getText(), `key = "${key}"\n`);
    const own = await vscode.workspace.openTextDocument(manifestUri());
    assert.equal(own.getText(), ownManifest);
    for (const one of [document, there, own]) await one.save();
  });

  it('adds the variable to the example file that the project keeps, and one undo takes it back', async () => {
    const example = await write('.env.example', 'PORT=\n');
    const { document, source } = await withKey();
    bench = createBench();
    assert.equal(typeOf(await bench.replace([document.uri])), 'replaced');
    const read = async () => new TextDecoder().decode(await vscode.workspace.fs.readFile(example));
    assert.equal(await read(), 'PORT=\nSTRIPE_SECRET_KEY=\n');
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), source);
    const there = await vscode.workspace.openTextDocument(example);
    assert.equal(there.getText(), 'PORT=\n');
    await there.save();
    await vscode.workspace.fs.delete(example);
  });

  it('replaces 1,000 findings in 100 files at once', async () => {
    const uris = await Promise.all(
      Array.from({ length: 100 }, () => {
        const lines = Array.from(
          { length: 10 },
          (_, at) => `const k${at} = '${exampleOf('github-personal-token')}';\n`,
        );
        return write(`many/${file('js')}`, lines.join(''));
      }),
    );
    bench = createBench();
    const outcome = await bench.replace(uris);
    assert.equal(typeOf(outcome), 'replaced');
    assert.equal(outcome.type === 'replaced' && outcome.replaced, 1000);
    assert.equal(Object.keys((await manifest()).requests).length, 1000);
    assert.equal(bench.kept.size, 1000);
    await vscode.workspace.saveAll(false);
  }).timeout(120_000);
});

async function withKey(): Promise<{ document: vscode.TextDocument; key: string; source: string }> {
  const key = exampleOf('stripe-secret-key');
  const source = `const key = '${key}';\n`;
  const { document } = await openFile(file('js'), source);
  return { document, key, source };
}

/** Something happens before the first value is in the vault. */
function onceBefore(happen: () => Promise<void>): (remember: Put) => Put {
  let happened = false;
  return (remember) => async (params) => {
    if (!happened) {
      happened = true;
      await happen();
    }
    return remember(params);
  };
}

async function insertAbove(document: vscode.TextDocument): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, new vscode.Position(0, 0), '// above\n');
  await vscode.workspace.applyEdit(edit);
}

function typeOf(outcome: Outcome): string {
  return outcome.type === 'fault' ? outcome.fault.code : outcome.type;
}

function faultOf(outcome: Outcome): Fault {
  assert.ok(outcome.type === 'fault', JSON.stringify(outcome));
  return outcome.fault;
}
