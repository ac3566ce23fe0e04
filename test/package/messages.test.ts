import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { messagesInBundle, messagesInCode } from './messages.ts';

const project = resolve(import.meta.dirname, '../..');
const read = (name: string): string => readFileSync(resolve(project, name), 'utf8');

describe('the words of the editor', () => {
  it('stand in the bundle that is translated, each of them and no other', () => {
    assert.deepEqual(messagesInBundle(), messagesInCode(), 'run: npm run l10n');
  });

  it('of the manifest stand in package.nls.json, each of them and no other', () => {
    const used = [...read('package.json').matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key);
    const written = Object.keys(JSON.parse(read('package.nls.json')) as object);
    assert.deepEqual(new Set(used), new Set(written));
  });
});
