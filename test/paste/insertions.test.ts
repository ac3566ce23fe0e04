import assert from 'node:assert/strict';
import { insertionsFor, type PastedText } from '../../src/editor/paste/insertions.ts';

const two = [
  { start: 20, end: 25, lineStart: 18 },
  { start: 4, end: 4, lineStart: 0 },
];
const plain: PastedText = { text: 'a\nb', wholeLine: false, multiCursor: 'spread' };

const rows: readonly {
  is: string;
  pasted: PastedText;
  targets?: typeof two;
  inserted: readonly [number, number, string][];
}[] = [
  {
    is: 'a line for each cursor, where there are as many',
    pasted: plain,
    inserted: [
      [4, 4, 'a'],
      [20, 25, 'b'],
    ],
  },
  {
    is: 'the last line break is not counted',
    pasted: { ...plain, text: 'a\r\nb\r\n' },
    inserted: [
      [4, 4, 'a'],
      [20, 25, 'b'],
    ],
  },
  {
    is: 'the whole text for each, where there are more lines',
    pasted: { ...plain, text: 'a\nb\nc' },
    inserted: [
      [4, 4, 'a\nb\nc'],
      [20, 25, 'a\nb\nc'],
    ],
  },
  {
    is: 'the whole text for each, where the setting says so',
    pasted: { ...plain, multiCursor: 'full' },
    inserted: [
      [4, 4, 'a\nb'],
      [20, 25, 'a\nb'],
    ],
  },
  {
    is: 'to each what its cursor copied',
    pasted: { ...plain, text: 'a\nb\nc', parts: ['a\nb', 'c'] },
    inserted: [
      [4, 4, 'a\nb'],
      [20, 25, 'c'],
    ],
  },
  {
    is: 'a copied line above the line of the cursor, but over a selection',
    pasted: { ...plain, text: 'a\n', wholeLine: true },
    inserted: [
      [0, 0, 'a\n'],
      [20, 25, 'a\n'],
    ],
  },
  { is: 'one cursor gets all of it', pasted: plain, targets: two.slice(0, 1), inserted: [[20, 25, 'a\nb']] },
];

describe('what a paste inserts where', () => {
  for (const { is, pasted, targets = two, inserted } of rows) {
    it(`is ${is}`, () => {
      assert.deepEqual(
        insertionsFor(targets, pasted).map(({ start, end, newText }) => [start, end, newText]),
        inserted,
      );
    });
  }
});
