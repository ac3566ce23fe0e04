import assert from 'node:assert/strict';
import { createTold, type Memory } from '../../src/editor/watch/told.ts';

describe('telling of credentials that were written behind somebody’s back', () => {
  it('is done once a value', () => {
    const told = createTold(memory());
    assert.equal(told.note(['one']), true);
    assert.equal(told.note(['one']), false);
    assert.equal(told.note(['one', 'two']), true);
    assert.equal(told.note(['two']), false);
    assert.equal(told.note([]), false);
  });

  it('is not done again in the next session', () => {
    const kept = memory();
    createTold(kept).note(['one']);
    assert.equal(createTold(kept).note(['one']), false);
  });

  it('survives a memory of another shape', () => {
    for (const broken of ['one', { one: true }, [1, null]])
      assert.equal(createTold(memory(broken)).note(['one']), true);
  });

  it('forgets the oldest of very many', () => {
    const kept = memory();
    createTold(kept).note(Array.from({ length: 2001 }, (_, index) => String(index)));
    assert.equal(createTold(kept).note(['1']), false);
    assert.equal(createTold(kept).note(['0']), true);
  });
});

function memory(first?: unknown): Memory {
  let kept = first;
  return {
    get: () => kept,
    update: async (_, value) => {
      kept = value;
    },
  };
}
