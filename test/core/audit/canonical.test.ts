import assert from 'node:assert/strict';
import canonicalize from 'canonicalize';
import { assert as hold, jsonValue, property } from 'fast-check';
import { canonical } from '../../../src/core/audit/canonical.ts';
import { link, emptyTail, readLine } from '../../../src/core/audit/chain.ts';
import { events } from './samples.ts';

describe('the canonical form of a line', () => {
  it('is that of RFC 8785 for whatever JSON holds', () => {
    hold(
      property(jsonValue({ maxDepth: 3, stringUnit: 'binary' }), (value) =>
        assert.equal(canonical(value), canonicalize(value)),
      ),
    );
  });

  it('leaves out what is undefined, and has null for it in a list', () => {
    assert.equal(canonical({ b: undefined, a: [undefined, 1] }), '{"a":[null,1]}');
  });

  for (const [name, value] of [
    ['half of a surrogate pair', { path: '/\ud800' }],
    ['a name with half of a surrogate pair', { '\udc00': 1 }],
    ['a number that is not finite', [Infinity]],
    ['what is no number', { a: Number.NaN }],
  ] as const) {
    it(`has no room for ${name}`, () => assert.throws(() => canonical(value), TypeError));
  }

  it('is what every kind of event is written in', () => {
    for (const event of events) {
      const { line } = link(event, emptyTail, { time: 1, sha256: () => 'digest' });
      assert.equal(line, canonicalize(JSON.parse(line)));
      assert.deepEqual(readLine(line)?.record.unmapped.type, event.type);
    }
  });
});
