import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { readAttempts, watchAttempts } from '../../../src/broker/sandbox/watch-attempts.ts';
import type { Attempt } from '../../../src/broker/sandbox/watch-attempts.ts';
import { whyNoSandbox } from '../../../src/broker/sandbox/sandbox.ts';
import { systemProgram } from '../../../src/broker/sandbox/system-program.ts';

/** Perl by attempt; `$pid` is a process outside, `$hidden` a folder that is empty inside and holds `key` outside. */
const tried: Readonly<Record<string, readonly [perl: string, ...heard: readonly string[]]>> = {
  'the memory of a process': ['open my $f, q(<), qq(/proc/$pid/mem)', 'memory'],
  'the memory of a process to write': ['open my $f, q(+<), qq(/proc/$pid/mem)', 'memory'],
  'the environment of a process': ['open my $f, q(<), qq(/proc/$pid/environ)', 'environment'],
  'the descriptors of a process': ['opendir my $f, qq(/proc/$pid/fd)', 'inspect'],
  'a process by its thread': ['open my $f, q(<), qq(/proc/$pid/task/$pid/mem)', 'memory'],
  'a process by another name': ['open my $f, q(<), qq(//proc/./self/../$pid//environ)', 'environment'],
  'a process from its folder': ['chdir q(/proc); open my $f, q(<), qq($pid/mem)', 'memory'],
  'a process from below': ['chdir q(/proc/self); open my $f, q(<), qq(../$pid/mem)', 'memory'],
  'a process that is nowhere': ['open my $f, q(<), q(/proc/4194303/mem)'],
  'a process of its own': ['open my $f, q(<), qq(/proc/$$/environ); open $f, q(<), q(/proc/self/status)'],
  'a file in a hidden folder': ['open my $f, q(<), qq($hidden/key)', 'read key'],
  'a file that is nowhere': ['open my $f, q(<), qq($hidden/other); open $f, q(<), q(/no/such/file)'],
  'a number for a name': ['chdir $hidden; open my $f, q(<), q(2026/notes)'],
  'a file by openat2': [
    'my ($path, $how) = (qq($hidden/key\\0), pack(q(QQQ), 0, 0, 0)); syscall(437, -100, $path, $how, 24)',
    'read key',
  ],
  'a file to write by openat2': [
    'my ($path, $how) = (qq(/etc/hostname\\0), pack(q(QQQ), 1, 0, 0)); syscall(437, -100, $path, $how, 24)',
    ...(process.getuid?.() === 0 ? ['write /etc/hostname'] : []),
  ],
  'a packet by a message': [`${socket(2)} syscall($sendmsg, fileno($s), $message, 0)`, 'reach 192.0.2.7:53'],
  'packets by several': [`${socket(2)} syscall($sendmmsg, fileno($s), $message, 1, 0)`, 'reach 192.0.2.7:53'],
  'a message by the number that the listener came by': [
    `${socket(2)} use POSIX; POSIX::dup2(fileno($s), 9); syscall($sendmsg, 9, $message, 0)`,
    'reach 192.0.2.7:53',
  ],
  'the bus of the session': [
    'socket my $s, 2, 1, 0; connect $s, pack(q(SnC4x8), 2, 1, 127, 0, 0, 1)',
    'reach session-bus:undefined',
  ],
  'a port of its own': ['socket my $s, 2, 1, 0; connect $s, pack(q(SnC4x8), 2, 8080, 127, 0, 0, 1)'],
};

describe('what a task tries inside', () => {
  before(async function () {
    const reason = watchAttempts() ? await whyNoSandbox() : 'needs Linux and perl';
    if (reason === undefined) return;
    console.log(`    (skipped: ${reason})`);
    this.skip();
  });

  const hidden = mkdtempSync(join(tmpdir(), 'valet-key-hidden-'));
  writeFileSync(join(hidden, 'key'), '');
  after(() => rmSync(hidden, { recursive: true }));

  for (const [what, [perl, ...heard]] of Object.entries(tried)) {
    it(`is ${heard.length > 0 ? 'heard of' : 'no attempt'}: ${what}`, async () => {
      const attempts = await inside(hidden, perl);
      assert.deepEqual(
        attempts.map(inWords),
        heard.map((each) => each.replace('key', join(hidden, 'key'))),
      );
    });
  }
});

function inWords(attempt: Attempt): string {
  if (attempt.type === 'reach') return `reach ${attempt.host}:${attempt.port}`;
  return 'path' in attempt ? `${attempt.type} ${attempt.path}` : attempt.type;
}

/** A datagram socket, and a message to an address that is for documents (RFC 5737). */
function socket(kind: number): string {
  const numbers = process.arch === 'arm64' ? [211, 269] : [46, 307];
  return `
    my ($sendmsg, $sendmmsg) = (${numbers.join()}); socket my $s, 2, ${kind}, 0;
    my ($to, $text) = (pack(q(SnC4x8), 2, 53, 192, 0, 2, 7), q(x)); my $part = pack(q(PQ), $text, 1);
    my $message = pack(q(PLx4PQQQLx4Lx4), $to, 16, $part, 1, 0, 0, 0, 0);`;
}

/** Runs Perl in namespaces of its own, where this process is not and the folder is empty. */
async function inside(hidden: string, program: string): Promise<readonly Attempt[]> {
  const watch = watchAttempts() ?? assert.fail();
  const bubblewrap = [systemProgram('bwrap') ?? 'bwrap', '--unshare-all', '--ro-bind', '/', '/', '--tmpfs', hidden];
  const task = ['perl', '-e', `my ($pid, $hidden) = @ARGV; ${program}`, String(process.pid), hidden];
  const command = [...bubblewrap, '--dev', '/dev', '--proc', '/proc', '--', ...watch.inside, ...task];
  const [file = '', ...words] = watch.around(command, 3);
  const child = spawn(file, words, { stdio: ['ignore', 'inherit', 'inherit', 'pipe'] });
  const attempts: Attempt[] = [];
  const reading = readAttempts(child.stdio[3] as Readable, (attempt) => attempts.push(attempt));
  await once(child, 'close');
  assert.equal(await reading, true);
  return attempts;
}
