import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { callSetOf, decideCall } from '../../../src/core/policy/call-set.ts';
import {
  deniedByGlob,
  deniedGlobs,
  mayRead,
  mayReadVariable,
  mayWrite,
  readSetOf,
  widened,
} from '../../../src/core/policy/read-set.ts';
import type { Manifest, Task } from '../../../src/core/requests/manifest.ts';
import { request } from '../requests/samples.ts';

const ground = { folder: '/srv/app', home: '/home/ada' };

describe('the read set', () => {
  const set = readSetFor({
    read: { files: ['.', '/usr/lib/acme'], deny_files: ['private', '**/*.pem'] },
    write: ['out'],
  });
  for (const [path, read, write] of [
    ['/srv/app', true, false],
    ['/srv/app/src/a.ts', true, false],
    ['/srv/app/out/a', true, true],
    ['/srv/app/outer/a', true, false],
    ['/srv/application/a', false, false],
    ['/srv', false, false],
    ['/usr/lib/acme/x', true, false],
    ['/srv/app/.env', false, false],
    ['/srv/app/out/.env', false, false],
    ['/srv/app/deep/er/.env.local', false, false],
    ['/srv/app/.environment', true, false],
    ['/srv/app/private', false, false],
    ['/srv/app/private/a', false, false],
    ['/srv/app/keys/a.pem', false, false],
    ['/srv/app/keys/a.pem/inside', false, false],
    ['/home/ada/.ssh/id_ed25519', false, false],
  ] as const) {
    it(`${read ? 'allows' : 'denies'} reading and ${write ? 'allows' : 'denies'} writing ${path}`, () => {
      assert.deepEqual([mayRead(set, path), mayWrite(set, path)], [read, write]);
    });
  }

  it('denies the homes of credentials whatever the manifest says', () => {
    const wide = readSetFor({ read: { files: ['/', '~', '~/.ssh', '~/.local/share/valet-key'] } });
    for (const path of ['.ssh/id_rsa', '.aws/credentials', '.local/share/valet-key/vault.json', 'a/.env', '.netrc']) {
      assert.equal(mayRead(wide, `${ground.home}/${path}`), false, path);
    }
    assert.equal(mayRead(wide, '/etc/hosts'), true);
  });

  it('knows what a glob denies without looking at the folders above', () => {
    const isDenied = deniedByGlob(set);
    assert.deepEqual(deniedGlobs(set), ['/**/.env', '/**/.env.*', '/srv/app/**/*.pem']);
    for (const [path, denied] of [
      ['/srv/app/deep/.env', true],
      ['/srv/app/keys/a.pem', true],
      ['/srv/app/keys/a.pem/inside', false],
      ['/srv/app/private', false],
      ['/srv/app/a.ts', false],
    ] as const) {
      assert.equal(isDenied(path), denied, path);
    }
  });

  it('is the folder of the manifest where the task does not say', () => {
    assert.equal(mayRead(readSetFor({}), '/srv/app/a'), true);
    assert.equal(mayRead(readSetFor({}), '/etc/passwd'), false);
    assert.equal(mayRead(readSetFor({ read: { files: ['../other/./x'] } }), '/srv/other/x'), true);
  });

  for (const [env, name, expected] of [
    [undefined, 'ANYTHING', true],
    [[], 'PATH', true],
    [[], 'LC_ALL', true],
    [[], 'DATABASE_URL', false],
    [['NODE_*'], 'NODE_ENV', true],
    [['NODE_*'], 'NODE', false],
    [['DATABASE_URL'], 'DATABASE_URL', true],
    [['DATABASE_URL'], 'DATABASE_URL2', false],
  ] as const) {
    it(`with env ${JSON.stringify(env)} ${expected ? 'hands on' : 'keeps back'} ${name}`, () => {
      assert.equal(mayReadVariable(readSetFor({ read: env ? { env } : {} }), name), expected);
    });
  }
});

describe('the two control sets', () => {
  const paths = fc.array(fc.constantFrom('.', '/', '/etc', '~', '../b', '/srv/app/out'), { maxLength: 4 });
  const calls = fc.array(
    fc.record({ host: fc.constantFrom('a.example:443', '*.example:443', 'b.example:80', '[::1]:1') }),
    { maxLength: 4 },
  );
  const read = fc.record({ files: paths, deny_files: paths, env: fc.constant(['A*']) });
  const call = { scheme: 'https', host: 'a.example', port: 443, method: 'GET', target: '/etc/passwd' } as const;

  it('do not widen one another: what may be read never changes what may be called', () => {
    fc.assert(
      fc.property(calls, read, read, paths, (rules, one, other, write) => {
        const decide = (more: Partial<Task>) =>
          decideCall(callSetOf(manifestFor({ call: rules, ...more }), { task: 'sync', uses: ['acme'] }), call);
        assert.deepEqual(decide({ read: one }), decide({ read: other, write }));
      }),
    );
  });

  it('do not widen one another: what may be called never changes what may be read', () => {
    fc.assert(
      fc.property(
        read,
        calls,
        calls,
        fc.constantFrom('/etc/passwd', '/srv/app/out/x', '/home/ada/a'),
        (files, one, other, path) => {
          const decide = (more: Partial<Task>) => {
            const set = readSetFor({ read: files, ...more });
            return [mayRead(set, path), mayWrite(set, path), mayReadVariable(set, 'B')];
          };
          assert.deepEqual(decide({ call: one }), decide({ call: other }));
        },
      ),
    );
  });

  it('only shrink when something is denied', () => {
    fc.assert(
      fc.property(
        paths,
        paths,
        fc.constantFrom('/etc/passwd', '/srv/app/out/x', '/home/ada/a'),
        (files, deny_files, path) => {
          const without = mayRead(readSetFor({ read: { files } }), path);
          assert.ok(without || !mayRead(readSetFor({ read: { files, deny_files } }), path));
        },
      ),
    );
  });
});

function manifestFor(task: Partial<Task>): Manifest {
  return { version: 1, requests: { acme: request }, tasks: { sync: { command: ['node'], uses: ['acme'], ...task } } };
}

describe('a read set that a person widens', () => {
  const set = widened(readSetFor({ write: ['out'] }), {
    read: [`${ground.home}/.gitconfig`],
    write: [`${ground.home}/.agent`],
  });

  it('has what they open for reading', () => {
    assert.equal(mayRead(set, `${ground.home}/.gitconfig`), true);
    assert.equal(mayWrite(set, `${ground.home}/.gitconfig`), false);
  });
  it('has what they open for writing', () => assert.equal(mayWrite(set, `${ground.home}/.agent/session`), true));
  it('keeps what it had', () => assert.equal(mayWrite(set, `${ground.folder}/out/a`), true));
  it('opens nothing that is denied', () =>
    assert.equal(mayRead(widened(set, { read: [ground.home], write: [] }), `${ground.home}/.ssh/id`), false));
});

function readSetFor(task: Partial<Task>): ReturnType<typeof readSetOf> {
  return readSetOf(manifestFor(task), { task: 'sync', uses: ['acme'] }, ground);
}
