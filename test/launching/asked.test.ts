import assert from 'node:assert/strict';
import type { DebugConfiguration } from 'vscode';
import { askedBy, commandOf, variableIn, withVariables } from '../../src/editor/run/asked.ts';

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

describe('a launch configuration with variables', () => {
  const rows: readonly (readonly [string, object, object])[] = [
    ['has them in its env', {}, { env: { KEY: 'p' } }],
    ['keeps its own', { env: { A: '1', KEY: 'old' } }, { env: { A: '1', KEY: 'p' } }],
    ['has them in a list of assignments', { env: ['A=1'] }, { env: ['A=1', 'KEY=p'] }],
    ['has them as the C++ debuggers read them', { type: 'cppdbg' }, { environment: [{ name: 'KEY', value: 'p' }] }],
    [
      'in which one of the same name gives way',
      { environment: [{ name: 'KEY', value: 'old' }] },
      { environment: [{ name: 'KEY', value: 'p' }] },
    ],
    ['says nothing of Valet Key any more', { valetKey: true }, { env: { KEY: 'p' } }],
  ];
  for (const [name, more, expected] of rows) {
    it(name, () => {
      const { valetKey: _asked, ...rest }: Record<string, unknown> = { ...launch, ...more };
      const made = withVariables({ ...launch, ...more }, { KEY: 'p' });
      assert.deepEqual(made, { ...rest, ...expected });
      assert.equal(variableIn(made, 'KEY'), 'p');
    });
  }
});

describe('what is launched, for whoever approves', () => {
  const rows: readonly (readonly [object, readonly string[]])[] = [
    [{ program: '/app/sync.js', args: ['--all'] }, ['node', '/app/sync.js', '--all']],
    [{ type: 'debugpy', module: 'app.sync' }, ['debugpy', 'app.sync']],
    [{ cwd: '/app' }, ['node', '/app']],
    [{}, ['node', 'Sync']],
  ];
  for (const [more, expected] of rows) {
    it(expected.join(' '), () => assert.deepEqual(commandOf({ ...launch, ...more }), expected));
  }
});
