import assert from 'node:assert/strict';
import { Agent, request as requestHttp } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { openAuditLog } from '../../src/broker/audit/audit-log.ts';
import { scratch } from '../broker/scratch.ts';
import { callThrough, guardFor } from '../broker/guard/guarded.ts';
import type { Guarded } from '../broker/guard/guarded.ts';
import { startService } from '../broker/guard/service.ts';
import type { Service } from '../broker/guard/service.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes that a call may leave behind: at most five megabytes after a hundred thousand. */
const most = 50;

describe('the memory of a guard', () => {
  grows('with calls on one connection', 3000, ({ guarded, host }) => {
    const agent = new Agent(kept);
    return () => callPlainly(guarded, agent, host);
  });
  grows('with refused calls', 1000, ({ guarded }) => {
    const agent = new Agent(kept);
    return () => callPlainly(guarded, agent, 'elsewhere.example:80');
  });
  grows(
    'with TLS connections',
    400,
    ({ guarded, host }) => {
      const headers = { authorization: `Bearer ${guarded.placeholder}` };
      return () => callThrough(guarded, host, { headers });
    },
    // Its own notes on TLS the engine makes up to the sixth round.
    8,
  );
});

const kept = { keepAlive: true, maxSockets: 1 };

interface Place {
  readonly guarded: Guarded;
  readonly host: string;
}

function grows(name: string, calls: number, caller: (place: Place) => () => Promise<unknown>, rounds = 5): void {
  it(`does not grow ${name}`, async () => {
    using folder = scratch();
    await using service = await startService(
      (_call, response) => response.end('{}'),
      name.includes('TLS') ? 'https' : 'http',
    );
    const host = `localhost:${service.port}`;
    const more = { audit: openAuditLog({ folder: folder.path }) };
    using guarded = await guardFor({ upstream: service.keptUpstream }, { call: [{ host }], ownCall: [], more });
    const call = caller({ guarded, host });
    const heaps: number[] = [];
    for (let round = 0; round < rounds; round++) heaps.push(await heapAfter(call, calls, service));
    // What is made once, the engine's own notes among it, makes some rounds grow; what is left by each call, all of them.
    const growth = Math.min(...heaps.slice(1).map((heap, index) => heap - (heaps[index] ?? 0)));
    assert.ok(growth / calls < most, `${Math.round(growth / calls)} bytes a call: ${heaps.join(', ')}`);
  }).timeout(120_000);
}

async function heapAfter(call: () => Promise<unknown>, calls: number, { reached }: Service): Promise<number> {
  for (let made = 0; made < calls; made++) await call();
  reached.length = 0;
  for (let round = 0; round < 3; round++) {
    await turn();
    collect();
  }
  return process.memoryUsage().heapUsed;
}

function callPlainly({ guard, placeholder }: Guarded, agent: Agent, host: string): Promise<void> {
  const headers = { host, authorization: `Bearer ${placeholder}` };
  const options = { host: '127.0.0.1', port: guard.port, path: `http://${host}/`, headers, agent };
  return new Promise((resolve, reject) => {
    const call = requestHttp(options, (answer) => answer.resume().once('end', resolve));
    call.once('error', reject).end();
  });
}
