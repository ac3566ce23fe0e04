import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import type { About, GuardMode } from '../../core/audit/event.ts';
import { approveAll, NotApproved } from '../approve/approving.ts';
import type { ApprovedRequest } from '../approve/approving.ts';
import { issueGrant } from '../grants/grants.ts';
import type { GrantedRequest } from '../grants/grants.ts';
import { markProcess } from '../disk/process-mark.ts';
import { makeWill } from '../grants/last-will.ts';
import { openOwnRun } from '../grants/live-runs.ts';
import { policyPath } from '../approve/policy-file.ts';
import { runGuarded } from './run-guarded.ts';
import { RunRefused } from '../run-refused.ts';
import type { RunPlan, RunWorld } from './run-plan.ts';
import { whyNoSandbox } from '../sandbox/sandbox.ts';

/** Approves, grants, runs under guard, takes back: one run of one task, and its exit status. */
export async function run(plan: RunPlan, world: RunWorld): Promise<number> {
  const id = randomBytes(8).toString('hex');
  const mode = await modeOf(plan, world);
  const about: About = {
    run: id,
    workspace: plan.workspace,
    mode,
    ...(plan.task !== undefined && { task: plan.task }),
    ...(plan.agent !== undefined && { agent: plan.agent }),
  };
  const approved = await approve(plan, world, about);
  if (plan.ahead === true) {
    world.say('approved: it may be run for as long');
    return 0;
  }
  await world.audit.append({ ...about, type: 'run-started', program: basename(plan.command[0] ?? '') });
  using own = openOwnRun(world.folder, id);
  using will = makeWill(world.folder, world.env);
  const granted: GrantedRequest[] = [];
  let status = 2;
  try {
    for (const one of approved) granted.push(await issueGrant(one, { world, about, will }));
    // What the system holds cannot leave its sandbox.
    if (mode === 'proxy-only') markProcess(id);
    status = await runGuarded({ plan, world, about, granted, own, mode });
    return status;
  } finally {
    await Promise.all(granted.map(({ grant }) => grant.revoke('end of run')));
    await world.audit.appendDurably({ ...about, type: 'run-ended', status });
  }
}

async function approve(plan: RunPlan, world: RunWorld, about: About): Promise<readonly ApprovedRequest[]> {
  const { workspace, task, command, agent } = plan;
  const mode = about.mode ?? 'proxy-only';
  const question = {
    workspace,
    command,
    mode,
    ...(task !== undefined && { task }),
    ...(agent !== undefined && { agent }),
  };
  try {
    return await approveAll({
      ...world,
      manifest: plan.manifest,
      names: plan.uses,
      question,
      about,
      ahead: plan.ahead,
    });
  } catch (error) {
    if (error instanceof NotApproved) throw new RunRefused(wordsFor(error), { cause: error });
    throw error;
  }
}

/** A task of the manifest declares control sets: the system holds it to them where it can. A command declares none. */
async function modeOf({ task, mode }: RunPlan, { policy, say }: RunWorld): Promise<GuardMode> {
  const demanded = mode === 'enforced' || policy.require === 'enforced';
  if (!demanded && (mode === 'proxy-only' || task === undefined)) return 'proxy-only';
  const reason = await whyNoSandbox();
  if (reason === undefined) return 'enforced';
  if (demanded) throw new RunRefused(`this run must be enforced, and cannot be here: ${reason}`);
  say(`this machine cannot enforce what the task reads and calls (${reason}): it runs proxy-only`);
  return 'proxy-only';
}

function wordsFor({ reason, names }: NotApproved): string {
  const which = names.map((name) => `"${name}"`).join(', ');
  const words: Readonly<Record<NotApproved['reason'], string>> = {
    expired: `the end ("expires_at") of ${which} has passed: ask for more time in valet-key.json`,
    policy: `the organisation's policy refuses ${which}`,
    declined: `${which}: not approved, and nothing was run`,
    'nobody-to-ask': `${which} ${names.length === 1 ? 'needs' : 'need'} the approval of a person, and there is nobody to ask here. In a terminal of their own they approve with the same command and --approve: valet-key run --approve …; where no person is, as in CI, an administrator approves in ${policyPath()} (see "valet-key run --help")`,
  };
  return words[reason];
}
