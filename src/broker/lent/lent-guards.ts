import { socketVariable } from '../protocol/variables.ts';
import type { GuardParams, GuardResult, Said, Unfit } from '../protocol/guards.ts';
import type { Ask } from '../approve/approving.ts';
import type { Keychain } from '../vault/keychain.ts';
import type { ValueStore } from '../vault/vault.ts';
import { lendGuard } from './lend-guard.ts';
import type { LentGuard } from './lend-guard.ts';
import { GuardRefused, lentPlanOf } from './lent-plan.ts';
import { openWorld } from '../run/open-world.ts';
import { sessionOf } from '../run/session-id.ts';

/** The guards that one editor has lent to its debuggers and terminals. They live in the broker and end with it. */
export interface LentGuards {
  start(params: GuardParams): Promise<GuardResult>;
  end(run: string): Promise<boolean>;
  endAll(): Promise<void>;
}

export interface Lending {
  /** The data folder. */
  readonly folder: string;
  readonly keychain: Keychain | undefined;
  readonly vault: () => ValueStore;
  readonly env: NodeJS.ProcessEnv;
  /** By which its terminals reach this broker: they share approvals with what it starts itself. */
  readonly socketPath: () => string | undefined;
  readonly ask: Ask;
  /** Tells whoever is at the editor. */
  readonly say: (said: Said) => void;
}

export function createLentGuards(lending: Lending): LentGuards {
  const guards = new Map<string, LentGuard>();
  const end = async (run: string): Promise<boolean> => {
    const guard = guards.get(run);
    guards.delete(run);
    await guard?.end();
    return guard !== undefined;
  };
  return {
    async start(params) {
      try {
        const { guard, requests, leftOut } = await lend(params, lending);
        guards.set(guard.run, guard);
        const { run, env, unset } = guard;
        return { type: 'started', run, mode: 'proxy-only', env, unset, requests, leftOut };
      } catch (error) {
        if (!(error instanceof GuardRefused)) throw error;
        return { type: 'refused', reason: error.reason, names: error.names };
      }
    },
    end,
    async endAll() {
      await Promise.allSettled([...guards.keys()].map(end));
    },
  };
}

interface Lent {
  readonly guard: LentGuard;
  readonly requests: readonly string[];
  readonly leftOut: readonly Unfit[];
}

async function lend(params: GuardParams, lending: Lending): Promise<Lent> {
  const { folder, keychain, env, ask } = lending;
  const say = (text: string): void => lending.say({ started: params.started, text });
  const vault = lending.vault();
  const kept = new Set((await vault.list()).map(({ name }) => name));
  const { plan, leftOut } = lentPlanOf(params, { env, kept });
  const session = sessionOf({ [socketVariable]: lending.socketPath() });
  const world = await openWorld({ folder, vault, keychain, env, session, ask, say });
  return { guard: await lendGuard(plan, world), requests: plan.uses, leftOut };
}
