import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { filesWith } from '../broker/scratch.ts';
import { exampleOf } from '../example.ts';
import { openWorkbench, type OpenWorkbench } from '../harness/browser.ts';
import { settled } from '../harness/settled.ts';
import { temporaryFolder, type TemporaryFolder } from '../harness/temporary-folder.ts';

const project = join(import.meta.dirname, '../..');

describe('a file that an agent rewrites on the disk', () => {
  const key = exampleOf('stripe-secret-key');
  let folder: TemporaryFolder;
  let workbench: OpenWorkbench;

  before(async () => {
    folder = await temporaryFolder('keyboard');
    await mkdir(join(folder.path, 'src'));
    await writeFile(join(folder.path, 'src/pay.js'), 'export const amount = 100;\n');
    workbench = await openWorkbench({ folder: folder.path, extensionPath: project });
    await workbench.openFile('pay.js');
    await writeFile(join(folder.path, 'src/pay.js'), `const stripe = '${key}';\nexport const amount = 100;\n`);
  });

  after(async () => {
    await workbench?.close();
    await folder?.[Symbol.asyncDispose]();
  });

  it('gets a squiggle', () => workbench.squiggles(1));

  it('has a hover that says what the credential is and how it came', async () => {
    await workbench.goTo(1, 20);
    const text = await workbench.hoverText();
    assert.match(text, /Stripe secret key/);
    assert.match(text, /rewrote the file on the disk/);
    assert.ok(!text.includes(key));
    await workbench.press('Escape');
  });

  it('has the light bulb replace it; one undo takes that back, one redo does it again', async () => {
    await workbench.goTo(1, 20);
    await workbench.chooseFix('Replace with a scoped credential request');
    await shows((text) => text.includes('process.env.STRIPE_SECRET_KEY'));
    await workbench.press('Control+Z');
    await shows((text) => text.includes(key));
    // The undo of several files is done when the last of them is saved.
    await workbench.pause(1500);
    await workbench.press('Control+Y');
    await shows((text) => !text.includes(key));
    await workbench.press('Control+S');
  });

  it('has left its value in no log, no storage and no file, but where the editor keeps old texts itself', async () => {
    await settled(
      () => Promise.resolve(filesWith(folder.path, key)),
      (files) => files.length === 0,
      'no value in the workspace',
    );
    const kept = filesWith(workbench.server.folder, key);
    const editorsOwn = /[\\/](?:History|Backups)[\\/]/;
    assert.deepEqual(
      kept.filter((path) => !editorsOwn.test(path)),
      [],
    );
  });

  function shows(isRight: (text: string) => boolean): Promise<string> {
    return settled(() => workbench.editorText(), isRight, 'the text as it should be');
  }
});
