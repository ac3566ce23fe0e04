import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { exampleOf } from '../../example.ts';
import { closeEverything, file, flagged, keyLine, kinds, openFile, withSettings, write } from '../scene.ts';

describe('what is looked into', () => {
  afterEach(closeEverything);

  for (const [fact, path, settings] of [
    ['what .gitignore names', 'ignored/a.ts', {}],
    ['what the setting excludes', 'generated/a.ts', { exclude: ['**/generated/**'] }],
    ['what is larger than the limit', 'large/a.ts', { maxFileSize: 0.1 }],
  ] as const) {
    it(`leaves out ${fact}, and looks into the file beside it`, async () => {
      await write('.gitignore', 'ignored/\n');
      const restore = await withSettings(settings);
      try {
        const text = fact.startsWith('what is larger') ? `${keyLine()}${'// \n'.repeat(40_000)}` : keyLine();
        const left = await write(path, text);
        const seen = await write(file('ts'), keyLine());
        await flagged(seen, 1);
        assert.deepEqual(kinds(left), []);
      } finally {
        await restore();
      }
    });
  }

  it('leaves out what is no text', async () => {
    const binary = await write(file('bin'), Buffer.concat([Buffer.from([0, 1, 2, 0]), Buffer.from(keyLine())]));
    const seen = await write(file('ts'), keyLine());
    await flagged(seen, 1);
    assert.deepEqual(kinds(binary), []);
  });

  it('is less with a comment that gives a reason', async () => {
    const accepted = `${keyLine().trimEnd()} // valet-key-ignore: made for this test\n`;
    const { document } = await openFile(file('ts'), accepted + keyLine());
    const [diagnostic] = await flagged(document.uri, 1);
    assert.equal(diagnostic?.range.start.line, 1);
  });
});

describe('how it is shown', () => {
  afterEach(closeEverything);

  it('follows the settings at once', async () => {
    const { document } = await openFile(file('ts'), `const stripe = '${exampleOf('stripe-secret-key')}';\n`);
    await flagged(document.uri, 1);
    const restore = await withSettings({ 'severity.high': 'hint', 'severity.existing': 'same' });
    try {
      const [diagnostic] = await flagged(document.uri, 1);
      assert.equal(diagnostic?.severity, vscode.DiagnosticSeverity.Hint);
    } finally {
      await restore();
    }
    const off = await withSettings({ enable: false });
    try {
      await flagged(document.uri, 0);
    } finally {
      await off();
    }
    await flagged(document.uri, 1);
  });

  it('shows keys that are made to be shown to whoever asks for them', async () => {
    const line = `const stripe = '${exampleOf('stripe-publishable-key')}';\n`;
    const { document } = await openFile(file('ts'), line + keyLine());
    await flagged(document.uri, 1);
    const restore = await withSettings({ showPublishable: true });
    try {
      await flagged(document.uri, 2);
      assert.ok(kinds(document.uri).includes('stripe-publishable-key'));
    } finally {
      await restore();
    }
    await flagged(document.uri, 1);
  });

  it('is scanned as a whole on command', async () => {
    const uri = await write(file('rb'), `key = "${exampleOf('stripe-secret-key')}"\n`);
    // Its last words are a notification that waits for an answer: the command itself is done before.
    await vscode.commands.executeCommand('valetKey.scanWorkspace');
    await flagged(uri, 1);
  });
});
