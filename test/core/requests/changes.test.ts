import assert from 'node:assert/strict';
import { changedTerms, termsOf } from '../../../src/core/requests/changes.ts';
import { request as sample } from './samples.ts';

describe('what somebody is asked to approve', () => {
  for (const [provider, says] of [
    ['vault', 'vault (a)'],
    ['openbao', 'openbao (a), where it ends with the grant'],
    ['github-app', 'github-app (a), where it ends with the grant'],
    ['aws-sts', 'aws-sts (a), where it lives on after the grant, for an hour at most'],
    ['1password', '1password (a), where it lives on after the grant'],
    ['command', 'command (a), where it lives on after the grant'],
    ['toString', 'toString (a)'],
  ] as const) {
    it(`says of ${provider} what becomes of the credential there`, () => {
      const terms = new Map(termsOf({ ...sample, source: { provider, ref: 'a' } }));
      assert.equal(terms.get('from'), says);
    });
  }

  it('names what changed, from what it was to what it is', () => {
    const other = { ...sample, source: { provider: 'command', ref: 'b' }, max_ttl: '8h' };
    assert.deepEqual(
      changedTerms(sample, other).map((line) => line.split(':', 1)[0]),
      ['from', 'at most'],
    );
    assert.deepEqual(changedTerms(sample, sample), []);
  });
});
