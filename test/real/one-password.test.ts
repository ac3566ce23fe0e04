import assert from 'node:assert/strict';
import { OnePasswordConnect } from '@1password/connect';
import { Secrets } from '@1password/sdk';
import * as fc from 'fast-check';
import { readReference } from '../../src/broker/providers/one-password-reference.ts';
import { ProviderError } from '../../src/broker/providers/provider.ts';
import { failed, issueBy } from '../broker/asking.ts';
import { newValue } from '../broker/scratch.ts';
import { ids, startConnect } from './parts/connect.ts';
import type { Connect } from './parts/connect.ts';
import { programOn } from './parts/part.ts';

describe('references of 1Password', () => {
  const parts = fc.constantFrom('a', 'My vault', 'b.c_d-e', 'f 1', 'G', 'é', '', '$X', 'a%20b', 'x+y', 'i'.repeat(26));
  const ends = fc.constantFrom('', '', '', '?attribute=otp', '?ssh-format=openssh', '?attribute=', '?x=y', '?', '#a');
  const starts = fc.constantFrom('op://', 'op://', 'op://', 'OP://', 'op:/', '');
  const references = fc
    .tuple(starts, fc.array(parts, { minLength: 2, maxLength: 5 }), ends)
    .map(([start, path, end]) => `${start}${path.join('/')}${end}`);

  it('are taken and refused as 1Password’s own SDK does, but that an empty part names nothing', () => {
    let taken = 0;
    fc.assert(
      fc.property(references, (reference) => {
        const isOurs = accepts(() => readReference(reference));
        const isTheirs = accepts(() => Secrets.validateSecretReference(reference));
        const hasEmpty = (reference.split('?')[0] ?? '').slice('op://'.length).split('/').includes('');
        assert.equal(isOurs, isTheirs && !hasEmpty, reference);
        if (isOurs) taken++;
      }),
      { numRuns: 5000 },
    );
    assert.ok(taken > 50, `only ${taken} were taken`);
  });
});

describe('1Password Connect', () => {
  let connect: Connect;

  before(async () => (connect = await startConnect()));
  after(() => connect[Symbol.asyncDispose]());

  const read = (ref: string, more = {}) =>
    issueBy('1password', { ref, env: { OP_CONNECT_HOST: connect.url, OP_CONNECT_TOKEN: connect.token, ...more } });

  it('is asked for an item as 1Password’s own client asks, and reads the same in it', async () => {
    const theirs = OnePasswordConnect({ serverURL: connect.url, token: connect.token, keepAlive: false });
    const { fields = [] } = await theirs.getItemByTitle(ids.vault, 'Acme API');
    const asked = pathsOf(connect);
    const { value } = await read(`op://${ids.vault}/Acme API/production/key`);
    assert.deepEqual(pathsOf(connect), asked);
    assert.equal(value, fields.find(({ id }) => id === 'field1')?.value);
  });

  for (const ref of [
    `op://${ids.vault}/${ids.item}/section1/field1`,
    'op://Team/Acme API/section1/key',
    'op://Team/Acme API/field1',
  ]) {
    it(`gives ${ref}`, async () => assert.equal((await read(ref)).value, connect.value));
  }

  for (const [ref, expected] of [
    ['op://Team/Acme API/key', /more than one field "key": write its id in the reference, or name its section/],
    ['op://Team/Twin/key', /more than one item "Twin": write its id/],
    ['op://Team/Nothing/key', /has no item "Nothing" that OP_CONNECT_TOKEN may read/],
    ['op://Nobody/Acme API/key', /has no vault "Nobody"/],
    ['op://Team/Acme API/absent', /has no field "absent"/],
    ['op://Team/Acme API/notesPlain', /the field "notesPlain" is empty in 1Password/],
    [
      `op://${ids.closed}/Acme API/key`,
      /answered 403: permission denied; OP_CONNECT_TOKEN has no access to that vault/,
    ],
    [`op://${ids.vault}/${'z'.repeat(26)}/key`, /answered 404: it has nothing of that name/],
    ['op://Team/Acme API/key?attribute=otp', /gives fields as they are: leave out "\?attribute=otp"/],
  ] as const) {
    it(`gives nothing for ${ref}, and says what to do`, async () => {
      const { message } = await failed(read(ref));
      assert.match(message, expected);
      assert.ok(!message.includes(connect.value));
    });
  }

  it('says that its token is not accepted', async () => {
    const error = await failed(read('op://Team/Acme API/key', { OP_CONNECT_TOKEN: newValue() }));
    assert.match(error.message, /answered 401: it does not accept OP_CONNECT_TOKEN; make a new one, or check it/);
  });
});

describe('the program "op" of 1Password', () => {
  it('says what to do where it reads nothing', async function () {
    const op = programOn('op');
    if (op === undefined) {
      console.log('    skipped: no registry has the program "op"; a stand-in is tested in test/broker/providers');
      this.skip();
    }
    const env = { PATH: process.env['PATH'] ?? '', OP_SERVICE_ACCOUNT_TOKEN: 'none' };
    assert.match((await failed(issueBy('1password', { ref: 'op://a/b/c', env }))).message, /"op signin"/);
  });
});

/** What was asked since the last time. */
function pathsOf({ reached }: Connect): readonly string[] {
  return reached.splice(0).map(({ method, url }) => `${method} ${decodeURIComponent(url).replace('/?', '?')}`);
}

function accepts(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch (error) {
    if (error instanceof ProviderError || !(error instanceof TypeError)) return false;
    throw error;
  }
}
