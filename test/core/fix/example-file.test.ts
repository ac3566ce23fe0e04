import assert from 'node:assert/strict';
import { addVariables, isExampleFile } from '../../../src/core/fix/example-file.ts';

describe('the names in an example of an environment file', () => {
  row('A=\n', ['B'], 'A=\nB=\n');
  row('A=', ['B', 'C'], 'A=\nB=\nC=\n');
  row('A=\r\n', ['B'], 'A=\r\nB=\r\n');
  row('', ['B', 'B'], 'B=\n');
  row('# B goes here\nexport A=one\n', ['A', 'B'], '# B goes here\nexport A=one\nB=\n');
  row('# B=\nA=\n', ['B'], '# B=\nA=\n');
  row('A=\n', ['A'], 'A=\n');

  it('stand in files that say by their name that they are an example', () => {
    const names = ['.env.example', '.env.sample', 'env.template', 'example.env', '.env', '.env.local', 'examples.env'];
    assert.deepEqual(names.filter(isExampleFile), names.slice(0, 4));
  });
});

function row(text: string, names: readonly string[], expected: string): void {
  it(`${JSON.stringify(text)} with ${names.join(' and ')}`, () => {
    const after = addVariables(text, names).reduce(
      (before, { start, end, newText }) => before.slice(0, start) + newText + before.slice(end),
      text,
    );
    assert.equal(after, expected);
    assert.deepEqual(addVariables(after, names), []);
  });
}
