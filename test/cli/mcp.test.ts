import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { exampleOf } from '../example.ts';
import { bundle, type Workplace, workplace } from './program.ts';

describe('valet-key mcp', () => {
  it('tells an agent what it can ask for, and what each thing does', async () => {
    using place = workplace();
    await using agent = await connected(place);
    const { tools } = await agent.client.listTools();
    assert.deepEqual(
      tools.map(({ name, annotations }) => [name, annotations?.readOnlyHint]),
      [
        ['list_requests', true],
        ['find_service', true],
        ['ask_for_credential', false],
        ['find_credentials', true],
      ],
    );
    assert.match(agent.client.getInstructions() ?? '', /Never write a credential/);
    assert.deepEqual(agent.client.getServerVersion()?.name, 'valet-key');
  });

  for (const query of ['stripe', 'Stripe', 'api.stripe.com', 'STRIPE_SECRET_KEY', 'com.stripe:stripe-java']) {
    it(`finds a service by ${query}`, async () => {
      using place = workplace();
      await using agent = await connected(place);
      const { services } = await agent.ask<{ services: { id: string; variables: string[] }[] }>('find_service', {
        query,
      });
      assert.equal(services[0]?.id, 'stripe');
      assert.equal(services[0]?.variables[0], 'STRIPE_SECRET_KEY');
    });
  }

  it('writes a request in the agent’s name, as narrow as it asks, and grants nothing', async () => {
    using place = workplace();
    await using agent = await connected(place);
    const call = [{ host: 'api.stripe.com:443', methods: ['GET'], paths: ['/v1/charges/**'] }];
    const purpose = 'Copy charges into the monthly report';
    const given = await agent.ask<{ request: string; variable: string; next: string }>('ask_for_credential', {
      service: 'stripe',
      purpose,
      actions: ['charges:read'],
      call,
      max_ttl: '5m',
    });
    assert.deepEqual([given.request, given.variable], ['stripe', 'STRIPE_SECRET_KEY']);
    assert.match(given.next, /valet-key run[^]*A person approves/);
    const { requests } = JSON.parse(place.read('valet-key.json')) as {
      requests: Record<string, Record<string, unknown>>;
    };
    const { subject, authorization_details, ...request } = requests['stripe'] ?? {};
    assert.equal(subject, 'agent:test-agent');
    assert.deepEqual((authorization_details as { actions: string[] }[])[0]?.actions, ['charges:read']);
    assert.deepEqual(
      [request['purpose'], request['call'], request['max_ttl'], request['replaces']],
      [purpose, call, '5m', undefined],
    );
    const listed = await agent.ask<{ requests: { name: string; variable: string; call: object }[] }>(
      'list_requests',
      {},
    );
    assert.deepEqual(
      listed.requests.map(({ name, variable }) => [name, variable]),
      [['stripe', 'STRIPE_SECRET_KEY']],
    );
    const account = await place.run(['requests', '--json']);
    assert.equal(account.status, 1, 'the value is still missing, and nobody has approved');
  });

  it('asks for a second credential of a service under another name, and leaves the first', async () => {
    using place = workplace();
    place.write({ 'valet-key.json': '{\n  // ours\n  "version": 1,\n  "requests": {}\n}\n' });
    await using agent = await connected(place);
    const ask = { service: 'stripe', purpose: 'Copy charges into the report' };
    const first = await agent.ask<{ request: string; variable: string }>('ask_for_credential', ask);
    const second = await agent.ask<{ request: string; variable: string }>('ask_for_credential', ask);
    assert.notEqual(first.request, second.request);
    assert.notEqual(first.variable, second.variable);
    assert.match(place.read('valet-key.json'), /\/\/ ours/);
  });

  it('looks a text over without giving the value back', async () => {
    using place = workplace();
    await using agent = await connected(place);
    const key = exampleOf('stripe-secret-key');
    const text = `\nkey = "${key}"\n`;
    const { findings } = await agent.ask<{ findings: Record<string, unknown>[] }>('find_credentials', {
      text,
      path: 'a.py',
    });
    assert.deepEqual(
      findings.map(({ line, kind, write }) => [line, kind, write]),
      [[2, 'stripe-secret-key', 'os.environ["STRIPE_SECRET_KEY"]']],
    );
    assert.ok(!JSON.stringify(findings).includes(key));
    assert.deepEqual(await agent.ask('find_credentials', { text: 'let a = 1' }), { findings: [] });
  });

  const refusals: readonly [fact: string, tool: string, given: () => object, reason: RegExp][] = [
    [
      'a service that it does not know',
      'ask_for_credential',
      () => ({ service: 'strype', purpose: 'Copy the charges' }),
      /no service "strype"; did you mean "stripe"\?/,
    ],
    [
      'a purpose that holds a value',
      'ask_for_credential',
      () => ({ service: 'stripe', purpose: `Use ${exampleOf('stripe-secret-key')}` }),
      /never holds a value/,
    ],
    [
      'a host that is none',
      'ask_for_credential',
      () => ({ service: 'stripe', purpose: 'Copy the charges', call: [{ host: '*' }] }),
      /cannot be asked for/,
    ],
    [
      'a time that is none',
      'ask_for_credential',
      () => ({ service: 'stripe', purpose: 'Copy the charges', max_ttl: 'always' }),
      /cannot be asked for/,
    ],
    ['no purpose', 'ask_for_credential', () => ({ service: 'stripe' }), /purpose/],
    ['more than is asked for', 'list_requests', () => ({ values: true }), /additional/i],
  ];
  for (const [fact, tool, given, reason] of refusals) {
    it(`refuses ${fact}, says why, and writes nothing`, async () => {
      using place = workplace();
      await using agent = await connected(place);
      assert.match(await agent.refusal(tool, given()), reason);
      assert.ok(!existsSync(join(place.folder, 'valet-key.json')));
    });
  }

  it('leaves a broken manifest alone', async () => {
    using place = workplace();
    place.write({ 'valet-key.json': '{ "version": 1,' });
    await using agent = await connected(place);
    const asked = { service: 'stripe', purpose: 'Copy the charges' };
    assert.match(await agent.refusal('ask_for_credential', asked), /the manifest is broken/);
    assert.equal(place.read('valet-key.json'), '{ "version": 1,');
  });

  it('ends with status 0 when the agent closes standard input, whatever came over it', async () => {
    using place = workplace();
    const outcome = await place.run(['mcp'], { input: 'no JSON\n{"jsonrpc":"2.0"}\n' });
    assert.deepEqual([outcome.status, outcome.signal], [0, undefined]);
  });
});

async function connected({ folder, env }: Workplace) {
  const client = new Client({ name: 'Test Agent', version: '1.0.0' });
  const variables = Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [await bundle(), 'mcp'],
    cwd: folder,
    env: variables,
    stderr: 'ignore',
  });
  await client.connect(transport);
  const call = async (name: string, given: object) => {
    const { content, isError } = await client.callTool({ name, arguments: { ...given } });
    const [first] = content;
    return { text: first?.type === 'text' ? first.text : '', isError: isError === true };
  };
  return {
    client,
    async ask<Told>(name: string, given: object): Promise<Told> {
      const { text, isError } = await call(name, given);
      assert.ok(!isError, text);
      return JSON.parse(text) as Told;
    },
    /** Why a call is refused: by the tool, or before it by the schema of its arguments. */
    async refusal(name: string, given: object): Promise<string> {
      try {
        const { text, isError } = await call(name, given);
        assert.ok(isError, text);
        return text;
      } catch (error) {
        assert.ok(error instanceof Error && error.name !== 'AssertionError', String(error));
        return error.message;
      }
    },
    [Symbol.asyncDispose]: () => client.close(),
  };
}
