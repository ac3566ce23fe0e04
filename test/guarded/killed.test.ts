import assert from 'node:assert/strict';
import { isRunning } from '../../src/broker/disk/process-start.ts';
import { childrenOf } from '../../src/broker/disk/process-tree.ts';
import { whyNoSandbox } from '../../src/broker/sandbox/sandbox.ts';
import { settled } from '../harness/settled.ts';
import { openStage } from './killed/stage.ts';
import type { Mode, Stage, Started } from './killed/stage.ts';

type Pick = (stage: Stage, run: Started) => number | undefined;

const victims: readonly (readonly [name: string, mode: Mode, pick: Pick])[] = [
  ['the broker of a run', 'enforced', (_stage, { pid }) => pid],
  ['the broker of a run', 'proxy-only', (_stage, { pid }) => pid],
  ["the editor's broker", 'proxy-only', (stage) => stage.editor()],
  ['the task', 'proxy-only', (_stage, run) => run.task()],
];

/**
 * One run after another: the first is killed at its first step, the second at its second, until one has no more steps.
 * Each finds what the one before it left. A step is whatever can be seen from outside: a line of the log, a question,
 * a call to the provider or to the service.
 */
describe('killed at any step', function () {
  const results = new Map<(typeof victims)[number], Promise<readonly string[]>>();
  let unable: string | undefined;

  before(async () => {
    unable = await whyNoSandbox();
    // They wait for processes most of the time: all at once take little longer than one.
    for (const victim of victims) {
      if (victim[1] === 'enforced' && unable !== undefined) continue;
      const result = killAtEach(victim);
      result.catch(() => undefined);
      results.set(victim, result);
    }
  });

  for (const victim of victims) {
    const [name, mode] = victim;
    it(`${name}, ${mode}, leaves nothing behind, and the next run works at once`, async function () {
      this.timeout(240_000);
      const result = results.get(victim);
      if (!result) {
        console.log(`      (skipped: this machine cannot enforce: ${unable})`);
        return this.skip();
      }
      const steps = await result;
      console.log(`      (killed at ${steps.join(', ')})`);
      assert.ok(steps.length > 4, 'there were steps to be killed at');
      return undefined;
    });
  }
});

async function killAtEach([, mode, pick]: (typeof victims)[number]): Promise<readonly string[]> {
  await using stage = await openStage(mode);
  const steps: string[] = [];
  for (let turn = 1; ; turn++) {
    assert.ok(turn < 40, steps.join(', '));
    const killed = await runUntil(stage, turn, pick);
    await assertNothingLeft(stage, killed);
    if (killed.at === undefined) {
      assert.equal(killed.status, 0, killed.said);
      break;
    }
    steps.push(killed.at);
  }
  assert.deepEqual(stage.clutter(), [], 'no lock and no half-written file');
  const { status, stdout, stderr } = await stage.verify();
  assert.equal(status, 0, stdout + stderr);
  return steps;
}

interface Killed {
  /** The step; absent where the run came to its end before. */
  readonly at: string | undefined;
  readonly processes: readonly number[];
  readonly status: number | null;
  readonly said: string;
}

async function runUntil(stage: Stage, turn: number, pick: Pick): Promise<Killed> {
  await stage.openEditor();
  let count = 0;
  let at: string | undefined;
  let processes: readonly number[] = [];
  const run = await stage.start((what, started) => {
    count++;
    if (count < turn || at !== undefined) return;
    const pid = pick(stage, started);
    if (pid === undefined) return;
    processes = withDescendants(started.pid);
    at = what;
    process.kill(pid, 'SIGKILL');
  });
  const { status, said } = await run.ended;
  return { at, processes, status, said };
}

async function assertNothingLeft(stage: Stage, { at, processes, said }: Killed): Promise<void> {
  const after = `after ${at ?? 'its end'}: ${said}`;
  // The answer was on its way to nobody. Such a token is held by no process, and ends with its time limit.
  if (at === 'provider /token') stage.forgetUnheld();
  await settled(
    async () => ({ processes: processes.filter(isRunning), credentials: stage.alive.size, files: stage.leftovers() }),
    (left) => left.processes.length + left.credentials + left.files.length === 0,
    `nothing ${after}`,
  );
  assert.equal(stage.log().tampering, 0, after);
}

function withDescendants(pid: number): readonly number[] {
  return [pid, ...childrenOf(pid).flatMap((child) => withDescendants(child.pid))];
}
