import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { systemCodeOf } from '../disk/disk-fault.ts';
import { startOf } from '../disk/process-start.ts';
import { socketVariable } from '../protocol/variables.ts';

/** Names the session of the editor or terminal that a run was started from: an approval may last as long as that. */
export function sessionOf(env: Readonly<Record<string, string | undefined>>): string {
  const socket = env[socketVariable];
  if (socket) return named('editor', socket);
  const leader = terminalLeader();
  if (leader !== undefined) return named('terminal', `${leader}.${startOf(leader) ?? ''}`);
  const window = env['TERM_SESSION_ID'] ?? env['WT_SESSION'];
  return window === undefined ? named('process', String(process.ppid)) : named('terminal', window);
}

function named(kind: string, what: string): string {
  return `${kind}-${createHash('sha256').update(what).digest('hex').slice(0, 16)}`;
}

/** Only Linux says cheaply which process leads the session. */
function terminalLeader(): number | undefined {
  try {
    const stat = readFileSync('/proc/self/stat', 'latin1');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[3]);
  } catch (error) {
    if (systemCodeOf(error) !== undefined) return undefined;
    throw error;
  }
}
