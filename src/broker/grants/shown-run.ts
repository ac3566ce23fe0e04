import { basename } from 'node:path';
import type { LiveRun } from '../protocol.ts';
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
  show();
  const timer = setInterval(() => {
    void look().catch(() => undefined);
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
