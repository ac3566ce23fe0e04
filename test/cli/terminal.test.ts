import assert from 'node:assert/strict';
import { newValue } from '../broker/scratch.ts';
import { keep, type Workplace, workplace } from './program.ts';
import { hasTerminal, type } from './typing.ts';

describe('valet-key at a terminal', function () {
  before(function () {
    if (hasTerminal) return;
    console.log('      (skipped: there is no script command of util-linux here)');
    this.skip();
  });

  it('asks for a value and shows nothing of it', async () => {
    using place = workplace();
    await keep(place, ['other']);
    const value = newValue();
    const { shown, status } = await type(place, 'vault put secret', [[/Value of secret/, `x\u007f${value}\r`]]);
    assert.equal(status, 0, shown.replaceAll(value, '(the value)'));
    assert.ok(!shown.includes(value));
    assert.match(shown, /Value of secret \(not shown\): \r?\nKept secret/);
    assert.match((await place.run(['vault', 'list'])).stdout, /^other .*\nsecret /);
  });

  it('asks for no value where the vault has one of that name, which stays', async () => {
    using place = workplace();
    await keep(place, ['secret']);
    const { shown, status } = await type(place, 'vault put secret', []);
    assert.deepEqual([status, /put secret --replace\r?\n$/.test(shown)], [1, true], shown);
    assert.doesNotMatch(shown, /Value of/);
  });

  it('asks for the passphrase, and twice for a new one', async () => {
    using place = workplace();
    const env = { VALET_KEY_PASSPHRASE_FILE: undefined };
    const words = newValue();
    const made = await type(
      place,
      'vault put a',
      [
        [/Value of a/, 'first value\r'],
        [/Passphrase for a new vault/, `${words}\r`],
        [/The same again/, `${words}\r`],
      ],
      env,
    );
    assert.equal(made.status, 0);
    const opened = await type(place, 'vault list', [[/Passphrase of the vault/, `${words}\r`]], env);
    assert.match(opened.shown, /\na {2}generic-secret/);
    const again = /Passphrase of the vault: \s+That is not its passphrase\.\s+Passphrase of the vault: $/;
    const mistyped: readonly (readonly [RegExp, string])[] = [
      [/Passphrase of the vault/, 'something else\r'],
      [again, `${words}\r`],
    ];
    const second = await type(place, 'vault list', mistyped, env);
    assert.deepEqual([second.status, /\na {2}generic-secret/.test(second.shown)], [0, true]);
    const twice = /(?:That is not its passphrase\.\s+Passphrase of the vault: [^]*){2}$/;
    const thrice: readonly (readonly [RegExp, string])[] = [
      [/Passphrase of the vault/, 'something else\r'],
      [again, 'something else\r'],
      [twice, 'something else\r'],
    ];
    const wrong = await type(place, 'vault list', thrice, env);
    assert.deepEqual([wrong.status, /not the passphrase of the vault/.test(wrong.shown)], [2, true]);
    assert.ok(![made, opened, wrong].some(({ shown }) => shown.includes(words)));
  });

  it('takes two passphrases that differ, a short one, and Ctrl+C for no answer', async () => {
    const env = { VALET_KEY_PASSPHRASE_FILE: undefined };
    const rows: readonly (readonly [answers: readonly string[], says: RegExp])[] = [
      [['long enough, this\r', 'but not the same\r'], /the two passphrases differ/],
      [['short\r'], /at least 10 characters/],
      [['\u0003'], /nothing was entered/],
    ];
    for (const [answers, says] of rows) {
      using place = workplace();
      const prompts = [/Passphrase for a new vault/, /The same again/];
      const { shown, status } = await type(
        place,
        'vault put a',
        [[/Value of a/, 'value\r'], ...answers.map((answer, at) => [prompts[at] ?? /never/, answer] as const)],
        env,
      );
      assert.equal(status, 2);
      assert.match(shown, says);
    }
  });

  it('asks whether a request may be used, and runs nothing without a yes', async () => {
    using place = await withRequest();
    const prompt = /\[y\]es for this command/;
    for (const keys of ['\r', 'n\r', 'yess\r', '\u0003', 'y\u0003', '\u0004']) {
      const refused = await type(place, 'run show', [[prompt, keys]]);
      assert.equal(refused.status, 1, JSON.stringify(keys));
      assert.match(
        refused.shown,
        /the task "show" asks for a credential[\s\S]*one: A test[\s\S]*sent to +api\.acme\.example GET/,
      );
      assert.match(refused.shown, /valet-key run: "one": not approved, and nothing was run\r?\n$/);
      assert.doesNotMatch(refused.shown, hasRun);
    }
    const { stdout } = await place.run(['audit']);
    assert.equal(stdout.match(/was denied one: declined/g)?.length, 6, stdout);
    const run = await type(place, 'run show', [[prompt, 'y\r']]);
    assert.deepEqual([run.status, hasRun.test(run.shown)], [0, true], run.shown);
  });

  it('approves ahead what is run elsewhere later, without running it', async () => {
    using place = await withRequest();
    const ahead = await type(place, 'run --approve show', [[/\[y\]es for this command/, 'y\r']]);
    assert.deepEqual([ahead.status, hasRun.test(ahead.shown)], [0, false], ahead.shown);
    const later = await place.run(['run', 'show'], { detached: true, env: { CLAUDECODE: '1' } });
    assert.deepEqual([later.status, later.stdout], [0, 'ran as it should\n'], later.stderr);
    const other = await place.run(['run', 'show', '--', 'true'], { detached: true });
    assert.equal(other.status, 2);
  });

  it('shows colours', async () => {
    using place = workplace();
    place.write({ 'a.txt': 'nothing' });
    const { shown } = await type(place, 'scan', []);
    assert.ok(shown.startsWith('\u001b[32mNo credentials found\u001b[39m: 1 file scanned'), JSON.stringify(shown));
  });
});

const hasRun = /^ran as it should\r?$/m;

/** A project whose task needs an approval. */
async function withRequest(): Promise<Workplace> {
  const place = workplace();
  const request = {
    subject: 'task:show',
    purpose: 'A test',
    authorization_details: [{ type: 'api_credential', actions: ['orders:read'] }],
    call: [{ host: 'api.acme.example:443', methods: ['GET'] }],
    source: { provider: 'vault', ref: 'one' },
    delivery: { mode: 'env', env: 'ONE' },
    max_ttl: '1h',
    approval: 'once-per-session',
  };
  const task = { command: [process.execPath, '-e', 'console.log("ran as it should")'], uses: ['one'] };
  place.write({ 'valet-key.json': JSON.stringify({ version: 1, requests: { one: request }, tasks: { show: task } }) });
  await keep(place, ['one']);
  return place;
}
