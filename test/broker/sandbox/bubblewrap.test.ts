import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readBubblewrap, writeBubblewrap } from '../../../src/broker/sandbox/bubblewrap.ts';

describe("the runtime's command for bubblewrap", () => {
  const line = `bwrap --new-session --setenv A 'it'"'"'s  two words' --ro-bind / / --tmpfs '/a b' -- /bin/sh -c 'echo "hi" '"'"'--tmpfs'"'"' ; x'`;
  const options = [
    ['--new-session'],
    ['--setenv', 'A', "it's  two words"],
    ['--ro-bind', '/', '/'],
    ['--tmpfs', '/a b'],
  ] as const;
  const command = ['--', '/bin/sh', '-c', `echo "hi" '--tmpfs' ; x`];

  it('is read as its options and what it runs', () => {
    assert.deepEqual(readBubblewrap(['/bin/sh', '-c', line]), { program: 'bwrap', options, command });
  });

  it('is read where the runtime has put its mounts into a file', () => {
    using folder = scratch();
    const path = join(folder.path, 'mounts');
    writeFileSync(path, '--ro-bind\0/\0/\0--tmpfs\0/a b\0');
    const long = `/bin/sh -c 'exec 9<"$1" && shift && exec "$@"' srt-args ${path} bwrap --new-session --args 9 --dev /dev -- true`;
    assert.deepEqual(readBubblewrap(['/bin/sh', '-c', long]), {
      program: 'bwrap',
      options: [['--new-session'], ['--ro-bind', '/', '/'], ['--tmpfs', '/a b'], ['--dev', '/dev']],
      command: ['--', 'true'],
    });
  });

  for (const [fact, text] of [
    ['an option that is not known', 'bwrap --share-net --ro-bind / / -- true'],
    ['nothing to run', 'bwrap --ro-bind / /'],
    ['another program', 'env A=b true'],
  ] as const) {
    it(`is not altered where it holds ${fact}`, () =>
      assert.throws(() => readBubblewrap(['/bin/sh', '-c', text]), TypeError));
  }

  it('is written so that a program gets exactly these words', () => {
    using folder = scratch();
    const path = join(folder.path, 'mounts');
    const show = 'printf "%s|" "$@"; tr "\\0" "|" <&9';
    const [shell = '', ...args] = writeBubblewrap({ program: '/bin/sh', options, command }, path);
    assert.deepEqual(args.slice(-7), ['/bin/sh', '--args', '9', ...command]);
    // A shell in bubblewrap's place shows what it is handed.
    const { stdout } = spawnSync(shell, [...args.slice(0, 5), '-c', show, 'x', '--args', '9'], { encoding: 'utf8' });
    assert.equal(stdout, `--args|9|${options.flat().join('|')}|`);
  });
});

function scratch(): { readonly path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'valet-key-mounts-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}
