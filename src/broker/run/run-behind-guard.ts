import { realpathSync } from 'node:fs';
import type { CallSet } from '../../core/policy/call-set.ts';
import type { ReadSet } from '../../core/policy/read-set.ts';
import { makeDecoys } from '../sandbox/decoys.ts';
import type { Decoys } from '../sandbox/decoys.ts';
import type { GuardedRun } from './guarded-run.ts';
import { holdFiles } from './hold-files.ts';
import { holdAttempts } from './hold-attempts.ts';
import { openGuard } from './open-guard.ts';
import type { OpenGuard } from './open-guard.ts';
import { openRelays } from '../sandbox/relays.ts';
import type { Relays } from '../sandbox/relays.ts';
import { busEnvironment } from '../sandbox/session-bus.ts';
import { startSandbox } from '../sandbox/sandbox.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { shownPath } from '../sandbox/shown-path.ts';
import { runTask } from './task-run.ts';
import type { TaskRun } from './task-run.ts';
import { makeTemporaryFolder } from '../sandbox/temporary-folder.ts';
import type { TemporaryFolder } from '../sandbox/temporary-folder.ts';
import { tellUnled } from '../sandbox/tell-unled.ts';
import { perlVariables } from '../sandbox/watch-attempts.ts';
import type { Watchdog } from './watchdog.ts';

export interface Sets {
  readonly callSet: CallSet;
  readonly read: ReadSet;
  readonly watchdog: Watchdog;
  /** Folders of the run's own that the task reads. */
  readonly needs: readonly string[];
  readonly look: () => Promise<void>;
}

/** Runs the task with its calls guarded and, where the mode says so, in the sandbox. */
export async function runBehindGuard(run: GuardedRun, task: TaskRun, sets: Sets): Promise<number> {
  using guard = await openGuard(run, sets);
  sets.watchdog.path(guard.trustFolder);
  if (run.mode === 'enforced') return await runEnforced(run, task, { ...sets, guard });
  return await runTask({ ...task, env: { ...task.env, ...guard.environment() } });
}

interface Guarded extends Sets {
  readonly guard: OpenGuard;
}

async function runEnforced(run: GuardedRun, task: TaskRun, guarded: Guarded): Promise<number> {
  const { callSet, guard, watchdog } = guarded;
  const { plan, world } = run;
  const show = (path: string): string => shownPath(path, { workspace: plan.workspace, home: world.home });
  using decoys = makeDecoys(world.folder, show);
  watchdog.path(decoys.folder);
  using temporary = makeTemporaryFolder();
  watchdog.path(temporary.path);
  await using relays = process.platform === 'linux' ? await openRelays(callSet, guard) : undefined;
  if (relays) watchdog.path(relays.folder);
  for (const line of tellUnled(callSet, relays)) world.say(line);
  await using sandbox = await openSandbox(run, { ...guarded, decoys, relays, temporary });
  const leading = guard.environment(sandbox.guard);
  const added = { ...leading, ...temporary.environment(leading), ...(relays && busEnvironment) };
  const attempts = holdAttempts({ world, about: run.about, read: guarded.read, show, relays });
  const { plain, perls } = apart({ ...task.env, ...added });
  const { command, hidden } = await sandbox.wrap(task.command, { ...added, ...perls }, attempts.inside);
  let holder: number | undefined;
  const taskOf = (): number | undefined => (holder === undefined ? undefined : sandbox.taskOf(holder));
  const onStart = (pid: number): void => watchdog.process(pid);
  const held = { world, about: run.about, read: guarded.read, decoys, show, onStart, taskOf };
  const files = hidden && (await holdFiles({ ...held, hidden }));
  const status = await runTask({
    ...task,
    ...attempts.around(command),
    env: plain,
    tether: relays?.leads === true,
    processOf: (pid) => sandbox.taskOf(pid) ?? pid,
    onStart(pid) {
      holder = pid;
      task.onStart?.(pid);
    },
  });
  await attempts.end();
  await files?.end();
  return status;
}

/** Variables of Perl reach the task, and not what watches it from outside. */
function apart(env: NodeJS.ProcessEnv): {
  readonly plain: NodeJS.ProcessEnv;
  readonly perls: Readonly<Record<string, string>>;
} {
  const plain = { ...env };
  const perls: Record<string, string> = {};
  for (const name of perlVariables) {
    const value = plain[name];
    if (value !== undefined) perls[name] = value;
    delete plain[name];
  }
  return { plain, perls };
}

interface Surrounded extends Guarded {
  readonly decoys: Decoys;
  readonly relays: Relays | undefined;
  readonly temporary: TemporaryFolder;
}

async function openSandbox({ plan, world }: GuardedRun, surrounded: Surrounded): Promise<Sandbox> {
  const { read, guard, needs, watchdog, decoys, relays, temporary } = surrounded;
  const sandbox = await startSandbox({
    relays,
    read,
    decoys,
    guardPort: guard.port,
    needs: [guard.trustFolder, ...needs],
    temporary: temporary.path,
    // Wherever a link leads: what the sandbox hides is there.
    closed: [...new Set([world.folder, realpathSync(world.folder)])],
    env: plan.env,
  });
  for (const pid of sandbox.leftovers.processes) watchdog.process(pid);
  for (const path of sandbox.leftovers.paths) watchdog.path(path);
  return sandbox;
}
