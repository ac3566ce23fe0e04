import assert from 'node:assert/strict';
import { chmod } from 'node:fs/promises';
import * as vscode from 'vscode';
import { BrokerError, type BrokerFaultCode } from '../../../src/broker/protocol/faults.ts';
import type { Fault } from '../../../src/editor/act/fault.ts';
import type { Outcome } from '../../../src/editor/act/replace.ts';
import { exampleOf } from '../../example.ts';
import { print } from '../../harness/driver-client.ts';
import { settled } from '../../harness/settled.ts';
import { closeEverything, file, folder, openFile, write } from '../scene.ts';
import { createBench, type Bench, type PutAll } from './bench.ts';
import { manifest, manifestText, manifestUri, noManifest, ownManifest } from './manifests.ts';

describe('a replacement that meets trouble', () => {
  let bench: Bench | undefined;
  beforeEach(noManifest);
  afterEach(async () => {
    bench?.dispose();
    bench = undefined;
    await closeEverything();
    // A thousand keys that came back by an undo are not for the tests that follow.
    const many = vscode.Uri.joinPath(folder(), 'many');
    if ((await vscode.workspace.findFiles('many/**')).length > 0) {
      await vscode.workspace.fs.delete(many, { recursive: true });
    }
  });

  it('has the value in the vault while the literal is still in the text', async () => {
    const { document, key } = await withKey();
    const seen: string[] = [];
    bench = createBench((remember) => (values) => {
      seen.push(document.getText());
      return remember(values);
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
    await bench.remember([{ name: 'stripe', value: 'another', kind: 'k' }]);
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
    bench = createBench((remember) => async (values) => {
      count += 1;
      await insertAbove(document);
      return remember(values);
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

  it('takes another name where another window took it between the look and the writing', async () => {
    const { document } = await withKey();
    bench = createBench((remember) => {
      let happened = false;
      return async (values) => {
        if (!happened) await remember([{ name: 'stripe', value: 'another', kind: 'k' }]);
        happened = true;
        return remember(values);
      };
    });
    assert.equal(typeOf(await bench.replace([document.uri])), 'replaced');
    assert.deepEqual(Object.keys((await manifest()).requests), ['stripe-2']);
    assert.equal(bench.kept.size, 2);
  });

  it('is stopped between two files, and nothing has changed', async () => {
    const { uris, sources } = await manyFiles(10, 3);
    const stop = new vscode.CancellationTokenSource();
    bench = createBench();
    const steps: string[] = [];
    const onStep = (done: number, all: number): void => {
      steps.push(`${done} of ${all}`);
      if (done === 15) stop.cancel();
    };
    const outcome = await bench.replace(uris, { token: stop.token, onStep });
    assert.equal(faultOf(outcome).code, 'cancelled');
    assert.equal(steps.at(-1), '15 of 20');
    assert.deepEqual(await textsOf(uris), sources);
    assert.equal(await manifestText(), undefined);
    assert.equal(bench.kept.size, 0);
  });

  it('is stopped while the values are put, and no file has changed', async () => {
    const { uris, sources } = await manyFiles(3, 3);
    const stop = new vscode.CancellationTokenSource();
    bench = createBench((remember) => (values) => {
      stop.cancel();
      return remember(values);
    });
    assert.equal(faultOf(await bench.replace(uris, { token: stop.token })).code, 'cancelled');
    assert.deepEqual(await textsOf(uris), sources);
    assert.equal(await manifestText(), undefined);
    assert.equal(bench.kept.size, 9);
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
    const { uris, sources } = await manyFiles(100, 10);
    bench = createBench();
    const steps: number[] = [];
    const started = performance.now();
    const outcome = await bench.replace(uris, { onStep: (done, all) => void steps.push(done / all) });
    print(`      (1,000 findings took ${((performance.now() - started) / 1000).toFixed(1)} s)`);
    assert.equal(typeOf(outcome), 'replaced');
    assert.equal(outcome.type === 'replaced' && outcome.replaced, 1000);
    assert.equal(Object.keys((await manifest()).requests).length, 1000);
    assert.equal(bench.kept.size, 1000);
    assert.ok(
      steps.length >= 100 && steps.every((step, index) => step >= (steps[index - 1] ?? 0)),
      'it says how far it is',
    );
    assert.equal(steps.at(-1), 1);
    const [first] = uris;
    assert.ok(first);
    await vscode.window.showTextDocument(first);
    await vscode.commands.executeCommand('undo');
    await settled(
      () => textsOf(uris),
      (texts) => texts.every((text, index) => text === sources[index]),
      'the texts as they were, after one undo',
    );
    await vscode.workspace.saveAll(false);
  }).timeout(120_000);
});

async function manyFiles(files: number, each: number) {
  const sources = Array.from({ length: files }, () =>
    Array.from({ length: each }, (_, at) => `const k${at} = '${exampleOf('github-personal-token')}';\n`).join(''),
  );
  const uris = await Promise.all(sources.map((source) => write(`many/${file('js')}`, source)));
  return { uris, sources };
}

function textsOf(uris: readonly vscode.Uri[]): Promise<readonly string[]> {
  return Promise.all(uris.map(async (uri) => (await vscode.workspace.openTextDocument(uri)).getText()));
}

async function withKey(): Promise<{ document: vscode.TextDocument; key: string; source: string }> {
  const key = exampleOf('stripe-secret-key');
  const source = `const key = '${key}';\n`;
  const { document } = await openFile(file('js'), source);
  return { document, key, source };
}

/** Something happens before the first value is in the vault. */
function onceBefore(happen: () => Promise<void>): (remember: PutAll) => PutAll {
  let happened = false;
  return (remember) => async (values) => {
    if (!happened) {
      happened = true;
      await happen();
    }
    return remember(values);
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
