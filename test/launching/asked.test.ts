import assert from 'node:assert/strict';
import type { DebugConfiguration } from 'vscode';
import { askedBy, commandOf, folderFor, isWaiting } from '../../src/editor/run/asked.ts';

const launch: DebugConfiguration = { type: 'node', request: 'launch', name: 'Sync' };

describe('what a launch configuration asks for', () => {
  const rows: readonly (readonly [string, object, ReturnType<typeof askedBy>])[] = [
    ['nothing', {}, undefined],
    ['nothing when it says false', { valetKey: false }, undefined],
    ['every request', { valetKey: true }, { variables: {} }],
    ['requests', { valetKey: ['stripe'] }, { uses: ['stripe'], variables: {} }],
    ['a task', { valetKey: { task: 'sync' } }, { task: 'sync', variables: {} }],
    ['a task and more', { valetKey: { task: 'sync', uses: ['a'] } }, { task: 'sync', uses: ['a'], variables: {} }],
    ['a variable that stands for a request', { env: { A: 'valet-key://a' } }, { uses: [], variables: { A: 'a' } }],
    [
      'variables of the C++ debuggers',
      { type: 'cppdbg', environment: [{ name: 'A', value: 'valet-key://a' }] },
      { uses: [], variables: { A: 'a' } },
    ],
    ['variables in a list of assignments', { env: ['A=valet-key://a'] }, { uses: [], variables: { A: 'a' } }],
    ['no plain variables', { env: { A: 'b' } }, undefined],
    ['what nobody can tell: no names', { valetKey: [] }, 'invalid'],
    ['what nobody can tell: a word', { valetKey: 'stripe' }, 'invalid'],
    ['what nobody can tell: an empty object', { valetKey: {} }, 'invalid'],
    ['what nobody can tell: an unknown field', { valetKey: { task: 'sync', tusk: 1 } }, 'invalid'],
  ];
  for (const [name, more, expected] of rows) {
    it(name, () => assert.deepEqual(askedBy({ ...launch, ...more }), expected));
  }
});

describe('what the file of a launch asks for', () => {
  const fromFile = { A: 'valet-key://a', B: 'plain' };
  const rows: readonly (readonly [string, object, ReturnType<typeof askedBy>])[] = [
    ['a variable that stands for a request', {}, { uses: [], variables: { A: 'a' } }],
    ['not what the configuration sets itself', { env: { A: 'mine' } }, undefined],
    ['besides what the configuration asks for', { valetKey: true }, { variables: { A: 'a' } }],
  ];
  for (const [name, more, expected] of rows) {
    it(name, () => assert.deepEqual(askedBy({ ...launch, ...more }, fromFile), expected));
  }
});

describe('what is launched, for whoever approves', () => {
  const rows: readonly (readonly [object, readonly string[]])[] = [
    [{ program: '/app/sync.js', args: ['--all'] }, ['node', '/app/sync.js', '--all']],
    [{ type: 'debugpy', module: 'app.sync' }, ['debugpy', 'app.sync']],
    [{ type: 'java', mainClass: 'app.Sync', args: '--all now' }, ['java', 'app.Sync', '--all now']],
    [{ cwd: '/app' }, ['node', '/app']],
    [{}, ['node', 'Sync']],
  ];
  for (const [more, expected] of rows) {
    it(expected.join(' '), () => assert.deepEqual(commandOf({ ...launch, ...more }), expected));
  }
});

describe('a launch that starts nothing', () => {
  const rows: readonly (readonly [string, object, boolean])[] = [
    ['attaches', { request: 'attach' }, true],
    ['listens, as PHP’s debugger does', { type: 'php', port: 9003 }, true],
    ['is no launch of PHP’s with a program', { type: 'php', program: 'sync.php' }, false],
    ['is no launch of PHP’s own server', { type: 'php', runtimeArgs: ['-S', 'localhost:0'] }, false],
    ['is no launch of any other', {}, false],
  ];
  for (const [name, more, expected] of rows) {
    it(name, () => assert.equal(isWaiting({ ...launch, ...more }), expected));
  }
});

describe('the folder of a launch that names none', () => {
  const folders = ['/work/app', '/work/app/inner', '/work/other'];
  const rows: readonly (readonly [string, object, readonly string[], string | undefined])[] = [
    ['is the one with its program', { program: '/work/other/sync.js' }, ['/work/app'], '/work/other'],
    ['is the innermost', { program: '/work/app/inner/sync.js' }, [], '/work/app/inner'],
    ['is the one it runs in', { program: 'sync.js', cwd: '/work/other' }, [], '/work/other'],
    ['is no folder whose name only begins alike', { cwd: '/work/otherwise' }, [], '/work/app'],
    ['is the only one with a manifest', {}, ['/work/other'], '/work/other'],
    ['is the first of several', {}, ['/work/other', '/work/app'], '/work/app'],
  ];
  for (const [name, more, manifests, expected] of rows) {
    it(name, () => assert.equal(folderFor({ ...launch, ...more }, { folders, manifests }), expected));
  }
});
