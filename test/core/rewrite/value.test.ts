import assert from 'node:assert/strict';
import { valueIn } from '../../../src/core/rewrite/value.ts';

describe('the value that a literal stands for', () => {
  row('javascript', 'const a = "«plain-value»";', 'plain-value');
  row('javascript', String.raw`const a = "«a\"b\\c\u0041\x42»";`, 'a"b\\cAB');
  row('javascript', 'const a = "«first" + "second»";', 'firstsecond');
  row('javascript', 'const a = "«first" + /* "no" */ \'second»\';', 'firstsecond');
  row('python', String.raw`a = r"«a\nb»"`, String.raw`a\nb`);
  row('python', String.raw`a = "«a\nb»"`, 'a\nb');
  row('go', 'a := `«a\\nb»`', 'a\\nb');
  row('csharp', 'var a = @"«a""b»";', 'a"b');
  row('php', String.raw`$a = '«a\nb\'c»';`, String.raw`a\nb'c`);
  row('json', String.raw`{ "a": "«a\/b\u0041»" }`, 'a/bA');
  row('yaml', `a: '«it''s»'`, "it's");
  row('yaml', String.raw`a: "«a\tb»"`, 'a\tb');
  row('yaml', String.raw`a: «a\tb»`, String.raw`a\tb`);
  row('xml', '<a b="«x&amp;y»"/>', 'x&y');
  row('shellscript', String.raw`A="«a\$b»"`, 'a$b');
  row('shellscript', String.raw`A='«a\$b»'`, String.raw`a\$b`);
  row(
    'yaml',
    'key: |\n    «-----BEGIN X-----\n    abc\n    -----END X-----»\n',
    '-----BEGIN X-----\nabc\n-----END X-----',
  );
});

function row(language: string, marked: string, expected: string): void {
  it(`${language}: ${marked.slice(0, 50)}`, () => {
    const start = marked.indexOf('«');
    const text = marked.replace('«', '').replace('»', '');
    assert.equal(valueIn({ text, language, start, end: marked.indexOf('»') - 1 }), expected);
  });
}
