import assert from 'node:assert/strict';
import { createDetector } from '../../../src/core/detect/detector.ts';
import { createKnownValues } from '../../../src/core/detect/known.ts';
import type { Finding } from '../../../src/core/detect/finding.ts';
import { startPlan, type Planner, type PlannerOptions, type PlannedText } from '../../../src/core/fix/planner.ts';
import { readManifest } from '../../../src/core/requests/read.ts';
import { services } from '../../../src/core/services/catalogue.ts';
import { exampleOf } from '../../example.ts';
import { fingerprint } from '../detect/make.ts';

const [stripe, otherStripe, openai] = ['stripe-secret-key', 'stripe-secret-key', 'openai-api-key'].map(exampleOf) as [
  string,
  string,
  string,
];

describe('planning the replacement of findings', () => {
  it('replaces each in the text that the one before left', () => {
    const planner = planning({});
    const source = `"""Sync."""\nimport stripe\n\nstripe.api_key = "${stripe}"\nother = "${otherStripe}"\n`;
    const { text } = replace(planner, 'src/sync.py', source);
    assert.equal(text.match(/^import os$/gm)?.length, 1);
    assert.ok(
      text.endsWith('stripe.api_key = os.environ["STRIPE_SECRET_KEY"]\nother = os.environ["STRIPE_SECRET_KEY_2"]\n'),
    );
    assert.deepEqual(requestsOf(planner), ['stripe', 'stripe-2']);
  });

  it('replaces two in one literal', () => {
    const planner = planning({});
    const { text, planned } = replace(planner, 'a.js', `const both = "${stripe} and ${openai}";\n`);
    assert.equal(text, 'const both = `${process.env.STRIPE_SECRET_KEY} and ${process.env.OPENAI_API_KEY}`;\n');
    assert.deepEqual(planned.refused, []);
  });

  it('has a password sent to the host of its address', () => {
    const planner = planning({});
    const password = stripe.split('_').at(-1) ?? '';
    const { text } = replace(planner, 'a.js', `const url = 'postgres://app:${password}@db.internal:5433/orders';\n`);
    assert.ok(!text.includes(password));
    const { call } = Object.values(manifestOf(planner).requests)[0] ?? assert.fail();
    assert.deepEqual(
      call.map(({ host }) => host),
      ['db.internal:5433'],
    );
  });

  it('makes one request for one value in two files', () => {
    const planner = planning({});
    replace(planner, 'a.js', `const key = "${stripe}";\n`);
    const { planned } = replace(planner, 'b.py', `key = "${stripe}"\nagain = "${stripe}"\n`);
    assert.deepEqual(requestsOf(planner), ['stripe']);
    assert.deepEqual(
      planned.values.map(({ entry }) => entry),
      ['stripe', 'stripe'],
    );
    const manifest = manifestOf(planner);
    assert.deepEqual(
      manifest.requests['stripe']?.replaces?.map(({ file }) => file),
      ['a.js', 'b.py'],
    );
  });

  it('declares a variable of Terraform once in a module, and names it as Terraform finds it', () => {
    const planner = planning({});
    const one = replace(planner, 'infra/main.tf', `provider "a" {\n  key = "${stripe}"\n}\n`);
    const two = replace(planner, 'infra/more.tf', `provider "b" {\n  key = "${stripe}"\n}\n`);
    assert.match(one.text, /key = var\.stripe_secret_key\n\}\n\nvariable "stripe_secret_key" \{/);
    assert.equal(two.text, 'provider "b" {\n  key = var.stripe_secret_key\n}\n');
    assert.deepEqual(
      Object.values(manifestOf(planner).requests).map(({ delivery }) => delivery.env),
      ['TF_VAR_stripe_secret_key'],
    );
  });

  it('takes the variable whose look-up has the value to fall back to', () => {
    const planner = planning({});
    const { text } = replace(planner, 'a.js', `const key = process.env.MY_STRIPE || "${stripe}";\n`);
    assert.equal(text, 'const key = process.env.MY_STRIPE;\n');
    assert.equal(manifestOf(planner).requests['stripe']?.delivery.env, 'MY_STRIPE');
  });

  it('says where each value stands in the text as it was', () => {
    const source = `a = "${stripe}"\nb = "${openai}"\n`;
    const { planned } = replace(planning({}), 'b.py', source);
    assert.deepEqual(
      planned.values.map(({ start, end }) => source.slice(start, end)),
      [stripe, openai],
    );
  });

  it('takes the variable of the environment file that holds the value', () => {
    const known = { name: 'PAYMENTS_KEY', source: '.env', value: stripe };
    const { text } = replace(
      planning({}),
      'a.js',
      `const key = "${stripe}";\n`,
      findings('a.js', `const key = "${stripe}";\n`, [known]),
    );
    assert.equal(text, 'const key = process.env.PAYMENTS_KEY;\n');
  });

  it('does not take that variable for another form of the value', () => {
    const known = { name: 'PAYMENTS_KEY', source: '.env', value: stripe };
    const source = `const key = "${Buffer.from(stripe).toString('base64')}";\n`;
    const { text, planned } = replace(planning({}), 'a.js', source, findings('a.js', source, [known]));
    assert.match(text, /process\.env\.(?!PAYMENTS_KEY)\w+;/);
    assert.notEqual(planned.values[0]?.fingerprint, fingerprint(stripe));
  });

  it('names the variable as the line of an environment file does', () => {
    const planner = planning({});
    const { text } = replace(planner, '.env', `PAYMENTS_KEY=${stripe}\n`);
    assert.equal(text, 'PAYMENTS_KEY=valet-key://stripe\n');
    assert.equal(manifestOf(planner).requests['stripe']?.delivery.env, 'PAYMENTS_KEY');
  });

  it('passes over names under which the vault holds other values', () => {
    const planner = planning({ names: { isTaken: (entry) => entry === 'stripe', name: () => undefined } });
    replace(planner, 'a.js', `const key = "${stripe}";\n`);
    assert.deepEqual(requestsOf(planner), ['stripe-2']);
  });

  it('uses the request that was chosen', () => {
    const first = planning({});
    replace(first, 'a.js', `const key = "${stripe}";\n`);
    const change = first.manifest();
    assert.ok(change.type === 'changed');
    const planner = planning({ manifest: change.text, request: 'stripe' });
    const { text } = replace(planner, 'b.js', `const key = "${otherStripe}";\n`);
    assert.equal(text, 'const key = process.env.STRIPE_SECRET_KEY;\n');
    assert.deepEqual(requestsOf(planner), ['stripe']);
    assert.equal(manifestOf(planner).requests['stripe']?.replaces?.length, 2);
  });

  it('refuses a request that is not there', () => {
    assert.equal(startPlan({ ...ports, manifest: undefined, request: 'stripe' }).type, 'unknown-request');
  });

  it('plans nothing on a manifest that is broken', () => {
    const start = startPlan({ ...ports, manifest: '{ "version": 1, "requests": {' });
    assert.equal(start.type, 'broken-manifest');
  });

  it('adds no request for what cannot be rewritten', () => {
    const planner = planning({});
    const { planned, text } = replace(planner, 'a.ts', `type Key = "${stripe}";\n`);
    assert.deepEqual(
      planned.refused.map(({ reason }) => reason),
      ['constant-only'],
    );
    assert.equal(text, `type Key = "${stripe}";\n`);
    assert.deepEqual(planned.values, []);
    assert.deepEqual(planner.manifest(), { type: 'changed', text: '', edits: [] });
  });

  it('keeps carriage returns and offsets that follow them', () => {
    const { text } = replace(planning({}), 'a.js', `// one\r\nconst key = "${stripe}";\r\n// "${openai}"\r\n`);
    assert.equal(text, '// one\r\nconst key = process.env.STRIPE_SECRET_KEY;\r\n// "valet-key://openai"\r\n');
  });
});

const ports = { fingerprint, subject: () => 'workload:app' };

function planning(options: Partial<PlannerOptions>): Planner {
  const start = startPlan({ ...ports, manifest: undefined, ...options });
  assert.ok(start.type === 'planner');
  return start.planner;
}

function findings(path: string, text: string, known: Parameters<typeof createKnownValues>[0] = []): readonly Finding[] {
  const values = createKnownValues(known, { key: 7, fingerprint });
  return createDetector({ services, fingerprint, known: values }).scan(text, {
    path,
    language: languages[path.slice(path.lastIndexOf('.'))] ?? '',
  });
}

const languages: Readonly<Record<string, string>> = {
  '.py': 'python',
  '.js': 'javascript',
  '.ts': 'typescript',
  '.env': 'dotenv',
};

function replace(
  planner: Planner,
  path: string,
  source: string,
  found = findings(path, source),
): { readonly text: string; readonly planned: PlannedText } {
  const language = languages[path.slice(path.lastIndexOf('.'))] ?? '';
  const planned = planner.add({ text: source, path, language, findings: found });
  const text = planned.edits
    .toReversed()
    .reduce((sum, { start, end, newText }) => sum.slice(0, start) + newText + sum.slice(end), source);
  return { text, planned };
}

function manifestOf(planner: Planner) {
  const change = planner.manifest();
  assert.ok(change.type === 'changed');
  const reading = readManifest(change.text);
  assert.ok(reading.type === 'manifest', JSON.stringify(reading));
  return reading.manifest;
}

function requestsOf(planner: Planner): readonly string[] {
  return Object.keys(manifestOf(planner).requests);
}
