import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hookAgents } from '../../src/core/agents/hooks/all.ts';
import { newValue } from '../broker/scratch.ts';
import { exampleOf } from '../example.ts';
import { type Workplace, workplace } from './program.ts';

describe('valet-key hook', () => {
  it('refuses a file with a credential, says what to write instead, and holds no value', async () => {
    using place = workplace();
    const key = exampleOf('stripe-secret-key');
    const content = `import Stripe from 'stripe';\nconst stripe = new Stripe('${key}');\n`;
    const { reason, stdout } = await refused(place, write(join(place.folder, 'src/pay.ts'), content));
    assert.match(
      reason,
      /^Valet Key refused this:\n- src\/pay\.ts:2: Stripe secret key \(\S+\); write process\.env\.STRIPE_SECRET_KEY!? there\nLeave the value out of files/,
    );
    assert.ok(!stdout.includes(key));
    assert.ok(!existsSync(join(place.folder, 'src')), 'the hook writes nothing');
  });

  const passed: readonly [fact: string, payload: (place: Workplace, key: string) => object][] = [
    ['code that looks the variable up', () => write('a.ts', 'const key = process.env.STRIPE_SECRET_KEY;\n')],
    [
      'an edit beside a credential that stood there before',
      (place, key) => {
        place.write({ 'a.ts': `const key = '${key}';\nlet a = 1;\n` });
        return tool('Edit', {
          file_path: join(place.folder, 'a.ts'),
          old_string: 'let a = 1;',
          new_string: 'let a = 2;',
        });
      },
    ],
    [
      'a file whose credential somebody has accepted',
      (_, key) => write('a.ts', `const key = '${key}'; // valet-key-ignore: the vendor's documented example\n`),
    ],
    ['a command without one', () => tool('Bash', { command: 'npm test' })],
    ['an example of an environment file', () => tool('Read', { file_path: '.env.example' })],
    ['an event that concerns no credential', () => ({ hook_event_name: 'SessionStart', source: 'startup' })],
    ['an event of a later version', () => ({ hook_event_name: 'Dreaming', dream: [1, { a: null }] })],
    ['a tool without arguments', () => ({ hook_event_name: 'PreToolUse', tool_name: 'X' })],
  ];
  for (const [fact, payload] of passed) {
    it(`lets pass ${fact}`, async () => {
      using place = workplace();
      const input = JSON.stringify(payload(place, exampleOf('stripe-secret-key')));
      const outcome = await place.run(['hook', 'claude-code'], { input });
      assert.deepEqual(outcome, { status: 0, signal: undefined, stdout: '', stderr: '' });
    });
  }

  const held: readonly [fact: string, payload: (key: string) => object, reason: RegExp][] = [
    [
      'an edit, by the lines around it',
      (key) => tool('Edit', { file_path: 'b.py', old_string: 'x = 1', new_string: `x = "${key}"` }),
      /b\.py:2: Stripe.*write os\.environ\["\w+"\] there/,
    ],
    [
      'a command',
      (key) => tool('Bash', { command: `curl -u ${key}: https://api.stripe.com/v1/charges` }),
      /in the command\nLeave the value out of commands/,
    ],
    [
      'what goes to a tool of an MCP server',
      (key) => tool('mcp__tracker__comment', { body: { text: `it is ${key}` } }),
      /in the text/,
    ],
    [
      'a patch',
      (key) => tool('apply_patch', { command: `*** Begin Patch\n*** Add File: k.rb\n+KEY = '${key}'\n*** End Patch` }),
      /k\.rb:1: Stripe.*write ENV/,
    ],
    [
      'a person’s message',
      (key) => ({ hook_event_name: 'UserPromptSubmit', prompt: `use ${key}` }),
      /kept this message from the model[^]*Send it again without/,
    ],
    [
      'reading an environment file',
      () => tool('Read', { file_path: '.env.production' }),
      /\.env\.production is not for agents to read[^]*valet-key requests/,
    ],
    ['reading one in a command', () => tool('Bash', { command: 'cd x; cat .env' }), /\.env is not for agents/],
    [
      'reading what opens machines',
      () => tool('Read', { file_path: '~/.ssh/id_ed25519' }),
      /~\/\.ssh\/id_ed25519 is not for agents/,
    ],
  ];
  for (const [fact, payload, expected] of held) {
    it(`holds back ${fact}`, async () => {
      using place = workplace();
      place.write({ 'b.py': 'import os\nx = 1\n' });
      const key = exampleOf('stripe-secret-key');
      const { reason, stdout } = await refused(place, payload(key));
      assert.match(reason, expected);
      assert.ok(!stdout.includes(key));
    });
  }

  it('knows the values of environment files by heart, and names the variable', async () => {
    using place = workplace();
    const value = newValue();
    place.write({ '.env': `BILLING_URL_SECRET=${value}\n` });
    const { reason } = await refused(place, tool('Bash', { command: `deploy --with ${value}` }));
    assert.match(reason, /the value of BILLING_URL_SECRET in \.env/);
  });

  it('looks at what was written, as it stands now', async () => {
    using place = workplace();
    place.write({ 'a.js': `k = '${exampleOf('stripe-secret-key')}'\n` });
    const { reason } = await refused(place, { ...write('a.js', 'whatever'), hook_event_name: 'PostToolUse' });
    assert.match(reason, /found credentials in what was written:\n- a\.js:1: Stripe/);
  });

  it('lets agents read what they are to be kept from where a person says so', async () => {
    using place = workplace();
    const input = JSON.stringify(tool('Read', { file_path: '.env' }));
    const outcome = await place.run(['hook', 'claude-code', '--allow-reading'], { input });
    assert.deepEqual([outcome.status, outcome.stdout], [0, '']);
  });

  for (const input of ['', 'no JSON', '[]', 'null', Buffer.from([0xff, 0, 1])]) {
    it(`takes ${JSON.stringify(input.toString())} for no event, which agents take for a refusal`, async () => {
      using place = workplace();
      const { status, stdout, stderr } = await place.run(['hook', 'codex'], { input });
      assert.deepEqual([status, stdout], [2, '']);
      assert.match(stderr, /^valet-key hook: standard input holds no event/);
    });
  }

  it('names the agents that it knows', async () => {
    using place = workplace();
    const { status, stderr } = await place.run(['hook', 'claude']);
    assert.equal(status, 2);
    assert.match(
      stderr,
      /name one agent: claude-code, codex, copilot, cursor, gemini-cli \(did you mean claude-code\?\)/,
    );
  });
});

describe('valet-key hook --install', () => {
  for (const { id, settings } of hookAgents) {
    it(`registers ${id} once, and takes it out again`, async () => {
      using place = workplace();
      const first = await place.run(['hook', id, '--install']);
      assert.equal(first.status, 0, first.stderr);
      assert.match(first.stderr, /no valet-key on this PATH yet: where the agent does not find it/);
      const text = place.read(settings.project);
      assert.ok(text.includes(`valet-key hook ${id}`), text);
      const again = await place.run(['hook', id, '--install']);
      assert.match(again.stderr, /as before/);
      assert.equal(place.read(settings.project), text);
      await place.run(['hook', id, '--uninstall']);
      assert.ok(!place.read(settings.project).includes('valet-key'), place.read(settings.project));
    });
  }

  it('leaves the settings and comments that are there, and changes its own entry alone', async () => {
    using place = workplace();
    const other = { matcher: 'Bash', hooks: [{ type: 'command', command: 'lint.sh' }] };
    place.write({
      '.claude/settings.json': `{\n  // ours\n  "model": "x",\n  "hooks": { "PreToolUse": [${JSON.stringify(other)}] }\n}\n`,
    });
    await place.run(['hook', 'claude-code', '--install']);
    await place.run(['hook', 'claude-code', '--install', '--allow-reading']);
    const text = place.read('.claude/settings.json');
    assert.match(text, /\/\/ ours\n {2}"model": "x"/);
    assert.equal(text.match(/valet-key hook claude-code --allow-reading"/g)?.length, 3);
    assert.equal(text.match(/valet-key hook/g)?.length, 3);
    assert.ok(text.includes('lint.sh'));
  });

  it('registers for all repositories by the place it is at', async () => {
    using place = workplace();
    await place.run(['hook', 'cursor', '--install', '--user']);
    const path = join(place.home, '.cursor/hooks.json');
    const { hooks } = JSON.parse(readFileSync(path, 'utf8')) as { hooks: Record<string, { command: string }[]> };
    assert.match(hooks['preToolUse']?.[0]?.command ?? '', /^"\/.*" "\/.*cli\.mjs" hook cursor$/);
    await place.run(['hook', 'cursor', '--uninstall', '--user']);
    assert.ok(!readFileSync(path, 'utf8').includes('cursor"'));
  });

  const broken: readonly [fact: string, text: string][] = [
    ['no JSON', '{ "hooks": '],
    ['a list', '[]'],
    ['hooks of another shape', '{ "hooks": { "PreToolUse": {} } }'],
  ];
  for (const [fact, text] of broken) {
    it(`leaves a file alone that is ${fact}`, async () => {
      using place = workplace();
      place.write({ '.claude/settings.json': text });
      const { status, stderr } = await place.run(['hook', 'claude-code', '--install']);
      assert.equal(status, 2);
      assert.match(stderr, /put it right first/);
      assert.equal(place.read('.claude/settings.json'), text);
    });
  }

  it('writes to the top of the repository', async () => {
    using place = workplace();
    mkdirSync(join(place.folder, '.git'));
    mkdirSync(join(place.folder, 'deep'));
    await place.run(['hook', 'codex', '--install'], { cwd: join(place.folder, 'deep') });
    assert.ok(existsSync(join(place.folder, '.codex/hooks.json')));
  });
});

function tool(name: string, input: object): object {
  return { session_id: '1', hook_event_name: 'PreToolUse', tool_name: name, tool_input: input };
}

function write(path: string, content: string): object {
  return tool('Write', { file_path: path, content });
}

async function refused(place: Workplace, payload: object): Promise<{ reason: string; stdout: string }> {
  const outcome = await place.run(['hook', 'claude-code'], {
    input: JSON.stringify({ cwd: place.folder, ...payload }),
  });
  assert.deepEqual([outcome.status, outcome.stderr], [0, '']);
  const answer = JSON.parse(outcome.stdout) as {
    reason?: string;
    hookSpecificOutput?: { permissionDecisionReason: string };
  };
  return { reason: answer.reason ?? answer.hookSpecificOutput?.permissionDecisionReason ?? '', stdout: outcome.stdout };
}
