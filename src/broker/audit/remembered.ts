import { realpathSync } from 'node:fs';
import { readLine } from '../../core/audit/chain.ts';
import type { AuditEvent } from '../../core/audit/event.ts';
import type { Used } from '../../core/requests/used.ts';
import { systemCodeOf } from '../disk/disk-fault.ts';
import type { GivenApproval } from '../protocol/records.ts';
import { linesBack } from './read-back.ts';

/** What the log tells of a workspace's requests: no key is needed to read it. */
export interface Remembered {
  /** The last approval of each request. */
  readonly approved: readonly GivenApproval[];
  /** What each request was granted to, the last first. */
  readonly used: Readonly<Record<string, readonly Used[]>>;
}

/** Looks at the newest 50,000 lines. */
export function rememberedOf(folder: string, workspace: string): Remembered {
  const place = realPath(workspace);
  const approvals = lastApprovals();
  const uses = usesByRun();
  let looked = 0;
  for (const line of linesBack(folder)) {
    if (++looked > mostLooked) break;
    if (!telling.test(line)) continue;
    const read = readLine(line);
    if (read?.record.unmapped.workspace !== place) continue;
    const { time, unmapped: event } = read.record;
    approvals.take(event, time);
    uses.take(event, time);
  }
  return { approved: approvals.found(), used: uses.found() };
}

const mostLooked = 50_000;
const telling = /"type":"(?:approved|approval-withdrawn|grant-issued|run-started)"/;

function lastApprovals() {
  const found = new Map<string, GivenApproval>();
  const withdrawn = new Set<string>();
  return {
    take(event: AuditEvent, at: number): void {
      const { request } = event;
      if (request === undefined || found.has(request) || withdrawn.has(request)) return;
      if (event.type === 'approval-withdrawn') withdrawn.add(request);
      if (event.type !== 'approved') return;
      const { request_s256 = '', by, lasts } = event;
      found.set(request, { request, request_s256, by, lasts, at });
    },
    found: () => [...found.values()],
  };
}

/** Read backwards, a grant comes before the start of its run, which names the program. */
function usesByRun() {
  const grants = new Map<string, { readonly event: AuditEvent; readonly at: number; readonly requests: Set<string> }>();
  const programs = new Map<string, string>();
  return {
    take(event: AuditEvent, at: number): void {
      if (event.type === 'run-started') programs.set(event.run, event.program);
      if (event.type !== 'grant-issued' || event.request === undefined) return;
      const grant = grants.get(event.run) ?? { event, at, requests: new Set() };
      grants.set(event.run, grant);
      grant.requests.add(event.request);
    },
    found(): Remembered['used'] {
      const used = new Map<string, Map<string, Used>>();
      for (const [run, { event, at, requests }] of grants) {
        const { task, started, mode = 'proxy-only', agent } = event;
        const type = started ?? (task === undefined ? 'command' : 'task');
        const name = type === 'task' ? (task ?? '') : (programs.get(run) ?? 'a program');
        for (const request of requests) {
          const of = used.get(request) ?? new Map<string, Used>();
          const before = of.get(`${type} ${name}`);
          const first: Used = { type, name, mode, ...(agent !== undefined && { agent }), runs: 0, last: at };
          of.set(`${type} ${name}`, { ...(before ?? first), runs: (before?.runs ?? 0) + 1 });
          used.set(request, of);
        }
      }
      return Object.fromEntries([...used].map(([request, of]) => [request, [...of.values()]]));
    },
  };
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if (systemCodeOf(error) === undefined) throw error;
    return path;
  }
}
