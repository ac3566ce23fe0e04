import assert from 'node:assert/strict';
import {
  inlineCode,
  listed,
  markdownAnswer,
  markdownProse,
  plainAnswer,
  quoted,
  says,
} from '../../../src/core/requests/answer.ts';

describe('an answer', () => {
  it('reads as a sentence, and its values are code in Markdown', () => {
    const answer = says`by ${'openbao'}, as ${quoted('kv/stripe')}, in ${listed(['A_KEY', 'B_KEY'])}`;
    assert.equal(plainAnswer(answer), 'by openbao, as "kv/stripe", in A_KEY, B_KEY');
    assert.equal(markdownAnswer(answer), 'by `openbao`, as `kv/stripe`, in `A_KEY`, `B_KEY`');
  });

  const values: readonly (readonly [string, string])[] = [
    ['STRIPE_SECRET_KEY', '`STRIPE_SECRET_KEY`'],
    ['/v1/charges/**', '`/v1/charges/**`'],
    ['a `b` c', '``a `b` c``'],
    ['`a', '`` `a ``'],
    ['two\nlines', '`two lines`'],
    [' spaced ', '`  spaced  `'],
    ['', '` `'],
  ];
  for (const [value, markdown] of values) {
    it(`writes ${JSON.stringify(value)} as ${markdown}`, () => assert.equal(inlineCode(value), markdown));
  }

  it('leaves no markup in prose', () => {
    assert.equal(
      markdownProse('Copies <b>all</b> [orders](x), *now*'),
      'Copies \\<b\\>all\\</b\\> \\[orders\\](x), \\*now\\*',
    );
    assert.equal(markdownProse('# top'), '\\# top');
    assert.equal(markdownProse('set BAO_ADDR, _now_'), 'set BAO_ADDR, \\_now\\_');
  });
});
