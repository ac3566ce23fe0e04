import assert from 'node:assert/strict';
import type { Manifest } from '../../../src/core/requests/manifest.ts';
import { requestsFor } from '../../../src/core/requests/matching.ts';
import { acme, fingerprintOf, request } from './samples.ts';

const { replaces: _, ...plain } = request;
const bare = { ...plain, call: [], delivery: { mode: 'env', env: 'PASSWORD' } as const };
const replaced = { file: 'a.py', kind: 'password', fingerprint: fingerprintOf('a') };

describe('the requests that may stand for a credential', () => {
  row('that calls a host of the service', { one: request }, { service: acme, kind: 'acme-key' }, ['one']);
  row('that replaced one of its kind', { one: { ...bare, replaces: [replaced] } }, { kind: 'password' }, ['one']);
  row('of nothing that is known', { one: bare }, { service: acme, kind: 'acme-key' }, []);
  row(
    'that names no variable',
    { one: { ...request, delivery: { mode: 'fd' } } },
    { service: acme, kind: 'acme-key' },
    [],
  );
});

function row(
  name: string,
  requests: Manifest['requests'],
  wanted: Parameters<typeof requestsFor>[1],
  expected: readonly string[],
): void {
  it(`one ${name}: ${expected.length}`, () => {
    assert.deepEqual(requestsFor({ version: 1, requests }, wanted), expected);
  });
}
