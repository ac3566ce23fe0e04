import assert from 'node:assert/strict';
import { createDetector } from '../../../src/core/detect/detector.ts';
import { startPlan } from '../../../src/core/fix/planner.ts';
import { namingFirst, setsVariables, variablesIn } from '../../../src/core/fix/variables.ts';
import { languageOf } from '../../../src/core/language.ts';
import { services } from '../../../src/core/services/catalogue.ts';
import { exampleOf } from '../../example.ts';
import { fingerprint } from '../detect/make.ts';

const [one, two, three] = [1, 2, 3].map(() => exampleOf('stripe-secret-key')) as [string, string, string];

describe('the variables of a workspace', () => {
  names(
    'two values of one service get names of their own',
    {
      'src/a.js': `const live = '${one}';\n`,
      'src/b.py': `KEY = "${two}"\n`,
    },
    { 'src/a.js': /STRIPE_SECRET_KEY\b/, 'src/b.py': /"STRIPE_SECRET_KEY_2"/ },
  );
  names(
    'the variable that .env has for a value is what code reads',
    {
      '.env': `PAYMENTS_KEY=${one}\n`,
      'src/a.js': `const key = '${one}';\n`,
    },
    { 'src/a.js': /process\.env\.PAYMENTS_KEY;/, '.env': /^PAYMENTS_KEY=/ },
  );
  names(
    'a variable that .env sets to another value is not reused',
    {
      '.env': `STRIPE_SECRET_KEY=${two}\n`,
      'src/a.js': `const key = '${one}';\n`,
    },
    { 'src/a.js': /process\.env\.STRIPE_SECRET_KEY_2;/, '.env': /^STRIPE_SECRET_KEY=/ },
  );
  names(
    'a variable that waits for its value is taken',
    {
      '.env': 'STRIPE_SECRET_KEY=\nOTHER=changeme\n',
      'src/a.js': `const key = '${one}';\n`,
    },
    { 'src/a.js': /process\.env\.STRIPE_SECRET_KEY;/ },
  );
  names(
    'the variable that compose sets keeps its name, and code reads it',
    {
      'src/a.js': `const key = '${one}';\n`,
      'compose.yaml': `services:\n  app:\n    image: app\n    environment:\n      BILLING_KEY: "${one}"\n`,
    },
    { 'src/a.js': /process\.env\.BILLING_KEY;/, 'compose.yaml': /BILLING_KEY: .*\$\{BILLING_KEY/ },
  );
  names(
    'a variable that compose sets to another value is not reused',
    {
      'docker-compose.prod.yml': `services:\n  app:\n    environment:\n      - STRIPE_SECRET_KEY=${three}\n`,
      'src/a.js': `const key = '${one}';\n`,
    },
    { 'src/a.js': /process\.env\.STRIPE_SECRET_KEY_2;/ },
  );

  for (const [path, sets] of [
    ['.env', true],
    ['app/.env.production', true],
    ['compose.yaml', true],
    ['deploy/docker-compose.override.yml', true],
    ['.env.example', false],
    ['src/compose.ts', false],
    ['decompose.yaml', false],
  ] as const) {
    it(`${path} ${sets ? 'sets' : 'does not set'} variables`, () => assert.equal(setsVariables(path), sets));
  }

  it('come before those that read them, in their order', () => {
    assert.deepEqual(
      namingFirst(['b.js', '.env', 'a.js', 'compose.yml'], (path) => path),
      ['.env', 'compose.yml', 'b.js', 'a.js'],
    );
  });

  it('are not told apart by short values, which are the same by chance', () => {
    const variables = variablesIn([{ path: '.env', text: 'PORT=3000\nMODE=3000\n' }], fingerprint);
    assert.equal(variables.named(fingerprint('3000')), undefined);
    assert.equal(variables.isOther('PORT', fingerprint('4000')), true);
  });
});

/** Fixes a workspace as a whole, as the shell does, and looks at what its files then hold. */
function names(
  fact: string,
  files: Readonly<Record<string, string>>,
  expected: Readonly<Record<string, RegExp>>,
): void {
  it(fact, () => {
    const texts = Object.entries(files).map(([path, text]) => ({ path, text }));
    const variables = variablesIn(
      texts.filter(({ path }) => setsVariables(path)),
      fingerprint,
    );
    const start = startPlan({ manifest: undefined, subject: () => 'workload:app', fingerprint, variables });
    assert.ok(start.type === 'planner');
    const detector = createDetector({
      services,
      fingerprint,
    });
    for (const { path, text } of namingFirst(texts, (item) => item.path)) {
      const language = languageOf(path);
      const { edits } = start.planner.add({ text, path, language, findings: detector.scan(text, { path, language }) });
      const after = edits
        .toReversed()
        .reduce((sum, edit) => sum.slice(0, edit.start) + edit.newText + sum.slice(edit.end), text);
      assert.match(after, expected[path] ?? /(?:)/);
      for (const value of [one, two, three]) assert.ok(!after.includes(value), path);
    }
  });
}
