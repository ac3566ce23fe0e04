import assert from 'node:assert/strict';
import { chmodSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { failed, issueBy } from '../asking.ts';
import { newValue, scratch } from '../scratch.ts';

/** No registry has the program; this one takes the documented arguments (developer.1password.com/docs/cli/reference). */
describe('the program "op" of 1Password', function () {
  before(function () {
    if (process.platform !== 'win32') return;
    console.log('    (skipped: the stand-in is a shell script)');
    this.skip();
  });

  it('is asked for a reference with the account and the token that it reads itself', async () => {
    using place = standIn('printf "%s|%s|%s|%s" "$*" "$OP_ACCOUNT" "$OP_SERVICE_ACCOUNT_TOKEN" "$0"');
    const { value } = await read(place.path, { OP_ACCOUNT: 'acme', OP_SERVICE_ACCOUNT_TOKEN: 'token' });
    assert.equal(value, `read --no-newline op://a/b/c|acme|token|${join(place.path, 'op')}`);
  });

  it('is taken from no relative place on the PATH', async () => {
    using place = standIn('printf value');
    assert.equal((await read(`.${delimiter}relative${delimiter}${place.path}`)).value, 'value');
    assert.match((await failed(read('relative'))).message, /needs its program "op" on the PATH, or OP_CONNECT_HOST/);
  });

  for (const [says, expected] of [
    [
      'You are not currently signed in. Please run `op signin --help` for instructions',
      /is not signed in; run "op signin"/,
    ],
    ['session expired, sign in to create a new session', /is not signed in; run "op signin"/],
    ['authorization prompt dismissed, please try again', /was not unlocked; answer its prompt/],
    ['error initializing client: authorization timeout', /was not unlocked; answer its prompt/],
    ['multiple accounts found. Use the `--account` flag or set the OP_ACCOUNT environment variable', /OP_ACCOUNT/],
    ['No accounts configured for use with 1Password CLI.', /turn on "Integrate with 1Password CLI" in the app/],
    ['could not read secret: "b" isn\'t an item in the "a" vault', /finds nothing there.*; check "ref"/],
    ['could not get item a/b: "a" isn\'t a vault in this account', /finds nothing there.*; check "ref"/],
    ['item "a/b" does not have a field "c"', /finds nothing there/],
    ['More than one item matches "b". Try again and specify the item by its ID', /write its id in the reference/],
    [
      'Signin credentials are not compatible: invalid service account token',
      /does not accept OP_SERVICE_ACCOUNT_TOKEN/,
    ],
    ['something that nobody has seen', /could not read the reference; "op signin", and "op read"/],
  ] as const) {
    it(`that says ${JSON.stringify(says.slice(0, 40))} is told with what to do, and without its own words`, async () => {
      const secret = newValue();
      using place = standIn(
        `echo "[ERROR] 2026/11/25 00:00:00 ${says.replaceAll('`', '\\`').replaceAll('"', '\\"')} ${secret}" >&2; exit 1`,
      );
      const error = await failed(read(place.path));
      assert.match(error.message, expected);
      assert.ok(!JSON.stringify([error.message, error.stack, String(error.cause)]).includes(secret));
    });
  }

  it('that waits for somebody to unlock it holds up nothing for longer than it may', async () => {
    using place = standIn('exec sleep 60');
    const { message } = await failed(read(place.path, {}, AbortSignal.timeout(200)));
    assert.match(message, /did not answer in time; unlock 1Password, then try again/);
  });

  it('that gives nothing is told', async () => {
    using place = standIn('true');
    assert.match((await failed(read(place.path))).message, /gave an empty value/);
  });
});

function read(path: string, more: Readonly<Record<string, string>> = {}, signal?: AbortSignal) {
  const env = { PATH: path, ...more };
  return issueBy('1password', { ref: 'op://a/b/c', env, ...(signal && { signal }) });
}

function standIn(script: string) {
  const folder = scratch();
  const program = join(folder.path, 'op');
  writeFileSync(program, `#!/bin/sh\nPATH=/usr/bin:/bin\n${script}\n`);
  chmodSync(program, 0o755);
  return folder;
}
