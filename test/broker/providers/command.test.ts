import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { failed, issueBy } from '../asking.ts';
import { newValue, scratch } from '../scratch.ts';

describe('a command of the person’s own', function () {
  before(function () {
    if (process.platform !== 'win32') return;
    console.log('    (skipped: its commands are those of a Unix shell)');
    this.skip();
  });

  it('prints the value, and the line end behind it is none of it', async () => {
    const value = newValue();
    using home = withCommands({ acme: ['/bin/echo', value] });
    assert.deepEqual(await home.read('acme'), { value, secrets: [value] });
  });

  it('is given its words as they are, and no shell', async () => {
    using home = withCommands({ acme: ['/usr/bin/printf', '%s|', 'a b', '$(id)', '`id`', ';'] });
    assert.equal((await home.read('acme')).value, 'a b|$(id)|`id`|;|');
  });

  for (const [fact, commands, ref, expected] of [
    ['a name that is not there', {}, 'acme', /has no command "acme"; whoever trusts one adds it there: \{"version": 1/],
    ['a program by a relative path', { acme: ['pass', 'show'] }, 'acme', /begins with the absolute path of a program/],
    ['a line for a shell', { acme: '/usr/bin/pass show acme' }, 'acme', /is no list of words/],
    ['nothing to run', { acme: [] }, 'acme', /is no list of words/],
    ['a name of every object', {}, 'toString', /has no command "toString"/],
    ['a program in place of a name', {}, '/usr/bin/id', /the "ref" of a command is its name in commands\.json/],
    [
      'one that fails',
      { acme: ['/bin/sh', '-c', 'echo secret-text >&2; exit 3'] },
      'acme',
      /failed with status 3; run/,
    ],
    ['one that prints nothing', { acme: ['/bin/true'] }, 'acme', /printed nothing/],
    ['one that is not there', { acme: ['/nowhere/pass'] }, 'acme', /failed; run it yourself/],
  ] as const) {
    it(`gives nothing for ${fact}, and says what to do`, async () => {
      using home = withCommands(commands);
      const { message } = await failed(home.read(ref));
      assert.match(message, expected);
      assert.doesNotMatch(message, /secret-text/);
    });
  }

  it('that waits for somebody holds up nothing for longer than it may', async () => {
    using home = withCommands({ acme: ['/bin/sleep', '60'] });
    assert.match((await failed(home.read('acme', AbortSignal.timeout(200)))).message, /did not answer in time/);
  });

  for (const [fact, spoil, expected] of [
    ['that others can write', (path: string) => chmodSync(path, 0o666), /others than you can write it; chmod 600/],
    ['that a group can write', (path: string) => chmodSync(path, 0o620), /others than you can write it/],
    ['that is broken', (path: string) => writeFileSync(path, '{'), /is not \{"version": 1, "commands": \{…\}\}/],
  ] as const) {
    it(`is not taken from a file ${fact}`, async () => {
      using home = withCommands({ acme: ['/bin/echo', 'value'] });
      spoil(home.path);
      assert.match((await failed(home.read('acme'))).message, expected);
    });
  }

  for (const [fact, mode, expected] of [
    ['is taken from where a link leads, as people keep such files elsewhere', 0o600, 'value'],
    ['is not taken from where a link leads if others can write that', 0o666, undefined],
  ] as const) {
    it(fact, async () => {
      using home = withCommands({});
      using other = scratch();
      const target = join(other.path, 'kept.json');
      writeFileSync(target, '{"version": 1, "commands": {"acme": ["/bin/echo", "value"]}}');
      chmodSync(target, mode);
      rmSync(home.path);
      symlinkSync(target, home.path);
      if (expected !== undefined) assert.equal((await home.read('acme')).value, expected);
      else assert.match((await failed(home.read('acme'))).message, /others than you can write it/);
    });
  }
});

function withCommands(commands: object) {
  const folder = scratch();
  const data = join(folder.path, 'data');
  mkdirSync(data, { mode: 0o700 });
  const path = join(data, 'commands.json');
  writeFileSync(path, JSON.stringify({ version: 1, commands }), { mode: 0o600 });
  return {
    path,
    read: (ref: string, signal?: AbortSignal) =>
      issueBy('command', { ref, env: { VALET_KEY_HOME: data }, ...(signal && { signal }) }),
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}
