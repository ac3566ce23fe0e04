import assert from 'node:assert/strict';
import { rowText } from '../../src/core/requests/account-rows.ts';
import type { Used } from '../../src/core/requests/used.ts';
import { commandsIn } from '../../src/editor/governance/commands-run.ts';
import { request } from '../core/requests/samples.ts';

const manifest = { requests: { acme: request, other: request } };
const curl: Used = { type: 'command', name: 'curl', mode: 'proxy-only', runs: 2, last: 0 };
const task: Used = { type: 'task', name: 'sync', mode: 'enforced', runs: 1, last: 0 };

describe('a plain command in the governance view', () => {
  it('stands once, with what it ran under', () => {
    const granted = new Map([
      ['acme', [curl, task]],
      ['other', [{ ...curl, last: 86_400_000 }]],
      ['gone', [curl]],
    ]);
    const [command, ...others] = commandsIn(granted, manifest);
    assert.deepEqual(others, []);
    assert.deepEqual(command?.uses, ['acme', 'other']);
    assert.deepEqual(Object.fromEntries(command.rows.map((row) => [row.question, rowText(row)])), {
      runs: 'valet-key run -- curl',
      read: 'what you may read: nothing holds it (proxy-only)',
      sent: 'what acme, other may be sent to',
      uses: 'acme; other',
      used: 'by the command "curl" 2 times, last on 1970-01-02 (proxy-only)',
    });
  });

  it('that the system held says so', () => {
    const [command] = commandsIn(new Map([['acme', [{ ...curl, mode: 'enforced' as const }]]]), manifest);
    const read = command?.rows.find(({ question }) => question === 'read');
    assert.equal(read && rowText(read), 'the folder of valet-key.json, and what it was started with (--read)');
  });
});
