import assert from 'node:assert/strict';
import { createInventory } from '../../../src/core/inventory/connections.ts';
import { dependenciesIn } from '../../../src/core/inventory/packages.ts';
import { services } from '../../../src/core/services/catalogue.ts';
import type { Manifest } from '../../../src/core/requests/manifest.ts';

describe('what an app depends on', () => {
  const files: readonly [path: string, text: string, names: readonly string[]][] = [
    [
      'package.json',
      '{"name":"stripe","dependencies":{"stripe":"1"},"devDependencies":{"@aws-sdk/client-s3":"3"}}',
      ['npm stripe', 'npm @aws-sdk/client-s3'],
    ],
    ['package.json', '{ broken', []],
    ['package.json', 'null', []],
    [
      'requirements-dev.txt',
      '# boto3\nstripe>=5\nPyYAML == 6 ; python_version > "3"\n-r other.txt\n',
      ['pypi stripe', 'pypi PyYAML'],
    ],
    [
      'pyproject.toml',
      '[project]\ndependencies = ["openai>=1", \'boto3[crt]\']\n',
      ['pypi dependencies', 'pypi openai', 'pypi boto3'],
    ],
    [
      'go.mod',
      'module example.com/x\n\nrequire (\n\tgithub.com/stripe/stripe-go/v82 v82.1.0\n)\nrequire github.com/x/y v1.0.0 // indirect\n',
      ['go github.com/stripe/stripe-go/v82', 'go github.com/x/y'],
    ],
    [
      'Cargo.toml',
      '[dependencies]\nasync-stripe = "1"\nreqwest.workspace = true\n[dev-dependencies.sentry]\nversion = "1"\n',
      ['cargo async-stripe', 'cargo reqwest', 'cargo sentry', 'cargo version'],
    ],
    ['Gemfile', "gem 'stripe', '~> 1'\ngem(\"pg\")\n", ['gem stripe', 'gem pg']],
    [
      'app.gemspec',
      '  spec.add_dependency \'stripe\'\n  s.add_development_dependency "rake"\n',
      ['gem stripe', 'gem rake'],
    ],
    ['App.csproj', '<PackageReference Include="Stripe.net" Version="1" />', ['nuget Stripe.net']],
    [
      'pom.xml',
      '<dependency>\n <groupId>com.stripe</groupId>\n <artifactId>stripe-java</artifactId>\n</dependency>',
      ['maven com.stripe:stripe-java'],
    ],
    ['build.gradle.kts', 'implementation("com.stripe:stripe-java:28.0.0")', ['maven com.stripe:stripe-java']],
    ['composer.json', '{"require":{"stripe/stripe-php":"^1"}}', ['composer stripe/stripe-php']],
    ['src/package.js', 'stripe', []],
  ];
  for (const [path, text, names] of files) {
    it(`${path}: ${names.join(', ') || 'nothing'}`, () => {
      const found = dependenciesIn(path, text);
      assert.deepEqual(
        found.map(({ ecosystem, name }) => `${ecosystem} ${name}`),
        names,
      );
      for (const { name, offset } of found)
        if (path !== 'pom.xml') assert.equal(text.slice(offset, offset + name.length), name);
    });
  }
});

describe('what an app connects to', () => {
  it('is told by its packages, hosts and variables, an app for each folder of dependencies', () => {
    const found = inventory({
      'billing/package.json': '{"dependencies":{"stripe":"1"}}',
      'billing/src/pay.js':
        '\nconst key = process.env.STRIPE_SECRET_KEY;\nfetch("https://api.stripe.com/v1/charges");\n',
      'go.mod': 'require github.com/stripe/stripe-go/v82 v82.0.0\n',
    });
    assert.deepEqual(found, {
      '. stripe': ['package github.com/stripe/stripe-go/v82 go.mod:1'],
      'billing stripe': [
        'package stripe billing/package.json:1',
        'variable STRIPE_SECRET_KEY billing/src/pay.js:2',
        'host api.stripe.com billing/src/pay.js:3',
      ],
    });
  });

  it('names the labels that a sheet leaves open', () => {
    const found = inventory({ 'a.py': 'url = "https://acme.openai.azure.com/v1"' });
    assert.deepEqual(Object.values(found), [['host acme.openai.azure.com a.py:1']]);
  });

  it('gives a workflow, and a file of agents’ servers, a row of its own', () => {
    const found = inventory({
      'package.json': '{}',
      '.github/workflows/ship.yml': 'env:\n  STRIPE_SECRET_KEY: ${{ secrets.STRIPE_SECRET_KEY }}\n',
      '.vscode/mcp.json':
        '{"servers":{"pay":{"url":"https://mcp.stripe.com","env":{"STRIPE_SECRET_KEY":"${input:key}"}}}}',
    });
    assert.deepEqual(Object.keys(found), ['.github/workflows/ship.yml stripe', '.vscode/mcp.json stripe']);
  });

  const silent: readonly [fact: string, path: string, text: string][] = [
    ['a comment', 'a.js', '// see https://api.stripe.com/v1\n * api.stripe.com\n'],
    ['prose', 'README.md', 'It calls api.stripe.com with STRIPE_SECRET_KEY.'],
    ['a test', 'test/pay.test.js', 'nock("https://api.stripe.com")'],
    ['a lock file', 'package-lock.json', '"stripe": "api.stripe.com"'],
    [
      'another host that holds the name',
      'a.js',
      'x = ["my-api.stripe.com.evil.net", "xapi.stripe.com", "api.stripe.community"]',
    ],
    ['another variable that holds the name', 'a.js', 'process.env.OLD_STRIPE_SECRET_KEY_2'],
    ['a page that people read', 'a.js', 'open("https://docs.cloud.databricks.com")'],
  ];
  for (const [fact, path, text] of silent) {
    it(`is not told by ${fact}`, () => assert.deepEqual(inventory({ [path]: text }), {}));
  }

  it('was reviewed where a request asks for the service', () => {
    const manifest = {
      version: 1,
      requests: { pay: { call: [{ host: 'api.stripe.com:443' }], delivery: { env: 'KEY' } } },
    } as unknown as Manifest;
    const rows = fill({ 'a.js': 'fetch("https://api.stripe.com")' }).connections(() => manifest);
    assert.deepEqual(
      rows.map(({ requests }) => requests),
      [['pay']],
    );
    assert.deepEqual(fill({ 'a.js': 'fetch("https://api.stripe.com")' }).connections(() => undefined)[0]?.requests, []);
  });
});

function fill(files: Readonly<Record<string, string>>) {
  const taken = createInventory(services);
  for (const [path, text] of Object.entries(files)) taken.add(path, text);
  return taken;
}

function inventory(files: Readonly<Record<string, string>>): Readonly<Record<string, readonly string[]>> {
  const rows = fill(files).connections(() => undefined);
  return Object.fromEntries(
    rows.map(({ app, service, signs }) => [
      `${app} ${service.id}`,
      signs.map(({ type, name, path, line }) => `${type} ${name} ${path}:${line}`),
    ]),
  );
}
