import assert from 'node:assert/strict';
import { isDotenvSource, parseDotenv } from '../../../src/core/detect/dotenv.ts';

describe('an environment file', () => {
  check('has names and values', 'A=1\nB=two words\n', { A: '1', B: 'two words' });
  check('may export', 'export A=1\n', { A: '1' });
  check('may have blanks around the sign', 'A = 1', { A: '1' });
  check('may have quotes', `A="x y"\nB='x y'\nC=\`x y\``, { A: 'x y', B: 'x y', C: 'x y' });
  check('has escapes in double quotes alone', String.raw`A="x\ny\"z"` + '\n' + String.raw`B='x\ny'`, {
    A: 'x\ny"z',
    B: String.raw`x\ny`,
  });
  check('may have values of several lines', 'A="x\ny\nz"\nB=1', { A: 'x\ny\nz', B: '1' });
  check('has comments', '# A=0\nA=1 # one\nB="1 # 2" # three\nC=a#b', { A: '1', B: '1 # 2', C: 'a#b' });
  check('has empty values', 'A=\nB=""\nC=1', { A: '', B: '', C: '1' });
  check('may have Windows line ends', 'A=1\r\nB="x\r\ny"\r\n', { A: '1', B: 'x\ny' });
  check('may leave a quote open', 'A="x\nB=1', { A: '"x', B: '1' });
  check('may hold what is no assignment', 'hello\n=1\n A=1\n- B', { A: '1' });

  it('tells where its values stand', () => {
    const text = `A=one\nexport B="two" # x\nC='th\nree'`;
    assert.deepEqual(
      parseDotenv(text).map(({ start, end }) => text.slice(start, end)),
      ['one', 'two', 'th\nree'],
    );
  });
});

describe('the source of known values', () => {
  const sources = ['.env', 'apps/web/.env', '.env.local', '.env.production', 'prod.env', '.envrc', '.ENV'];
  const others = [
    '.env.example',
    '.env.sample',
    '.env.template',
    '.env.dist',
    '.env.test',
    'example.env',
    '.env.local.example',
    'environment.ts',
    '.environment',
    'x.env.ts',
  ];
  for (const path of sources) it(`is ${path}`, () => assert.ok(isDotenvSource(path)));
  for (const path of others) it(`is not ${path}`, () => assert.ok(!isDotenvSource(path)));
});

function check(fact: string, text: string, expected: Record<string, string>): void {
  it(fact, () => {
    assert.deepEqual(Object.fromEntries(parseDotenv(text).map(({ name, value }) => [name, value])), expected);
  });
}
