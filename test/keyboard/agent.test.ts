import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exampleOf } from '../example.ts';
import { openWorkbench, type OpenWorkbench } from '../harness/browser.ts';
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
});
