import assert from 'node:assert/strict';
import { sandboxedShell, shellIn } from '../../src/editor/terminals/sandboxed-shell.ts';

describe('a shell in the sandbox', () => {
  const rows: readonly (readonly [NodeJS.Platform, string, readonly string[]])[] = [
    ['linux', '/bin/bash', ['script', '-qefc', "exec '/bin/bash'", '/dev/null']],
    ['linux', "/opt/it's/zsh", ['script', '-qefc', `exec '/opt/it'\\''s/zsh'`, '/dev/null']],
    ['darwin', '/bin/zsh', ['script', '-q', '/dev/null', '/bin/zsh']],
  ];
  for (const [platform, shell, command] of rows) {
    it(`is started on ${platform} with a terminal that it leads: ${shell}`, () => {
      assert.deepEqual(sandboxedShell(shell, platform), command);
      assert.equal(shellIn(command), shell);
    });
  }

  for (const command of [['npm', 'start'], ['script'], ['script', 'made.log'], []]) {
    it(`is no other command: ${command.join(' ')}`, () => assert.equal(shellIn(command), undefined));
  }
});
