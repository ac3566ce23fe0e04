import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { parse } from 'jsonc-parser';
import { append, cut } from '../../../src/core/requests/splice.ts';

describe('splicing JSON with comments', () => {
  appends('into an empty object', '{ "a": {} }', '{ "a": {\n  "x": 1\n} }');
  appends('into an empty object on lines of its own', '{\n  "a": {}\n}', '{\n  "a": {\n    "x": 1\n  }\n}');
  appends(
    'below a comment',
    '{\n  "a": {\n    // none yet\n  }\n}',
    '{\n  "a": {\n    // none yet\n    "x": 1\n  }\n}',
  );
  appends('on the line of its neighbours', '{ "a": { "b": 2 } }', '{ "a": { "b": 2, "x": 1 } }');
  appends('below its neighbours', '{\n"a": {\n   "b": 2\n}}', '{\n"a": {\n   "b": 2,\n   "x": 1\n}}');
  appends('behind a trailing comma', '{"a": {\n "b": 2,\n}}', '{"a": {\n "b": 2,\n "x": 1,\n}}');
  appends('behind a trailing comma on a line', '{"a": {"b": 2,}}', '{"a": {"b": 2, "x": 1,}}');
  appends(
    'behind the comment of its neighbour',
    '{"a": {\n  "b": 2 // two\n}}',
    '{"a": {\n  "b": 2, // two\n  "x": 1\n}}',
  );
  appends(
    'behind the comment of a trailing comma',
    '{"a": {\n  "b": 2, // two\n  // end\n}}',
    '{"a": {\n  "b": 2, // two\n  "x": 1,\n  // end\n}}',
  );
  appends('with tabs', '{\n\t"a": {\n\t\t"b": 2\n\t}\n}', '{\n\t"a": {\n\t\t"b": 2,\n\t\t"x": 1\n\t}\n}');

  cuts('the only property', '{\n  "a": {\n    "x": 1\n  }\n}', '{\n  "a": {\n  }\n}');
  cuts('the first', '{"a": {"x": 1, "b": 2}}', '{"a": {"b": 2}}');
  cuts('the last', '{"a": {"b": 2, "x": 1}}', '{"a": {"b": 2}}');
  cuts('the last with a trailing comma', '{"a": {\n "b": 2,\n "x": 1, // one\n}}', '{"a": {\n "b": 2,\n // one\n}}');
  cuts('the last behind a comment', '{"a": {\n "b": 2, // two\n "x": 1\n}}', '{"a": {\n "b": 2 // two\n \n}}');
  cuts('a line in the middle', '{"a": {\n "b": 2,\n "x": 1,\n "c": 3\n}}', '{"a": {\n "b": 2,\n "c": 3\n}}');

  it('leaves every other entry as it was, whatever the layout', () => {
    const text = fc
      .tuple(fc.dictionary(fc.stringMatching(/^[a-w]{1,3}$/), fc.jsonValue({ maxDepth: 1 })), layouts)
      .map(([entries, [unit, comma, comment]]) => {
        const inner = JSON.stringify(entries, undefined, unit).replaceAll('\n', `\n${unit}`);
        const trailing = comma && inner.length > 2 && unit !== '' ? inner.replace(/\n[\t ]*\}$/, ',$&') : inner;
        return `{${comment}"a": ${trailing}${comment}}`;
      });
    fc.assert(
      fc.property(text, (before) => {
        const added = append(before, ['a'], { name: 'x', value: { deep: [1] } });
        const { a } = parse(before) as { a: object };
        assert.deepEqual(parse(added), { a: { ...a, x: { deep: [1] } } }, added);
        assert.deepEqual(parse(cut(added, ['a', 'x'])), { a }, added);
        for (const name of Object.keys(a)) {
          const left = parse(cut(before, ['a', name])) as { a: object };
          assert.deepEqual(left.a, Object.fromEntries(Object.entries(a).filter(([other]) => other !== name)));
        }
      }),
    );
  });
});

const layouts = fc.tuple(
  fc.constantFrom('', '  ', '\t'),
  fc.boolean(),
  fc.constantFrom('', ' /* , */ ', '\n// "x": {,\n'),
);

function appends(fact: string, before: string, expected: string): void {
  it(`appends ${fact}`, () => assert.equal(append(before, ['a'], { name: 'x', value: 1 }), expected));
}

function cuts(fact: string, before: string, expected: string): void {
  it(`cuts ${fact}`, () => assert.equal(cut(before, ['a', 'x']), expected));
}
