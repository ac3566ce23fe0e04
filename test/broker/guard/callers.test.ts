import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { ChildProcess } from 'node:child_process';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { callersOf } from '../../../src/broker/guard/callers.ts';
import type { Caller } from '../../../src/broker/guard/callers.ts';
import { runVariable } from '../../../src/broker/protocol/variables.ts';

const run = randomBytes(8).toString('hex');
const mark = { [runVariable]: run };

/** Connects over IPv4, or as Java does: over IPv6 to an address of IPv4. */
const calling = (family: string) => `
const socket = require('node:net').connect(Number(process.argv[1]), '${family === 'IPv6' ? '::ffff:127.0.0.1' : '127.0.0.1'}');
socket.on('close', () => process.exit());`;
/** Starts it and is gone, so that nothing stands above it any more. */
const apart = `
const { spawn } = require('node:child_process');
const { CALLING, ...env } = process.env;
spawn(process.execPath, ['-e', CALLING, process.argv[1]], { env, detached: true, stdio: 'ignore' }).unref();`;
/** The same, with the mark of a run on it. */
const marked = `
const { markProcess } = await import(${JSON.stringify(new URL('../../../src/broker/disk/process-mark.ts', import.meta.url))});
const { spawn } = await import('node:child_process');
markProcess(process.argv[2]);
spawn(process.execPath, ['-e', process.env.CALLING, process.argv[1]], { env: {}, detached: true, stdio: 'ignore' }).unref();`;
/** In a guard of its own, so that nothing is started by the process that has it. */
const guard = `
const { callersOf } = await import(${JSON.stringify(new URL('../../../src/broker/guard/callers.ts', import.meta.url))});
const { createServer } = await import('node:net');
const callerOf = callersOf(process.argv[1]);
createServer(async (socket) => socket.end(JSON.stringify(await callerOf(socket))))
  .listen(0, '127.0.0.1', function () { console.log(this.address().port); });`;

describe('whoever connects to a guard', () => {
  before(function () {
    if (process.platform === 'linux') return undefined;
    console.log('    (skipped: only Linux tells whose a connection is)');
    return this.skip();
  });

  for (const family of ['IPv4', 'IPv6']) {
    it(`is of the run where the guard's process started it (${family})`, async () => {
      const caller = await callerWhen((port) => spawn(process.execPath, ['-e', calling(family), port]));
      assert.deepEqual(caller, { type: 'own' });
    });
  }
  it('is of the run in a process that started it and left', async () => {
    const env = { ...process.env, ...mark, CALLING: calling('IPv4') };
    const caller = await callerWhen((port) => spawn(process.execPath, ['-e', apart, port], { env }));
    assert.deepEqual(caller, { type: 'own' });
  });
  it('is of the run where nothing tells of it but its limits', async () => {
    const env = { PATH: process.env['PATH'], CALLING: calling('IPv4') };
    const caller = await callerWhen((port) =>
      spawn(process.execPath, ['--input-type=module', '-e', marked, port, run], { env }),
    );
    assert.deepEqual(caller, { type: 'own' });
  });
  it('is a stranger who left and carries no mark, and is named', async () => {
    const env = { ...process.env, CALLING: calling('IPv4') };
    const caller = await callerWhen((port) => spawn(process.execPath, ['-e', apart, port], { env }));
    assert.ok(caller.type === 'stranger');
    assert.deepEqual([caller.program, (caller.pid ?? 0) > 0], ['node', true]);
  });
  it('is a stranger with the mark of another run', async () => {
    const env = { ...process.env, [runVariable]: 'another', CALLING: calling('IPv4') };
    const caller = await callerWhen((port) => spawn(process.execPath, ['-e', apart, port], { env }));
    assert.equal(caller.type, 'stranger');
  });
  it('is a stranger as the process that started the guard', async () => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', guard, run], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const [port] = (await once(child.stdout, 'data')) as [Buffer];
      const answer = await text(connect(Number(port.toString()), '127.0.0.1'));
      assert.deepEqual(JSON.parse(answer), { type: 'stranger', pid: process.pid, program: 'node' });
    } finally {
      child.kill();
    }
  });
});

async function callerWhen(start: (port: string) => ChildProcess): Promise<Caller> {
  const callerOf = callersOf(run);
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const child = start(String((server.address() as AddressInfo).port));
  const [socket] = (await once(server, 'connection')) as [Socket];
  try {
    return await callerOf(socket);
  } finally {
    socket.destroy();
    server.close();
    child.kill();
  }
}
