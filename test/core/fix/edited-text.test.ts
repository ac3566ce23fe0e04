import assert from 'node:assert/strict';
import { array, assert as holds, nat, property, record, string } from 'fast-check';
import { editedText } from '../../../src/core/fix/edited-text.ts';
import type { TextEdit } from '../../../src/core/rewrite/document.ts';

describe('a text that is edited step by step', () => {
  it('needs no edits where nothing was changed', () => {
    const edited = editedText('abc');
    edited.apply([{ start: 1, end: 2, newText: 'b' }]);
    assert.deepEqual(edited.edits(), []);
  });

  it('joins a step with a later one inside it', () => {
    const edited = editedText('say "one two"');
    edited.apply([{ start: 4, end: 13, newText: '`${A} two`' }]);
    edited.apply([{ start: 10, end: 13, newText: '${B}' }]);
    assert.deepEqual(edited.edits(), [{ start: 4, end: 13, newText: '`${A} ${B}`' }]);
  });

  it('gives edits of the first text that amount to all steps', () => {
    holds(
      property(string({ maxLength: 30 }), array(array(edit, { maxLength: 3 }), { maxLength: 5 }), (first, steps) => {
        const edited = editedText(first);
        let text = first;
        for (const step of steps) {
          const edits = within(step, text.length);
          edited.apply(edits);
          text = applied(text, edits);
          assert.equal(edited.text, text);
        }
        assert.equal(applied(first, edited.edits()), text);
      }),
    );
  });
});

const edit = record({ start: nat(40), end: nat(40), newText: string({ maxLength: 5 }) });

/** In order, not overlapping, inside the text. */
function within(edits: readonly TextEdit[], length: number): readonly TextEdit[] {
  let reached = 0;
  return edits
    .map(({ start, end, newText }) => ({
      start: Math.min(start, end, length),
      end: Math.min(Math.max(start, end), length),
      newText,
    }))
    .toSorted((one, other) => one.start - other.start)
    .filter(({ start, end }) => {
      if (start < reached) return false;
      reached = Math.max(end, start + 1);
      return true;
    });
}

function applied(text: string, edits: readonly TextEdit[]): string {
  return edits
    .toReversed()
    .reduce((sum, { start, end, newText }) => sum.slice(0, start) + newText + sum.slice(end), text);
}
