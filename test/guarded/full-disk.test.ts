import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newValue } from '../broker/scratch.ts';
import { startService } from '../broker/guard/service.ts';
import { hasTerminal, type } from '../cli/typing.ts';
import { workplace } from '../cli/program.ts';
import { exampleOf } from '../example.ts';
import { smallDisk, type SmallDisk } from '../harness/small-disk.ts';
import { guardedPlace } from './place.ts';
import type { GuardedPlace } from './place.ts';

/** What writes into the data folder. Each fails while there is no room, and does its work once there is. */
const writers: readonly (readonly [what: string, args: readonly string[], input?: string])[] = [
  ['keeping a value', ['vault', 'put', 'other'], newValue()],
  ['writing over a value', ['vault', 'put', 'acme', '--replace'], newValue()],
  ['forgetting a value', ['vault', 'rm', 'acme']],
  ['a run', ['run', '--proxy-only', '--', 'touch', 'ran']],
];

describe('on a disk that is full', () => {
  for (const [what, args, input] of writers) {
    it(`${what} fails, says why, and leaves everything as it was`, async function () {
      await using stage = await openStage(this);
      const { place, disk } = stage;
      assert.equal((await place.run(['run', '--proxy-only', '--', 'true'])).status, 0);
      const before = stage.kept();
      disk.fill();
      const { status, stderr } = await place.run(args, { ...(input !== undefined && { input }) });
      assert.equal(status, 2, stderr);
      assert.match(stderr, /\(ENOSPC\)/);
      assert.deepEqual(stage.kept(), before);
      assert.equal(existsSync(join(place.folder, 'ran')), false);
      const listed = await place.run(['vault', 'list']);
      assert.equal(listed.status, 0, listed.stderr);
      disk.free();
      const again = await place.run(args, { ...(input !== undefined && { input }) });
      assert.equal(again.status, 0, again.stderr);
      assert.equal((await place.run(['audit', '--verify'])).status, 0);
    });
  }

  it('a yes at the terminal is not kept, and grants nothing', async function () {
    if (!hasTerminal) {
      console.log('      (skipped: there is no script command of util-linux here)');
      this.skip();
    }
    await using stage = await openStage(this);
    const { place, disk } = stage;
    rmSync(join(disk.path, 'approvals.json'));
    disk.fill();
    const answers = [[/\[N\]o:/, 'y\r']] as const;
    const { shown, status } = await type(place, 'run --proxy-only -- touch ran', answers);
    assert.equal(status, 2, shown);
    assert.match(shown, /\(ENOSPC\)/);
    assert.equal(existsSync(join(place.folder, 'ran')), false);
    assert.equal(existsSync(join(disk.path, 'approvals.json')), false);
    disk.free();
    assert.equal((await type(place, 'run --proxy-only -- touch ran', answers)).status, 0);
    assert.equal(existsSync(join(place.folder, 'ran')), true);
  });

  it('a replacement leaves the files as they were, and the value in them', async function () {
    using place = workplace();
    using disk = smallDisk(join(place.folder, 'app')) ?? skip(this);
    const code = `const stripe = "${exampleOf('stripe-secret-key')}";\n`;
    place.write({ 'app/src/pay.cjs': code, 'app/.git/HEAD': 'ref: refs/heads/main\n' });
    disk.fill();
    const { status, stderr } = await place.run(['fix'], { cwd: disk.path });
    assert.equal(status, 2, stderr);
    assert.match(stderr, /ENOSPC/);
    assert.equal(place.read('app/src/pay.cjs'), code);
    assert.deepEqual(readdirSync(disk.path).toSorted(), ['.git', 'filling', 'src']);
    assert.deepEqual(readdirSync(join(disk.path, 'src')), ['pay.cjs']);
    disk.free();
    assert.equal((await place.run(['fix'], { cwd: disk.path })).status, 0);
    assert.doesNotMatch(place.read('app/src/pay.cjs'), /sk_/);
  });
});

interface Stage extends AsyncDisposable {
  readonly place: GuardedPlace;
  readonly disk: SmallDisk;
  /** What is kept, without the log, which tells of what was tried. */
  kept(): Readonly<Record<string, string>>;
}

/** A place whose data folder is a disk of its own. */
async function openStage(context: Mocha.Context): Promise<Stage> {
  const service = await startService((_call, response) => response.end());
  const place = await guardedPlace(service);
  const data = join(place.home, 'valet-key');
  const aside = mkdtempSync(join(tmpdir(), 'valet-key-aside-'));
  cpSync(data, aside, { recursive: true });
  const disk = smallDisk(data);
  const close = async (): Promise<void> => {
    disk?.[Symbol.dispose]();
    place[Symbol.dispose]();
    await service[Symbol.asyncDispose]();
  };
  if (!disk) {
    await close();
    return skip(context);
  }
  cpSync(aside, data, { recursive: true });
  rmSync(aside, { recursive: true });
  return {
    place,
    disk,
    kept() {
      const names = readdirSync(data, { recursive: true, encoding: 'utf8' });
      const files = names.filter((name) => /\.(?:json|key|tmp)$/.test(name) && !/^(?:audit|compiled)\//.test(name));
      return Object.fromEntries(files.map((name) => [name, readFileSync(join(data, name), 'utf8')]));
    },
    [Symbol.asyncDispose]: close,
  };
}

function skip(context: Mocha.Context): never {
  console.log('      (skipped: only root can mount a small disk)');
  return context.skip();
}
