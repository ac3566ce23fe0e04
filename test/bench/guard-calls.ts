import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { clientOf } from './guard-clients.ts';
import type { Client, Way } from './guard-clients.ts';
import type { GuardSide, ServiceSide } from './guard-sides.ts';
import { shown } from './timing.ts';

/** The client of the guard's bench, in a process that has the mark of the guard's run: it lets nobody else in. */
await benchCalls();

async function benchCalls(): Promise<void> {
  console.log(
    '\nA guarded call: service, guard and client in a process each, TLS on the loopback interface, 1 kB answers',
  );
  const [serviceProcess, service] = await start<ServiceSide>('service');
  const [guardProcess, guard] = await start<GuardSide>('guard', JSON.stringify(service));
  try {
    const ways: readonly Way[] = [
      { name: 'direct', ca: service.certificate, port: service.port },
      { name: 'plain CONNECT proxy', ca: service.certificate, port: service.port, proxy: guard.plainPort },
      { name: 'TLS ended, and called anew', ca: guard.bare.certificate, port: guard.bare.port },
      {
        name: 'guarded and recorded',
        ca: guard.certificate,
        port: service.port,
        proxy: guard.port,
        placeholder: guard.placeholder,
      },
      { ...service.http2, name: 'HTTP/2, direct', ca: service.http2.certificate, protocol: 'h2' },
      {
        name: 'HTTP/2, plain CONNECT proxy',
        ca: service.http2.certificate,
        port: service.http2.port,
        proxy: guard.plainPort,
        protocol: 'h2',
      },
      {
        name: 'HTTP/2, guarded and recorded',
        ca: guard.certificate,
        port: service.http2.port,
        proxy: guard.port,
        placeholder: guard.placeholder,
        protocol: 'h2',
      },
    ];
    for (const way of ways) await benchWay(way);
    console.log(`  memory of the guard's process  ${megabytes(guardProcess)}`);
  } finally {
    guardProcess.kill();
    serviceProcess.kill();
  }
}

async function benchWay(way: Way): Promise<void> {
  const one = clientOf(way);
  await callTimes(one, 300);
  const kept = (await callTimes(one, 3000)).toSorted((a, b) => a - b);
  const begun = performance.now();
  const many = 16;
  await Promise.all(Array.from({ length: many }, () => callTimes(clientOf(way), 300)));
  const rate = (many * 300) / ((performance.now() - begun) / 1000);
  const fresh: number[] = [];
  for (let call = 0; call < 100; call++) fresh.push(...(await callTimes(clientOf(way), 1)));
  const times = `p50 ${shown(at(kept, 0.5))} ms, p99 ${shown(at(kept, 0.99))} ms`;
  const first = `with a new connection ${shown(
    at(
      fresh.toSorted((a, b) => a - b),
      0.5,
    ),
  )} ms`;
  console.log(
    `  ${way.name.padEnd(30)} ${times}; ${first}; ${Math.round(rate).toLocaleString('en')} calls/s on ${many} connections`,
  );
}

/** Milliseconds of each, one after the other. */
async function callTimes(call: Client, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let number = 0; number < count; number++) {
    const begun = performance.now();
    await call();
    times.push(performance.now() - begun);
  }
  return times;
}

async function start<Said>(...args: readonly string[]): Promise<[ChildProcess, Said]> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'guard-sides.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
  return [child, JSON.parse(line) as Said];
}

function megabytes({ pid }: ChildProcess): string {
  if (process.platform !== 'linux') return '(only Linux tells)';
  const kilobytes = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  return `${(kilobytes / 1024).toFixed(0)} MB at its most`;
}

function at(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}
