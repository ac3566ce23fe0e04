import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import type { About } from '../../core/audit/event.ts';
import { callSetOf } from '../../core/policy/call-set.ts';
import { approveAll, NotApproved } from '../approve/approving.ts';
import type { ApprovedRequest } from '../approve/approving.ts';
import { issueGrant } from '../grants/grants.ts';
import type { GrantedRequest } from '../grants/grants.ts';
import { heldVariables } from '../grants/variables.ts';
import { makeWill } from '../grants/last-will.ts';
import { openOwnRun } from '../grants/live-runs.ts';
import { keepShown } from '../grants/shown-run.ts';
import { runVariable } from '../protocol/variables.ts';
import { providerFor } from '../providers/providers.ts';
import type { GuardedRun } from '../run/guarded-run.ts';
import { GuardRefused } from './lent-plan.ts';
import { openGuard } from '../run/open-guard.ts';
import { renewing } from './renewing.ts';
import type { RunPlan, RunWorld } from '../run/run-plan.ts';

/** The guard of a process that somebody else starts and ends. */
export interface LentGuard {
  readonly run: string;
  readonly env: Readonly<Record<string, string>>;
  /** Variables that open a provider: the process must not inherit them. */
  readonly unset: readonly string[];
  /** Refuses further calls at once, then takes back what was granted. */
  end(): Promise<void>;
}

/** Approves, grants, and opens the guard. Whoever asked starts the process with its environment. */
export async function lendGuard(plan: RunPlan, world: RunWorld): Promise<LentGuard> {
  const run = randomBytes(8).toString('hex');
  const mode = 'proxy-only';
  if (world.policy.require === 'enforced') throw new GuardRefused('must-be-enforced');
  const about: About = {
    run,
    workspace: plan.workspace,
    mode,
    ...(plan.task !== undefined && { task: plan.task }),
    ...(plan.started !== undefined && { started: plan.started }),
  };
  const approved = await approve(plan, world, about);
  await world.audit.append({ ...about, type: 'run-started', program: basename(plan.command[0] ?? '') });
  const own = openOwnRun(world.folder, run);
  const will = makeWill(world.folder, world.env);
  const granted: GrantedRequest[] = [];
  const takeBack = async (status: number): Promise<void> => {
    try {
      await Promise.all(granted.map(({ grant }) => grant.revoke('end of run')));
      await world.audit.appendDurably({ ...about, type: 'run-ended', status });
    } finally {
      own[Symbol.dispose]();
      will[Symbol.dispose]();
    }
  };
  try {
    const issuing = { world, about, will };
    for (const one of approved) granted.push(renewing(await issueGrant(one, issuing), { plan, ...issuing }));
    return await open({ plan, world, about, granted, own, mode }, takeBack);
  } catch (error) {
    await takeBack(2);
    throw error;
  }
}

async function approve(plan: RunPlan, world: RunWorld, about: About): Promise<readonly ApprovedRequest[]> {
  const { workspace, task, command, uses: names, manifest } = plan;
  const question = { workspace, command, mode: 'proxy-only', ...(task !== undefined && { task }) } as const;
  try {
    return await approveAll({ ...world, manifest, names, question, about });
  } catch (error) {
    if (error instanceof NotApproved) throw new GuardRefused(error.reason, error.names);
    throw error;
  }
}

async function open(run: GuardedRun, takeBack: (status: number) => Promise<void>): Promise<LentGuard> {
  const { plan, granted, about } = run;
  const callSet = callSetOf(plan.manifest, { task: plan.task, uses: plan.uses });
  const shown = keepShown(run, () => undefined);
  const guard = await openGuard(run, { callSet, look: () => shown.look() });
  const placeholders = [...plan.fills].flatMap(([variable, name]) => {
    const one = granted.find((each) => each.name === name);
    return one ? Object.entries(heldVariables(one, variable)) : [];
  });
  return {
    run: about.run,
    env: { ...guard.environment(), ...Object.fromEntries(placeholders), [runVariable]: about.run },
    unset: granted.flatMap(({ request }) => providerFor(request.source.provider)?.opensWith ?? []),
    async end() {
      guard[Symbol.dispose]();
      await shown[Symbol.asyncDispose]();
      await takeBack(0);
    },
  };
}
