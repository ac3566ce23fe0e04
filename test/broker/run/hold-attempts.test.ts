import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import type { AuditEvent } from '../../../src/core/audit/event.ts';
import { sentenceOf } from '../../../src/core/audit/sentence.ts';
import { holdAttempts } from '../../../src/broker/run/hold-attempts.ts';
import type { RunWorld } from '../../../src/broker/run/run-plan.ts';
import { watchAttempts } from '../../../src/broker/sandbox/watch-attempts.ts';
import { exampleOf } from '../../example.ts';

describe('what the system refuses a task', () => {
  before(function () {
    if (watchAttempts()) return;
    console.log('    (skipped: needs Linux and perl)');
    this.skip();
  });

  it('is in the log, and told at once and at the end', async () => {
    const { lines, told } = await held(['ready', 'write /w/src/../.env', 'signal 7', 'write /w/.env']);
    assert.deepEqual(lines, [
      'a command tried to write .env: refused',
      'a command tried to send a signal to process 7: refused',
      'a command tried to write .env: refused',
    ]);
    assert.deepEqual(told, [
      'the task tried to write .env: refused',
      'the task tried to send a signal to process 7: refused',
      'the system refused to let the task write .env (2 times), send a signal to process 7 (valet-key audit --outcome refused)',
    ]);
  });
  it('is nothing where an address leads to a relay', async () => {
    const { lines, told } = await held(['ready', 'connect 80 192.0.2.7', 'connect 81 2001:db8:0:0:0:0:0:7']);
    assert.deepEqual([lines, told], [[], []]);
  });
  it('is reading where what is not there inside is denied, and not where a program looks for its own', async () => {
    const { lines } = await held(['ready', 'read /home/a/.ssh/work', 'read /home/a/.cache/tool/b', 'inspect 7']);
    assert.deepEqual(lines, [
      'a command tried to read /home/a/.ssh/work: refused',
      'a command tried to look into process 7: refused',
    ]);
  });
  it('is a way to the keychain', async () => {
    const { lines, told } = await held(['ready', 'bus']);
    assert.deepEqual(lines, ['a command tried to reach session-bus: refused (outside-of-sandbox)']);
    assert.equal(told[0], 'the task tried to reach session-bus: refused');
  });
  it('holds no credential that the task wrote into a path', async () => {
    const value = exampleOf('stripe-secret-key');
    const { lines, told } = await held(['ready', `write /etc/${value}`, `write /etc/${value}/a`]);
    assert.equal(lines.length, 2);
    assert.ok(!`${lines.join()}${told.join()}`.includes(value));
  });
  it('is told of as not recorded where the system does not tell', async () => {
    const { told } = await held([]);
    assert.match(told.join(), /is refused but not recorded/);
  });
});

async function held(reports: readonly string[]) {
  const lines: string[] = [];
  const told: string[] = [];
  const audit = { append: (event: AuditEvent) => Promise.resolve(void lines.push(sentenceOf(event))) };
  const world = { audit, now: () => 0, say: (text: string) => void told.push(text) };
  const attempts = holdAttempts({
    world: world as unknown as RunWorld,
    about: { run: 'r', workspace: '/w' },
    read: { files: ['/w'], deny: ['/**/.env', '/home/a/.ssh'], write: ['/w'], env: undefined, requests: [] },
    show: (path) => path.replace('/w/', ''),
    relays: { leads: true, led: ['192.0.2.7', '2001:db8::7'] },
  });
  attempts.around(['true']).hear?.(Readable.from(reports.map((line) => `${line}\n`)));
  await attempts.end();
  return { lines, told };
}
