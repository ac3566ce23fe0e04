import { isPlain } from '../../core/policy/plain.ts';
import { callSetOf } from '../../core/policy/call-set.ts';
import { mayReadVariable, readSetOf, widened } from '../../core/policy/read-set.ts';
import { GrantRefusal } from '../grants/grant.ts';
import { heldVariables } from '../grants/variables.ts';
import { createScrubber } from '../guard/scrub.ts';
import type { GuardedRun } from './guarded-run.ts';
import { runVariable } from '../protocol/variables.ts';
import { providerFor } from '../providers/providers.ts';
import { runBehindGuard } from './run-behind-guard.ts';
import { RunRefused } from '../run-refused.ts';
import { offerValues } from './value-files.ts';
import { isVisible } from '../grants/visible.ts';
import { keepShown } from '../grants/shown-run.ts';
import { runTask } from './task-run.ts';
import type { TaskRun } from './task-run.ts';
import { startWatchdog } from './watchdog.ts';

/** Runs the task with its two control sets around it, and answers with its exit status. */
export async function runGuarded(run: GuardedRun): Promise<number> {
  const { plan, world, granted, mode } = run;
  const callSet = callSetOf(plan.manifest, { task: plan.task, uses: plan.uses });
  const declared = readSetOf(
    plan.manifest,
    { task: plan.task, uses: plan.uses },
    { folder: plan.workspace, home: world.home },
  );
  const read = plan.also === undefined ? declared : widened(declared, plan.also);
  const visible = await visibleValues(run);
  const ending = new AbortController();
  await using shown = keepShown(run, () => ending.abort());
  const watchdog = startWatchdog();
  shown.watch(watchdog);
  const opening = new Set(granted.flatMap(({ request }) => providerFor(request.source.provider)?.opensWith ?? []));
  const inherited = Object.fromEntries(
    Object.entries(plan.env).filter(([name]) => mayReadVariable(read, name) && !opening.has(name)),
  );
  const inFiles = new Map([...visible].filter(([name]) => deliveryOf(run, name) === 'fd'));
  using files = inFiles.size > 0 ? offerValues(inFiles) : undefined;
  if (files) watchdog.path(files.folder);
  const env = { ...inherited, ...filledVariables(run, visible, files?.paths), [runVariable]: run.about.run };
  const task: TaskRun = {
    command: plan.command,
    cwd: plan.cwd,
    env,
    say: world.say,
    reader: plan.agent === undefined ? 'person' : 'agent',
    redact: visible.size === 0 ? undefined : redaction(run, [...visible.keys()]),
    ending: ending.signal,
    onStart: (pid) => watchdog.process(pid),
  };
  tell(run, visible);
  if (mode === 'proxy-only' && granted.every(({ request }) => isVisible(request)) && plan.task === undefined)
    return await runTask(task);
  const status = await runBehindGuard(run, task, {
    callSet,
    read,
    watchdog,
    needs: files ? [files.folder] : [],
    look: () => shown.look(),
  });
  if (status !== 0) {
    tellUnused(run);
    tellNowhere(run);
  }
  return status;
}

/** A program that goes its own way sends the placeholder itself, and its service answers that the key is wrong. */
function tellUnused({ granted, world, mode }: GuardedRun): void {
  const guarded = granted.filter(({ request }) => !isVisible(request));
  if (guarded.length === 0 || guarded.some(({ grant }) => grant.values.length > 0)) return;
  const isLed = mode === 'enforced' && process.platform === 'linux';
  // In the sandbox every program comes by the guard, but for hosts that have no name to lead it there.
  if (isLed && !guarded.some(({ request }) => request.call.some(({ host }) => host.startsWith('*.')))) return;
  const remedy = isLed
    ? 'reaches only hosts that "call" in valet-key.json names one by one'
    : 'cannot use one. Where the system holds the task (--enforced, on Linux) every program comes by the guard; the delivery "env" in valet-key.json lets it see the value';
  world.say(`no call with a placeholder came by the guard: a program that does not follow HTTPS_PROXY ${remedy}`);
}

/** A name that is in no call set leads nowhere in the sandbox, and its client says no more than that. */
function tellNowhere({ granted, world, mode }: GuardedRun): void {
  const names = granted
    .filter(({ request }) => isVisible(request) && request.call.length === 0)
    .map(({ name }) => name);
  if (mode !== 'enforced' || names.length === 0) return;
  world.say(
    `the task cannot connect to anything with ${names.join(', ')}: if it is to, name the host in "call" of the request in valet-key.json, as in [{ "host": "db.example.com:5432" }]`,
  );
}

/** What the task will see with its own eyes: fetched now, and only this. */
async function visibleValues({ granted, mode }: GuardedRun): Promise<ReadonlyMap<string, string>> {
  const values = new Map<string, string>();
  for (const { name, request, grant } of granted) {
    if (!isVisible(request)) continue;
    // Where every connection comes by the guard, those are what counts.
    const isCounted = mode === 'enforced' && request.call.some((rule) => isPlain(rule, request.delivery));
    const value = await (isCounted ? grant.handOut() : grant.use()).catch((error: unknown) => {
      if (!(error instanceof GrantRefusal)) throw error;
      const cause = error.cause instanceof Error ? error.cause.message : error.code;
      throw new RunRefused(`the credential of "${name}" could not be had: ${cause}`, { cause: error });
    });
    values.set(name, value);
  }
  return values;
}

function filledVariables(
  { plan, granted }: GuardedRun,
  visible: ReadonlyMap<string, string>,
  files: ReadonlyMap<string, string> = new Map(),
): Record<string, string> {
  const filled = [...plan.fills].map(([variable, name]): Readonly<Record<string, string>> => {
    const file = files.get(name);
    const one = granted.find((each) => each.name === name);
    return file !== undefined || !one ? { [variable]: file ?? '' } : heldVariables(one, variable, visible.get(name));
  });
  return Object.fromEntries(filled.flatMap((each) => Object.entries(each)));
}

function deliveryOf({ granted }: GuardedRun, name: string): string | undefined {
  return granted.find((one) => one.name === name)?.request.delivery.mode;
}

/** All that was handed out for what the task sees: a part of a value tells as much as the whole. */
function redaction({ world, about, granted }: GuardedRun, names: readonly string[]): NonNullable<TaskRun['redact']> {
  const values = granted.flatMap(({ name, grant }) => (names.includes(name) ? grant.values : []));
  let isTold = false;
  return () =>
    createScrubber(values, () => {
      if (isTold) return;
      isTold = true;
      void world.audit.append({ ...about, type: 'leak-found', where: 'output' }).catch(() => undefined);
    }).stream();
}

/** The mode and who sees what, on one line each, before the task prints anything. */
function tell({ plan, world, granted, mode }: GuardedRun, visible: ReadonlyMap<string, string>): void {
  const variablesOf = (names: ReadonlySet<string>) =>
    [...plan.fills].flatMap(([variable, name]) => (names.has(name) ? [variable] : [])).toSorted();
  const inFiles = (name: string) => granted.some((one) => one.name === name && one.request.delivery.mode === 'fd');
  const seen = variablesOf(new Set([...visible.keys()].filter((name) => !inFiles(name))));
  const read = variablesOf(new Set([...visible.keys()].filter(inFiles)));
  const guarded = variablesOf(new Set(granted.map(({ name }) => name).filter((name) => !visible.has(name))));
  if (guarded.length > 0) world.say(`${guarded.join(', ')} guarded: the task holds a placeholder (${mode})`);
  else if (mode === 'enforced') world.say(`the task is held to what it may read and call (${mode})`);
  if (seen.length > 0) world.say(`${seen.join(', ')} in the environment, visible to the task`);
  if (read.length > 0) world.say(`${read.join(', ')} in a file that can be read once, visible to the task`);
}
