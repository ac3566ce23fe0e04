import assert from 'node:assert/strict';
import type { DebugConfiguration } from 'vscode';
import { filesIn, variableIn, variablesIn, withVariables } from '../../src/editor/run/variables.ts';

const launch: DebugConfiguration = { type: 'node', request: 'launch', name: 'Sync' };

/** Debuggers by the form in which they take variables, each with what it keeps of a person's own. */
const inAnObject = ['node', 'pwa-node', 'python', 'debugpy', 'go', 'java', 'coreclr', 'lldb', 'php', 'rdbg', 'dart'];
const inAList = ['cppdbg', 'cppvsdbg'];

describe('a launch configuration with variables', () => {
  for (const type of [...inAnObject, 'msedge', 'one-nobody-knows']) {
    it(`${type} has them in its env, beside its own`, () => {
      const made = withVariables({ ...launch, type, env: { A: '1', KEY: 'old' } }, { KEY: 'p' });
      assert.deepEqual(made, { ...launch, type, env: { A: '1', KEY: 'p' } });
      assert.equal(variableIn(made, 'KEY'), 'p');
    });
  }
  for (const type of inAList) {
    it(`${type} has them in a list of names and values, beside its own`, () => {
      const own = [
        { name: 'A', value: '1' },
        { name: 'KEY', value: 'old' },
      ];
      const made = withVariables({ ...launch, type, environment: own }, { KEY: 'p' });
      assert.deepEqual(made, { ...launch, type, environment: [own[0], { name: 'KEY', value: 'p' }] });
      assert.equal(variableIn(made, 'KEY'), 'p');
    });
    it(`${type} that sets none has them too`, () =>
      assert.deepEqual(withVariables({ ...launch, type }, { KEY: 'p' })['environment'], [{ name: 'KEY', value: 'p' }]));
  }

  const rows: readonly (readonly [string, object, object])[] = [
    ['has them where it sets none', {}, { env: { KEY: 'p' } }],
    ['keeps what it takes away', { env: { A: null } }, { env: { A: null, KEY: 'p' } }],
    ['has them in a list of assignments', { env: ['A=1', 'KEY=old'] }, { env: ['A=1', 'KEY=p'] }],
    ['is not broken by what is no environment', { env: 'A=1' }, { env: { KEY: 'p' } }],
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

describe('a launch configuration with a file of variables', () => {
  const envFile = '/app/.env';
  const rows: readonly (readonly [string, string, object, object])[] = [
    [
      'leaves it to a debugger whose own variables win',
      'debugpy',
      { KEY: 'f', A: '1' },
      { envFile, env: { KEY: 'p' } },
    ],
    ['stands for it where the file would win', 'coreclr', { KEY: 'f', A: '1' }, { env: { A: '1', KEY: 'p' } }],
    [
      'stands for it in the form of the C++ debuggers',
      'cppdbg',
      { KEY: 'f', A: '1' },
      {
        environment: [
          { name: 'KEY', value: 'p' },
          { name: 'A', value: '1' },
        ],
      },
    ],
    ['leaves it where nothing collides', 'coreclr', { A: '1' }, { envFile, env: { KEY: 'p' } }],
  ];
  for (const [name, type, fromFile, expected] of rows) {
    it(name, () =>
      assert.deepEqual(withVariables({ ...launch, type, envFile }, { KEY: 'p' }, fromFile as Record<string, string>), {
        ...launch,
        type,
        ...expected,
      }),
    );
  }

  const files: readonly (readonly [string, unknown, readonly string[]])[] = [
    ['one', '/a', ['/a']],
    ['several, as Go’s debugger has them', ['/a', '/b'], ['/a', '/b']],
    ['none', undefined, []],
    ['none that is empty', '', []],
  ];
  for (const [name, given, expected] of files) {
    it(`names ${name}`, () => assert.deepEqual(filesIn({ ...launch, envFile: given }), expected));
  }
});

describe('the variables of a launch configuration', () => {
  const rows: readonly (readonly [string, object, Readonly<Record<string, string>>])[] = [
    ['are those of its env', { env: { A: '1' } }, { A: '1' }],
    ['are those of its list', { environment: [{ name: 'A', value: '1' }] }, { A: '1' }],
    ['are its assignments', { env: ['A=1=2', 'B'] }, { A: '1=2' }],
    ['are text, numbers and truth too', { env: { A: 1, B: true } }, { A: '1', B: 'true' }],
    ['are empty where it takes them away', { env: { A: null } }, { A: '' }],
    ['are none where it sets none', {}, {}],
    ['are none where it is broken', { env: 'A=1', environment: [1, null] }, {}],
  ];
  for (const [name, more, expected] of rows) {
    it(name, () => assert.deepEqual(variablesIn({ ...launch, ...more }), expected));
  }
});
