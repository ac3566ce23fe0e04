import { basename } from 'node:path';
import type { GrantedRequest } from './grants.ts';
import type { LiveRun } from '../protocol/grants.ts';
import { startOf } from '../disk/process-start.ts';
import type { GuardedRun } from '../run/guarded-run.ts';
import { isVisible } from './visible.ts';

/** A run that others can see and whose grants they can revoke. */
export interface ShownRun extends AsyncDisposable {
  /** Takes in what was revoked since it was looked last. */
  look(): Promise<void>;
  /** What is disposed of with the run. */
  watch(also: Disposable): void;
}

/** `endTask` is called where a value that the task already has was revoked: nothing else takes it away. */
export function keepShown(run: GuardedRun, endTask: () => void): ShownRun {
  const { granted, own, world } = run;
  const startedAt = world.now();
  const also: Disposable[] = [];
  const show = (): void => own.show(liveRunOf(run, startedAt));
  const look = async (): Promise<void> => {
    const ids = own.takeRevocations();
    const revoked = granted.filter(({ grant }) => ids.includes('*') || ids.includes(grant.id));
    if (revoked.length === 0) return;
    // They refuse from now on, whatever becomes of the record and of the provider.
    await Promise.all(revoked.map(({ grant }) => grant.revoke('person')));
    world.say(`revoked: ${revoked.map(({ name }) => name).join(', ')}`);
    if (revoked.some(({ request }) => isVisible(request))) endTask();
    show();
  };
  const watchTime = endInTime(run, endTask);
  show();
  const timer = setInterval(() => {
    void look().catch(() => undefined);
    watchTime();
    show();
  }, 300);
  timer.unref();
  return {
    look,
    watch: (one) => void also.push(one),
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await look();
      for (const one of also) one[Symbol.dispose]();
    },
  };
}

/**
 * Ends grants whose time is up. A value that the task has cannot be taken back: the task is told a minute before, and
 * ended with the grant.
 */
function endInTime({ granted, world }: GuardedRun, endTask: () => void): () => void {
  const told = new Set(granted.filter(({ grant }) => grant.expiresAt - world.now() < 2 * minute));
  const ended = new Set<GrantedRequest>();
  return () => {
    for (const one of granted) {
      const { name, grant } = one;
      const sees = isVisible(one.request);
      if (grant.state === 'live' && sees && !told.has(one) && grant.expiresAt - world.now() < minute) {
        told.add(one);
        world.say(`the grant of ${name} ends in a minute, and the task, which sees its value, with it`);
      }
      if (grant.state !== 'expired' || ended.has(one)) continue;
      ended.add(one);
      void grant.revoke('time limit').catch(() => undefined);
      world.say(`the grant of ${name} has ended${sees ? ', and the task, which sees its value, is ended' : ''}`);
      if (sees) endTask();
    }
  };
}

const minute = 60_000;

function liveRunOf({ plan, about, granted, mode }: GuardedRun, startedAt: number): LiveRun {
  const start = startOf(process.pid);
  return {
    run: about.run,
    pid: process.pid,
    ...(start !== undefined && { start }),
    workspace: plan.workspace,
    ...(plan.task !== undefined && { task: plan.task }),
    program: basename(plan.command[0] ?? ''),
    ...(plan.agent !== undefined && { agent: plan.agent }),
    mode,
    startedAt,
    grants: granted.map(({ name, request, grant }) => ({
      id: grant.id,
      request: name,
      subject: request.subject,
      delivery: request.delivery.mode,
      expiresAt: grant.expiresAt,
      ...(grant.usesLeft !== undefined && { usesLeft: grant.usesLeft }),
      state: grant.state,
    })),
  };
}
