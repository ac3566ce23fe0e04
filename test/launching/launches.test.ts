import assert from 'node:assert/strict';
import type { DebugConfiguration } from 'vscode';
import { rowText } from '../../src/core/requests/account-rows.ts';
import type { Manifest } from '../../src/core/requests/manifest.ts';
import { launchesIn } from '../../src/editor/governance/launches.ts';
import { request } from '../core/requests/samples.ts';

const manifest: Manifest = {
  version: 1,
  requests: { acme: request, seen: { ...request, delivery: { mode: 'env', env: 'SEEN' } } },
  tasks: { sync: { command: ['true'], uses: ['acme'] } },
};
const launch: DebugConfiguration = { type: 'node', request: 'launch', name: 'Sync', program: 'sync.js' };

describe('a launch configuration in the governance view', () => {
  it('is left out where it asks for nothing', () => assert.deepEqual(launchesIn([launch], manifest), []));

  it('tells what runs, what it may read and where its requests may be sent', () => {
    assert.deepEqual(rowsOf({ valetKey: ['acme'] }), {
      runs: 'node sync.js',
      read: 'what you may read: the editor starts debuggers, outside the sandbox',
      sent: 'what acme may be sent to',
      uses: 'acme',
    });
  });

  const used: readonly (readonly [string, object, readonly string[]])[] = [
    ['every request', { valetKey: true }, ['acme', 'seen']],
    ['those of its task', { valetKey: { task: 'sync' } }, ['acme']],
    ['one that a variable stands for', { env: { KEY: 'valet-key://acme' } }, ['acme']],
    ['none that is not there', { valetKey: ['other'] }, []],
  ];
  for (const [name, more, uses] of used) {
    it(`uses ${name}`, () => assert.deepEqual(launchesIn([{ ...launch, ...more }], manifest)[0]?.uses, uses));
  }

  const missing: readonly (readonly [string, object, string])[] = [
    ['a request', { valetKey: ['other'] }, 'the request "other": valet-key.json has none of this name'],
    ['a task', { valetKey: { task: 'other' } }, 'the task "other": valet-key.json has none of this name'],
    ['what can be read', { valetKey: 7 }, 'a valetKey that can be read: true, requests, or a task'],
    ['a launch', { valetKey: ['acme'], request: 'attach' }, 'a launch: a program that runs already is given nothing'],
    [
      'a delivery that keeps the value from it',
      { valetKey: ['seen'] },
      'delivery by the guard for "seen": a debugger is given nothing by env',
    ],
  ];
  for (const [name, more, text] of missing) {
    it(`misses ${name}`, () => assert.equal(rowsOf(more)['missing'], text));
  }
});

function rowsOf(more: object): Readonly<Record<string, string>> {
  const [first] = launchesIn([{ ...launch, ...more }], manifest);
  return Object.fromEntries((first?.rows ?? []).map((row) => [row.question, rowText(row)]));
}
