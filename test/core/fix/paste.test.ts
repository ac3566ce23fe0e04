import assert from 'node:assert/strict';
import { createDetector } from '../../../src/core/detect/detector.ts';
import { pasteEdits, planPaste } from '../../../src/core/fix/paste.ts';
import { pastedChanges, pastedSpots, pastedView } from '../../../src/core/fix/pasted.ts';
import { startPlan, type Planner } from '../../../src/core/fix/planner.ts';
import { languageOf } from '../../../src/core/language.ts';
import { services } from '../../../src/core/services/catalogue.ts';
import { exampleOf } from '../../example.ts';
import { fingerprint, seeded, valueOf } from '../detect/make.ts';
import type { TextEdit } from '../../../src/core/rewrite/document.ts';

const stripe = exampleOf('stripe-secret-key');
const slack = exampleOf('slack-bot-token');
const password = `${valueOf('{alnum:9}', seeded(5))}!7xQ`;
const detector = createDetector({ services, fingerprint });

/** `|` is a cursor, `⟦…⟧` a selection; `KEY` and `TOKEN` stand for credentials of Stripe and Slack. */
const rows: readonly { is: string; path: string; before: string; pasted: string; after: string | undefined }[] = [
  {
    is: 'a whole line of TypeScript',
    path: 'a.ts',
    before: 'const a = 1;\n|',
    pasted: "const stripe = new Stripe('KEY');",
    after: 'const a = 1;\nconst stripe = new Stripe(process.env.STRIPE_SECRET_KEY!);',
  },
  {
    is: 'a value between quotes in TypeScript',
    path: 'a.ts',
    before: 'const key = "|";\n',
    pasted: 'KEY',
    after: 'const key = process.env.STRIPE_SECRET_KEY!;\n',
  },
  {
    is: 'a value between quotes in Python',
    path: 'a.py',
    before: 'key = "|"\n',
    pasted: 'KEY',
    after: 'import os\n\nkey = os.environ["STRIPE_SECRET_KEY"]\n',
  },
  {
    is: 'a value between quotes in Go',
    path: 'a.go',
    before: 'package main\n\nimport "os"\n\nvar key = "|"\n',
    pasted: 'KEY',
    after: 'package main\n\nimport "os"\n\nvar key = os.Getenv("STRIPE_SECRET_KEY")\n',
  },
  {
    is: 'a value between quotes in YAML',
    path: 'a.yaml',
    before: 'key: "|"\n',
    pasted: 'KEY',
    after: 'key: "valet-key://stripe"\n',
  },
  {
    is: 'a value without quotes in YAML',
    path: 'a.yaml',
    before: 'key: |\n',
    pasted: 'KEY',
    after: 'key: valet-key://stripe\n',
  },
  {
    is: 'a value between quotes in JSON',
    path: 'a.json',
    before: '{ "key": "|" }\n',
    pasted: 'KEY',
    after: '{ "key": "valet-key://stripe" }\n',
  },
  {
    is: 'a value where JSON has no quotes yet',
    path: 'a.json',
    before: '{ "key": | }\n',
    pasted: 'KEY',
    after: '{ "key": "valet-key://stripe" }\n',
  },
  {
    is: 'a value where TOML has no quotes yet',
    path: 'a.toml',
    before: 'key = |\n',
    pasted: 'KEY',
    after: 'key = "valet-key://stripe"\n',
  },
  {
    is: 'a value into an environment file',
    path: '.env',
    before: 'PAY=|\n',
    pasted: 'KEY',
    after: 'PAY=valet-key://stripe\n',
  },
  {
    is: 'a line into an environment file',
    path: '.env',
    before: 'A=1\n|',
    pasted: 'PAY=KEY\n',
    after: 'A=1\nPAY=valet-key://stripe\n',
  },
  {
    is: 'a value between quotes in a shell script',
    path: 'a.sh',
    before: 'curl -u "|:" https://api.stripe.com\n',
    pasted: 'KEY',
    after: 'curl -u "${STRIPE_SECRET_KEY}:" https://api.stripe.com\n',
  },
  {
    is: 'a value between single quotes in a shell script',
    path: 'a.sh',
    before: "K='|'\n",
    pasted: 'KEY',
    after: 'K="${STRIPE_SECRET_KEY}"\n',
  },
  {
    is: 'a value without quotes in a shell script',
    path: 'a.sh',
    before: 'export K=|\n',
    pasted: 'KEY',
    after: 'export K="${STRIPE_SECRET_KEY}"\n',
  },
  {
    is: 'a bare value in TypeScript',
    path: 'a.ts',
    before: 'const key = |;\n',
    pasted: 'KEY',
    after: 'const key = process.env.STRIPE_SECRET_KEY!;\n',
  },
  {
    is: 'a bare value and its line break in Python',
    path: 'a.py',
    before: 'import os\nkey = |\n',
    pasted: 'KEY\n',
    after: 'import os\nkey = os.environ["STRIPE_SECRET_KEY"]\n\n',
  },
  {
    is: 'a bare value over a selection',
    path: 'a.ts',
    before: 'const key = ⟦todo⟧;\n',
    pasted: 'KEY',
    after: 'const key = process.env.STRIPE_SECRET_KEY!;\n',
  },
  {
    is: 'a quoted value over a selected literal',
    path: 'a.ts',
    before: "const key = ⟦'todo'⟧;\n",
    pasted: "'KEY'",
    after: 'const key = process.env.STRIPE_SECRET_KEY!;\n',
  },
  {
    is: 'a value into a longer literal',
    path: 'a.py',
    before: 'import os\nh = "Bearer |"\n',
    pasted: 'KEY',
    after: `import os\nh = f"Bearer {os.environ['STRIPE_SECRET_KEY']}"\n`,
  },
  {
    is: 'the same value at two cursors',
    path: 'a.ts',
    before: 'const a = "|";\nconst b = "|";\n',
    pasted: 'KEY',
    after: 'const a = process.env.STRIPE_SECRET_KEY!;\nconst b = process.env.STRIPE_SECRET_KEY!;\n',
  },
  {
    is: 'several lines with two credentials, and leaves the rest as it was',
    path: 'a.py',
    before: '"""App."""\n\n|\n',
    pasted: 'pay = "KEY"  # Zoë’s\n\tother = 1\nchat = "TOKEN"',
    after:
      '"""App."""\n\nimport os\n\npay = os.environ["STRIPE_SECRET_KEY"]  # Zoë’s\n\tother = 1\nchat = os.environ["SLACK_BOT_TOKEN"]\n',
  },
  {
    is: 'the second half of a key whose first half is there',
    path: 'a.ts',
    before: 'const key = "HEAD|";\n',
    pasted: 'REST',
    after: 'const key = process.env.STRIPE_SECRET_KEY!;\n',
  },
  {
    is: 'a value by what it is assigned to',
    path: 'a.py',
    before: 'import os\ndb_password = "|"\n',
    pasted: 'PASSWORD',
    after: 'import os\ndb_password = os.environ["DB_PASSWORD"]\n',
  },
  {
    is: 'nothing where no credential is pasted',
    path: 'a.ts',
    before: 'const a = |;\n',
    pasted: '"hello world"',
    after: undefined,
  },
  {
    is: 'nothing where a credential stands beside the paste',
    path: 'a.ts',
    before: 'const a = |;\nconst k = "KEY";\n',
    pasted: '1',
    after: undefined,
  },
  {
    is: 'nothing where only a constant may stand',
    path: 'a.ts',
    before: "import x from '|';\n",
    pasted: 'KEY',
    after: undefined,
  },
];

describe('planning a paste', () => {
  for (const { is, path, before, pasted, after } of rows) {
    it(`replaces ${is}`, () => {
      const { text, insertions } = marked(filled(before), filled(pasted));
      const language = languageOf(path);
      const plan = planPaste({ insertions, path, language, detector }, text, (found) => found);
      const planned = plan && planner().add({ ...plan, path, language });
      assert.equal(plan && planned && applied(text, pasteEdits(text, plan, planned.edits)), after);
      for (const { start, end } of planned?.values ?? []) {
        assert.ok([stripe, slack, password].includes(plan?.text.slice(start, end) ?? ''));
      }
    });
  }

  it('writes what a paste into an empty document needs, in one edit', () => {
    const insertions = [{ start: 0, end: 0, newText: `k = "${stripe}"` }];
    const [path, language] = ['Untitled-1', 'python'];
    const plan = planPaste({ insertions, path, language, detector }, '', (found) => found);
    const edits = plan && pasteEdits('', plan, planner().add({ ...plan, path, language }).edits);
    assert.deepEqual(edits, [{ start: 0, end: 0, newText: 'import os\n\nk = os.environ["STRIPE_SECRET_KEY"]' }]);
  });

  it('replaces what is chosen and nothing else', () => {
    const insertions = [{ start: 0, end: 0, newText: `k = "${stripe}"; s = "${slack}"` }];
    const plan = planPaste({ insertions, path: 'a.ts', language: 'typescript', detector }, '', (found) =>
      found.filter(({ service }) => service === 'slack'),
    );
    assert.deepEqual(
      plan?.findings.map(({ kind }) => kind),
      ['slack-bot-token'],
    );
  });
});

describe('a text with a paste in it', () => {
  const before = 'zero one two three';
  const insertions = [
    { start: 5, end: 8, newText: 'ONE!' },
    { start: 9, end: 9, newText: '' },
    { start: 18, end: 18, newText: '.' },
  ];
  const after = 'zero ONE! two three.';
  const view = pastedView({ length: before.length, slice: (start, end) => before.slice(start, end) }, insertions);

  it('reads as the text after the paste, whatever piece is asked for', () => {
    assert.equal(view.length, after.length);
    for (let start = 0; start <= after.length; start++)
      for (let end = start; end <= after.length; end++) assert.equal(view.slice(start, end), after.slice(start, end));
  });

  it('says where the paste stands', () => {
    assert.deepEqual(
      pastedSpots(insertions).map(({ start, end }) => after.slice(start, end)),
      ['ONE!', '', '.'],
    );
  });

  it('is found in at the cost of the paste', () => {
    const source = `${'const a = 1;\n'.repeat(50)}const k = "";\n${'const a = 1;\n'.repeat(50)}`;
    const at = source.indexOf('""') + 1;
    const paste = [{ start: at, end: at, newText: stripe }];
    const pastedText = pastedView({ length: source.length, slice: (start, end) => source.slice(start, end) }, paste);
    const found = detector.update([], pastedChanges(paste), pastedText, { language: 'typescript' });
    assert.deepEqual(
      found.map(({ kind, start }) => [kind, start]),
      [['stripe-secret-key', at]],
    );
  });
});

function filled(text: string): string {
  return text
    .replaceAll('KEY', () => stripe)
    .replaceAll('TOKEN', () => slack)
    .replaceAll('PASSWORD', () => password)
    .replaceAll('HEAD', () => stripe.slice(0, 8))
    .replaceAll('REST', () => stripe.slice(8));
}

function marked(text: string, newText: string): { text: string; insertions: readonly TextEdit[] } {
  const insertions: TextEdit[] = [];
  let plain = '';
  for (const part of text.split(/(\||⟦[^⟧]*⟧)/)) {
    const selected = /^⟦(.*)⟧$/s.exec(part)?.[1] ?? (part === '|' ? '' : undefined);
    const start = plain.length;
    plain += selected ?? part;
    if (selected !== undefined) insertions.push({ start, end: plain.length, newText });
  }
  return { text: plain, insertions };
}

function applied(text: string, edits: readonly TextEdit[]): string {
  return edits
    .toReversed()
    .reduce((one, { start, end, newText }) => one.slice(0, start) + newText + one.slice(end), text);
}

function planner(): Planner {
  const start = startPlan({ manifest: undefined, subject: () => 'workload:app', fingerprint });
  assert.equal(start.type, 'planner');
  return start.type === 'planner' ? start.planner : assert.fail();
}
