import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from '../cli/program.ts';
import { startService } from '../broker/guard/service.ts';
import { settled } from '../harness/settled.ts';
import { guardedPlace } from './place.ts';

/** What a task does to be given more than a person gave it; nothing holds this one but what it is not told. */
const attempts: readonly (readonly [name: string, fact: string])[] = [
  ['again', 'is not granted an edited manifest when it runs itself again'],
  ['ahead', 'approves nothing ahead'],
  ['named', 'is not granted it as the task of the manifest either'],
  ['typed', 'types no answer into a terminal of its own'],
  ['withoutVariable', 'types none without the variable that tells of its run'],
  ['apart', 'types none from a process that left its run with nothing in its environment'],
  ['lowered', 'types none from there with limits of its own'],
  ['forged', 'forges no approval'],
  ['ownEditor', 'is no editor to itself'],
  ['editorApart', 'is none from a process that left its run'],
  ['after', 'types none when its run has ended'],
];

describe('a task that would approve itself, proxy-only,', () => {
  let outcomes: Readonly<Record<string, string>> = {};
  let log = '';
  let changed = '';

  before(async function () {
    this.timeout(120_000);
    const needs = ['script', 'setsid', 'prlimit'].filter((name) => spawnSync(name, ['--version']).status !== 0);
    if (needs.length > 0) {
      console.log(`    (skipped: there is no ${needs.join(', ')} of util-linux here)`);
      return this.skip();
    }
    await using service = await startService((_call, response) => response.end());
    using place = await guardedPlace(service, { task: { command: ['true'] } });
    cpSync(join(import.meta.dirname, 'approving'), join(place.folder, 'approving'), { recursive: true });
    mkdirSync(join(place.folder, 'out'));
    const { VALET_KEY_HOME: DATA, VALET_KEY_PASSPHRASE_FILE: WORDS } = place.env;
    const env = { DATA, WORDS, NODE: process.execPath, PROGRAM: await bundle() };
    const ran = await place.run(['run', '--proxy-only', '--', 'sh', 'approving/task.sh'], { env });
    assert.equal(ran.status, 0, ran.stderr);
    writeFileSync(join(place.folder, 'out/ended'), '');
    const after = join(place.folder, 'out/after');
    await settled(async () => existsSync(after), Boolean, 'the attempt after the run', 30_000);
    outcomes = Object.fromEntries(
      attempts.map(([name]) => [name, readFileSync(join(place.folder, 'out', name), 'utf8')]),
    );
    changed = place.read('valet-key.json');
    log = (await place.run(['audit'])).stdout;
    return undefined;
  });

  it('did edit its manifest', () => assert.match(changed, /DELETE/));
  for (const [name, fact] of attempts) {
    it(fact, () => assert.match(outcomes[name] ?? '', /acme.*\b(?:approve|approved)\b[^]*\n2\n$/s));
  }
  it('has each attempt in the log, and no approval', () => {
    assert.equal(log.match(/was denied acme: nobody-to-ask/g)?.length, attempts.length, log);
    assert.doesNotMatch(log, /was approved/);
  });
});
