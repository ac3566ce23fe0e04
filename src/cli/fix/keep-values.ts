import type { ValueStore } from '../../broker/vault/vault.ts';
import { keepingIn } from '../../core/fix/keeping.ts';
import { CommandFault } from '../fault.ts';
import { turn } from '../scan/turn.ts';
import type { Fix, FixPlan } from './fix-plan.ts';

/**
 * Puts every value of a fix into the vault, with one write, and answers with the plan that they were named by. A value
 * in the vault that nothing refers to does no harm; a file without its value would.
 */
export async function keepValues(
  fix: Fix,
  open: () => Promise<ValueStore & Disposable>,
  signal: AbortSignal,
): Promise<FixPlan> {
  // What cannot be planned is told before anybody is asked to open the vault.
  const first = fix.plan();
  if (first.values.length === 0) return first;
  using store = await open();
  const keeping = keepingIn(store);
  for (let round = 0; round < mostRounds; round++) {
    await keeping.look();
    const plan = fix.plan(keeping.names);
    await turn();
    signal.throwIfAborted();
    const kept = await keeping.keep(plan.values);
    await turn();
    signal.throwIfAborted();
    if (kept !== 'again') return plan;
  }
  throw new CommandFault('other programs kept giving the names of the values to others in the vault; try again');
}

/** Each round but the first is one in which another process put a value between the look and the writing. */
const mostRounds = 20;
