import { normalize } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { About, Counted, Happening } from '../../core/audit/event.ts';
import { onProcess } from '../../core/audit/sentence.ts';
import { recordRefusedAttempts } from '../sandbox/refused-attempts.ts';
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
  /** How a path is written. */
  readonly show: (path: string) => string;
  readonly relays: Pick<Relays, 'leads' | 'led'> | undefined;
}

/** Records and tells what the system refuses an enforced task beside reading: writes, ways out, other processes. */
export function holdAttempts({ world, about, show, relays }: HoldingAttempts): HeldAttempts {
  const { say, now, audit } = world;
  const watch = watchAttempts();
  if (!watch) return notHeard(say);
  const led = relays?.led ?? [];
  const known = new Map<string, Attempt>();
  const attempts = recordRefusedAttempts({
    audit,
    about,
    now,
    onFirst(target) {
      if (known.size <= mostTold) say(`the task tried to ${target}: refused`);
    },
    onFault: () => say('what the task tried and the system refused could not be written to the audit log'),
    happened(target, counted) {
      const attempt = known.get(target);
      if (!attempt) throw new TypeError(`nothing was noted of ${target}`);
      return happeningOf(attempt, counted);
    },
  });
  const note = (attempt: Attempt): void => {
    const shown = attempt.type === 'write' ? { ...attempt, path: show(normalize(attempt.path)) } : attempt;
    if (shown.type === 'reach' && led.includes(shown.host)) return;
    const target = wordsOf(shown);
    known.set(target, shown);
    attempts.note(target, 1);
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
      const totals = await attempts.end();
      const named = [...totals].slice(0, mostNamed);
      if (totals.size === 0) return;
      const tried = named.map(([target, count]) => `${target}${count > 1 ? ` (${count} times)` : ''}`).join(', ');
      const more = totals.size > named.length ? ` and ${totals.size - named.length} more` : '';
      say(`the system refused to let the task ${tried}${more} (valet-key audit --outcome refused)`);
    },
  };
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

function wordsOf(attempt: Attempt): string {
  if (attempt.type === 'write') return `write ${attempt.path}`;
  if (attempt.type === 'reach') return `reach ${hostOf(attempt)}`;
  return `${onProcess[attempt.type]} ${attempt.pid}`;
}

function happeningOf(attempt: Attempt, counted: Counted): Happening {
  if (attempt.type === 'write') return { type: 'file-refused', operation: 'write', path: attempt.path, ...counted };
  if (attempt.type === 'reach') {
    return { type: 'connection-refused', host: hostOf(attempt), reason: 'outside-of-sandbox', ...counted };
  }
  return { type: 'process-refused', operation: attempt.type, pid: attempt.pid, ...counted };
}

function hostOf({ host, port }: Extract<Attempt, { type: 'reach' }>): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
