import assert from 'node:assert/strict';
import { ignoreEdit, siftIgnored } from '../../../src/core/policy/ignores.ts';

describe('an ignore comment', () => {
  describe('with a reason takes the finding out', () => {
    ignored('behind it, in JavaScript', 'const key = "«abc»"; // valet-key-ignore: made up', 'made up');
    ignored('above it', '// valet-key-ignore-next-line: made up\nconst key = "«abc»";', 'made up');
    ignored('in Python', 'key = "«abc»"  # valet-key-ignore: made up', 'made up');
    ignored('in CSS', 'a: "«abc»"; /* valet-key-ignore: made up */', 'made up');
    ignored('in HTML', '<!-- valet-key-ignore-next-line: made up -->\n<a key="«abc»">', 'made up');
    ignored('in SQL', "SELECT '«abc»' -- valet-key-ignore: made up", 'made up');
    ignored('in Lisp', '(key "«abc»") ; valet-key-ignore: made up', 'made up');
    ignored('in a batch file', 'REM valet-key-ignore-next-line: made up\r\nset K=«abc»\r\n', 'made up');
    ignored('in Visual Basic', 'k = "«abc»" \' valet-key-ignore: made up', 'made up');
    ignored('in OCaml', 'let k = "«abc»" (* valet-key-ignore: made up *)', 'made up');
    ignored('in a block comment of several lines', '/**\n * valet-key-ignore-next-line: made up\n */ «abc»', 'made up');
    ignored('in another alphabet', 'k = "«abc»" # valet-key-ignore: выдумано', 'выдумано');
    ignored('far down', `${'\n'.repeat(500)}k = «abc» # valet-key-ignore: made up`, 'made up');
  });

  describe('leaves the finding', () => {
    kept('without a reason', 'k = "«abc»" # valet-key-ignore', 1);
    kept('with an empty reason', 'k = "«abc»" # valet-key-ignore:  ', 1);
    kept('with a reason of dots', 'k = "«abc»" # valet-key-ignore: ...', 1);
    kept('with a closing alone', 'k = "«abc»" /* valet-key-ignore: */', 1);
    kept('on another line', '# valet-key-ignore: made up\nk = "«abc»"', 0);
    kept('two lines down', '# valet-key-ignore-next-line: made up\n\nk = "«abc»"', 0);
    kept('outside a comment', 'k = "«abc»"; f(valet-key-ignore: made up)', 0);
    kept('of another word', 'k = "«abc»" # valet-key-ignored: made up', 0);
    kept('of another word yet', 'k = "«abc»" # valet-key-ignore-file: made up', 0);
  });

  it('is written above the finding, as far in, the way of the language', () => {
    const rows: readonly (readonly [string, string | undefined])[] = [
      ['python', '\t# valet-key-ignore-next-line: not one\r\n'],
      ['typescript', '\t// valet-key-ignore-next-line: not one\r\n'],
      ['html', '\t<!-- valet-key-ignore-next-line: not one -->\r\n'],
      ['json', undefined],
    ];
    const text = 'a\r\n\tkey = "abc"\r\n';
    for (const [language, newText] of rows) {
      const edit = ignoreEdit({ text, language, start: text.indexOf('abc'), reason: ' not\n one ' });
      assert.deepEqual(edit, newText === undefined ? undefined : { start: 3, end: 3, newText });
      if (!edit) continue;
      const after = text.slice(0, edit.start) + edit.newText + text.slice(edit.end);
      const start = after.indexOf('abc');
      assert.deepEqual(siftIgnored(after, [{ start, end: start + 3 }]).kept, []);
    }
  });
});

function ignored(fact: string, marked: string, reason: string): void {
  it(fact, () => {
    const { kept: left, ignored: taken, unreasoned } = sift(marked);
    assert.deepEqual([left.length, taken.map((one) => one.reason), unreasoned.length], [0, [reason], 0]);
  });
}

function kept(fact: string, marked: string, hints: number): void {
  it(fact, () => {
    const { kept: left, ignored: taken, unreasoned } = sift(marked);
    assert.deepEqual([left.length, taken.length, unreasoned.length], [1, 0, hints]);
  });
}

function sift(marked: string) {
  const start = marked.indexOf('«');
  const text = marked.replace('«', '').replace('»', '');
  return siftIgnored(text, [{ start, end: marked.indexOf('»') - 1 }]);
}
