import { realpathSync } from 'node:fs';
import { readLine } from '../../core/audit/chain.ts';
import { systemCodeOf } from '../disk/disk-fault.ts';
import type { GivenApproval } from '../protocol.ts';
import { linesBack } from './read-back.ts';

/** The last approval of each request of a workspace, as the log tells of it: no key is needed to read it. */
export function lastApprovals(folder: string, workspace: string): readonly GivenApproval[] {
  const place = realPath(workspace);
  const found = new Map<string, GivenApproval>();
  const withdrawn = new Set<string>();
  let looked = 0;
  for (const line of linesBack(folder)) {
    if (++looked > mostLooked) break;
    if (!/"type":"approv(?:ed|al-withdrawn)"/.test(line)) continue;
    const read = readLine(line);
    const event = read?.record.unmapped;
    if (event?.workspace !== place || event.request === undefined) continue;
    if (found.has(event.request) || withdrawn.has(event.request)) continue;
    if (event.type === 'approval-withdrawn') withdrawn.add(event.request);
    if (event.type !== 'approved') continue;
    const { request, request_s256 = '', by, lasts } = event;
    found.set(request, { request, request_s256, by, lasts, at: read?.record.time ?? 0 });
  }
  return [...found.values()];
}

const mostLooked = 50_000;

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if (systemCodeOf(error) === undefined) throw error;
    return path;
  }
}
