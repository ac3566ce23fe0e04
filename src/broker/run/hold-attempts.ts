import { normalize } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isDenied } from '../../core/policy/read-set.ts';
import type { ReadSet } from '../../core/policy/read-set.ts';
import type { About, Counted, Happening } from '../../core/audit/event.ts';
import { onProcess } from '../../core/audit/sentence.ts';
import { safeFilePath } from '../../core/audit/record.ts';
import { recordRefusedAttempts } from '../sandbox/refused-attempts.ts';
import type { Totals } from '../sandbox/refused-attempts.ts';
import type { Relays } from '../sandbox/relays.ts';
import { readAttempts, watchAttempts } from '../sandbox/watch-attempts.ts';
import type { Attempt } from '../sandbox/watch-attempts.ts';
import type { RunWorld } from './run-plan.ts';
import { reportsAt } from './task-run.ts';
import type { TaskRun } from './task-run.ts';

export interface HeldAttempts {
  /** The words of a program that becomes the task inside of the sandbox. */
  readonly inside: readonly string[];
  /** The command that starts the sandbox, heard, and how it is run. */
  around(command: readonly string[]): Pick<TaskRun, 'command' | 'hear'>;
  /** Writes what is left, and tells what the task tried. */
  end(): Promise<void>;
}

export interface HoldingAttempts {
  readonly world: RunWorld;
  readonly about: About;
  readonly read: ReadSet;
  /** How a path is written. */
  readonly show: (path: string) => string;
  readonly relays: Pick<Relays, 'leads' | 'led'> | undefined;
}

/** Records and tells what the system refuses an enforced task beside reading: writes, ways out, other processes. */
export function holdAttempts({ world, about, read, show, relays }: HoldingAttempts): HeldAttempts {
  const { say, now, audit } = world;
  const watch = watchAttempts();
  if (!watch) return notHeard(say);
  const led = relays?.led ?? [];
  let told = 0;
  const attempts = recordRefusedAttempts({
    audit,
    about,
    now,
    nameOf,
    onFirst(name) {
      if (told++ < mostTold) say(`the task tried to ${name}: refused`);
    },
    onFault: () => say('what the task tried and the system refused could not be written to the audit log'),
    happened,
  });
  const note = (attempt: Attempt): void => {
    if (attempt.type === 'reach' && led.includes(attempt.host)) return;
    if (attempt.type !== 'read' && attempt.type !== 'write') return attempts.note(attempt, 1);
    const path = normalize(attempt.path);
    // Programs look for their own files all over a home.
    if (attempt.type === 'read' && !isDenied(read, path)) return;
    // A task chooses the path: it may hold what it was given.
    return attempts.note({ ...attempt, path: safeFilePath(show(path)) }, 1);
  };
  let heard: Promise<boolean> | undefined;
  return {
    inside: watch.inside,
    around: (command) => ({
      command: watch.around(command, reportsAt({ tether: relays?.leads === true })),
      hear: (reports) => (heard = readAttempts(reports, note).catch(() => false)),
    }),
    async end() {
      const isReady = await Promise.race([heard, pause(2_000, undefined, { ref: false })]);
      if (isReady === false) say(notTold);
      tellTotals(await attempts.end(), say);
    },
  };
}

function tellTotals({ named, unnamed }: Totals, say: RunWorld['say']): void {
  if (named.size === 0) return;
  const first = [...named].slice(0, mostNamed);
  const tried = first.map(([name, count]) => `${name}${count > 1 ? ` (${count} times)` : ''}`).join(', ');
  const rest = named.size - first.length;
  const more = `${rest > 0 ? ` and ${rest} more` : ''}${unnamed > 0 ? `, and ${unnamed} times others` : ''}`;
  say(`the system refused to let the task ${tried}${more} (valet-key audit --outcome refused)`);
}

function notHeard(say: RunWorld['say']): HeldAttempts {
  if (process.platform === 'linux') say(notTold);
  return { inside: [], around: (command) => ({ command }), end: () => Promise.resolve() };
}

/** Where this machine has no way to hear of what a task tries. */
const notTold =
  'what the system itself refuses the task, as writing a file or reaching a host past the guard, is refused but not recorded: that needs Linux 5.19 and perl';

const mostTold = 8;
/** In the line at the end. */
const mostNamed = 40;

function nameOf(attempt: Attempt): string {
  if (attempt.type === 'read' || attempt.type === 'write') return `${attempt.type} ${attempt.path}`;
  if (attempt.type === 'reach') return `reach ${hostOf(attempt)}`;
  return `${onProcess[attempt.type]} ${attempt.pid}`;
}

function happened(attempt: Attempt, counted: Counted): Happening {
  if (attempt.type === 'read' || attempt.type === 'write') {
    return { type: 'file-refused', operation: attempt.type, path: attempt.path, ...counted };
  }
  if (attempt.type === 'reach') {
    return { type: 'connection-refused', host: hostOf(attempt), reason: 'outside-of-sandbox', ...counted };
  }
  return { type: 'process-refused', operation: attempt.type, pid: attempt.pid, ...counted };
}

function hostOf({ host, port }: Extract<Attempt, { type: 'reach' }>): string {
  if (port === undefined) return host;
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
