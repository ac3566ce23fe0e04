import assert from 'node:assert/strict';
import { addExampleNames } from '../../../src/core/fix/example-names.ts';

describe('the names in an example of an environment file', () => {
  row('A=\n', ['B'], 'A=\nB=\n');
  row('A=', ['B', 'C'], 'A=\nB=\nC=\n');
  row('A=\r\n', ['B'], 'A=\r\nB=\r\n');
  row('', ['B', 'B'], 'B=\n');
  row('# B goes here\nexport A=one\n', ['A', 'B'], '# B goes here\nexport A=one\nB=\n');
  row('A=\n', ['A'], 'A=\n');
});

function row(text: string, names: readonly string[], expected: string): void {
  it(`${JSON.stringify(text)} with ${names.join(' and ')}`, () => {
    const edit = addExampleNames(text, names);
    const after = edit ? text.slice(0, edit.start) + edit.newText + text.slice(edit.end) : text;
    assert.equal(after, expected);
    assert.equal(addExampleNames(after, names), undefined);
  });
}
