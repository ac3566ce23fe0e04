import type { ValueStore } from '../../broker/vault/vault.ts';
import { CommandFault } from '../fault.ts';
import { createProgress } from '../scan/progress.ts';
import { turn } from '../scan/turn.ts';
import type { Fix, FixPlan, ValueToKeep } from './fix-plan.ts';

/** Puts every value of the plan into the vault; where the vault gave a name to another value, the plan is made anew. */
export async function keepValues(
  fix: Fix,
  open: () => Promise<ValueStore & Disposable>,
  { stderr, signal }: { readonly stderr: NodeJS.WriteStream; readonly signal: AbortSignal },
): Promise<FixPlan> {
  let plan = fix.plan();
  if (plan.values.length === 0) return plan;
  using store = await open();
  const holders = new Map<string, string>();
  for (let round = 0; round < mostRounds; round++) {
    const progress = createProgress(stderr, plan.values.length, { verb: 'Keeping', noun: 'values' });
    let isTaken = false;
    try {
      for (const [index, value] of plan.values.entries()) {
        // A value in the vault that nothing refers to does no harm; a file without its value would.
        await turn();
        signal.throwIfAborted();
        progress.step(index);
        if (await keep(value, store, holders)) continue;
        fix.take(value);
        isTaken = true;
      }
    } finally {
      progress.hide();
    }
    if (!isTaken) return plan;
    plan = fix.plan();
  }
  throw new CommandFault('the vault holds other values under every name that fits; forget some: valet-key vault rm');
}

/** A vault with so many values of one service is none that people keep. */
const mostRounds = 50;

async function keep(value: ValueToKeep, store: ValueStore, holders: Map<string, string>): Promise<boolean> {
  const { entry, fingerprint, kind } = value;
  const holder = holders.get(entry);
  if (holder !== undefined) return holder === fingerprint;
  const { status } = await store.put({ name: entry, value: value.read(), kind });
  if (status === 'other') return false;
  holders.set(entry, fingerprint);
  return true;
}
