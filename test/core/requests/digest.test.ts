import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { requestDigest } from '../../../src/core/requests/digest.ts';
import type { Request } from '../../../src/core/requests/manifest.ts';
import { request } from './samples.ts';

const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');
const digest = requestDigest(request, sha256);

describe('the digest of a request', () => {
  it('is the SHA-256 of the form of RFC 8785', () => {
    const written =
      '{"approval":"every-run","authorization_details":[{"type":"x"}],"call":[],"delivery":{"mode":"fd"},"max_ttl":"1h","max_uses":10,"purpose":"é","source":{"provider":"vault","ref":"a"},"subject":"user:a"}';
    assert.equal(requestDigest(JSON.parse(written) as Request, sha256), sha256(written));
  });

  it('is the same for another order of names', () => {
    const turned = Object.fromEntries(Object.entries(request).toReversed()) as unknown as Request;
    assert.equal(requestDigest(turned, sha256), digest);
  });

  for (const change of [{ max_ttl: '16m' }, { call: [] }, { purpose: `${request.purpose}.` }, { replaces: [] }]) {
    it(`is another when ${Object.keys(change)[0]} changes`, () => {
      assert.notEqual(requestDigest({ ...request, ...change }, sha256), digest);
    });
  }
});
