import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import * as vscode from 'vscode';
import { exampleOf } from '../../example.ts';
import { closeEverything, file, flagged, openFile } from '../scene.ts';

describe('an untrusted workspace', () => {
  afterEach(closeEverything);

  it('is one', () => assert.equal(vscode.workspace.isTrusted, false));

  it('has its credentials flagged', async () => {
    const { document } = await openFile(file('ts'), `const stripe = '${exampleOf('stripe-secret-key')}';\n`);
    await flagged(document.uri, 1);
  });

  it('has no broker started for it', () => {
    assert.deepEqual(
      childrenOf(process.pid).filter((command) => command.includes('broker.mjs')),
      [],
    );
  });
});

function childrenOf(pid: number): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => new RegExp(`^\\d+ \\(.*\\) \\w ${pid} `).test(read(`/proc/${name}/stat`)))
    .map((name) => read(`/proc/${name}/cmdline`).replaceAll('\0', ' '));
}

/** Empty where the process has ended meanwhile. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
