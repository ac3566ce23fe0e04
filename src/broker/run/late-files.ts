import type { About } from '../../core/audit/event.ts';
import { hideLate } from '../sandbox/hide-late.ts';
import type { HidingLate } from '../sandbox/hide-late.ts';
import type { RunWorld } from './run-plan.ts';

export interface HoldingLate extends HidingLate {
  readonly world: Pick<RunWorld, 'audit' | 'say'>;
  readonly about: About;
  /** How a path is written. */
  readonly show: (path: string) => string;
}

/** Denied files that are made while a task runs. */
export interface LateFiles {
  made(path: string): void;
  /** There is nobody left to hide from. */
  ended(): void;
  /** Resolves when all of them are recorded. */
  end(): Promise<void>;
}

/** Hides what is made during the run, one after another, and records it. */
export function lateFiles(holding: HoldingLate): LateFiles {
  const { world, about, show } = holding;
  let working = Promise.resolve();
  let [count, told, last, hasEnded] = [0, 0, '', false];
  const hideOne = async (path: string): Promise<void> => {
    const outcome = hasEnded ? 'readable' : await hideLate(path, holding);
    await world.audit.append({ ...about, type: 'denied-file-made', path: show(path), outcome });
    if (told++ >= mostTold) return;
    if (outcome === 'hidden') world.say(`${show(path)} was made while the task runs: hidden from it`);
    else if (hasEnded) world.say(`${show(path)} was made while the task ran, which could read it`);
    else world.say(`${show(path)} was made while the task runs, which can read it: start the task again to hide it`);
  };
  return {
    ended: () => void (hasEnded = true),
    made(path: string) {
      // A task that makes such files without end learns nothing from them, and fills no log.
      last = path;
      if (count++ >= mostLate) return;
      working = working
        .then(() => hideOne(path))
        .catch(() => {
          world.say(`${show(path)} was made while the task runs, and that could not be written to the audit log`);
        });
    },
    async end() {
      await working;
      const unnamed = count - mostLate;
      if (unnamed <= 0) return;
      world.say(`${unnamed} more denied files were made while the task ran, which could read them`);
      const made = { type: 'denied-file-made', path: show(last), outcome: 'readable' } as const;
      await world.audit.append({ ...about, ...made, ...(unnamed > 1 && { more: unnamed - 1 }) }).catch(() => undefined);
    },
  };
}

const mostLate = 100;
const mostTold = 8;
