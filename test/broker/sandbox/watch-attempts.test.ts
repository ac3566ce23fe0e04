import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { Readable as Lines } from 'node:stream';
import { programInside, programOutside } from '../../../src/broker/sandbox/attempt-programs.ts';
import { callNumbers } from '../../../src/broker/sandbox/call-numbers.ts';
import type { CallNumbers } from '../../../src/broker/sandbox/call-numbers.ts';
import { readAttempts } from '../../../src/broker/sandbox/watch-attempts.ts';
import type { Attempt } from '../../../src/broker/sandbox/watch-attempts.ts';
import { systemProgram } from '../../../src/broker/sandbox/system-program.ts';

/** arm64 has the numbers that Linux gives every newer processor. */
const headersOf = {
  x64: '/usr/include/x86_64-linux-gnu/asm/unistd_64.h',
  arm64: '/usr/include/asm-generic/unistd.h',
};

describe('what a task tries', () => {
  it('is read from lines, whatever else stands there', async () => {
    const lines = [
      'ready',
      'write /w/a b.txt',
      'connect 80 192.0.2.1',
      'connect 81 2001:db8:0:0:0:0:0:1',
      'trace 7',
      'x',
    ];
    const attempts: Attempt[] = [];
    const reports = Lines.from([lines.slice(0, 3).join('\n'), '\n', lines.slice(3).join('\n')]);
    assert.equal(await readAttempts(reports, (attempt) => attempts.push(attempt)), true);
    assert.deepEqual(attempts, [
      { type: 'write', path: '/w/a b.txt' },
      { type: 'reach', host: '192.0.2.1', port: 80 },
      { type: 'reach', host: '2001:db8::1', port: 81 },
      { type: 'trace', pid: 7 },
    ]);
  });

  for (const [processor, headers] of Object.entries(headersOf)) {
    it(`has the numbers of Linux's own headers for ${processor}`, function () {
      const numbers = callNumbers[processor as keyof typeof headersOf] ?? assert.fail();
      if (!existsSync(headers)) {
        console.log(`      (skipped: no ${headers}, of Debian's linux-libc-dev)`);
        this.skip();
      }
      const text = readFileSync(headers, 'utf8');
      for (const [call, number] of [...Object.entries(numbers.own), ...Object.entries(numbers.heard)]) {
        const named = new RegExp(`^#define __NR(?:3264)?_${call} (?<number>\\d+)$`, 'm').exec(text);
        assert.equal(named?.groups?.['number'], String(number), call);
      }
    });
  }

  const numbers = process.platform === 'linux' ? callNumbers[process.arch] : undefined;
  const perl = systemProgram('perl');

  describe('by the system', () => {
    before(function () {
      if (numbers && perl !== undefined) return;
      console.log('      (skipped: needs Linux and perl)');
      this.skip();
    });

    it('passes on what the command prints and its status, and is heard of', async () => {
      const { printed, status, isReady } = await watched(numbers, 'echo printed; exit 7');
      assert.deepEqual({ printed, status, isReady }, { printed: 'printed\n', status: 7, isReady: true });
    });
    it('leaves the command no file but its own', async () => {
      const script = 'cd /proc/$$/fd && echo *';
      const { printed } = await watched(numbers, script);
      const plain = spawnSync('/bin/sh', ['-c', script], { stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' });
      assert.equal(printed, plain.stdout);
    });
    it('is no attempt where nothing is refused', async () => {
      const { attempts } = await watched(numbers, 'cd /tmp; : > /dev/null; kill -0 $$');
      assert.deepEqual(attempts, []);
    });
    it('goes on where nobody is there to hear it, and where nobody hears it any more', async () => {
      const script = 'sleep 0.2; echo written > "$0" && cat "$0"';
      const nobody = await watched(numbers, script, 'ignore');
      const gone = await watched(numbers, script, 'closed');
      assert.deepEqual([nobody.printed, gone.printed], ['written\n', 'written\n']);
    });
    it('is told of as not heard where the system does not tell, and runs all the same', async () => {
      const refusing = numbers && { ...numbers, own: { ...numbers.own, seccomp: 9_999 } };
      const { printed, status, isReady } = await watched(refusing, 'echo printed; exit 3');
      assert.deepEqual({ printed, status, isReady }, { printed: 'printed\n', status: 3, isReady: false });
    });
  });

  async function watched(asked: CallNumbers | undefined, script: string, hearing?: 'ignore' | 'closed') {
    assert.ok(asked && perl !== undefined);
    const file = join(mkdtempSync(join(tmpdir(), 'valet-key-attempts-')), 'file');
    const inside = [perl, '-e', programInside(asked), '/bin/sh', '-c', script, file];
    const child = spawn(perl, ['-e', programOutside(asked), '3', ...inside], {
      stdio: ['ignore', 'pipe', 'inherit', hearing === 'ignore' ? 'ignore' : 'pipe'],
    });
    let printed = '';
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (printed += chunk));
    const attempts: Attempt[] = [];
    const reports = hearing === undefined ? (child.stdio[3] as Readable) : Lines.from([]);
    if (hearing === 'closed') child.stdio[3]?.destroy();
    const reading = readAttempts(reports, (attempt) => attempts.push(attempt));
    const [status] = (await once(child, 'close')) as [number];
    rmSync(dirname(file), { recursive: true });
    return { printed, status, attempts, isReady: await reading };
  }
});
