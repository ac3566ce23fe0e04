import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { bundle, outcomeOf, type Workplace, workplace } from '../cli/program.ts';
import { exampleOf } from '../example.ts';
import { nodeWith } from '../guarded/caches.ts';
import { startModel, type ToolUse } from './parts/model.ts';

/** Real agents, each with a model that follows a plan: what the hook says is what the model is told. */
describe('the hooks of real agents', function () {
  this.timeout(120_000);
  let agents: { readonly folder: string };

  before(function () {
    this.timeout(600_000);
    if (process.env['VALET_KEY_TEST_AGENTS'] !== '1') {
      console.log('  skipped: the agents are 640 MB; VALET_KEY_TEST_AGENTS=1 installs them');
      this.skip();
    }
    const installed = nodeWith('agents', ['@anthropic-ai/claude-code@2.1.197', '@openai/codex@0.169.0'], 'run');
    if ('missing' in installed) {
      console.log(`  skipped: ${installed.missing}`);
      this.skip();
    } else agents = installed;
  });

  it('Claude Code is kept from writing, running and reading, and goes on', async () => {
    await using model = await startModel(
      [
        { name: 'Write', input: { file_path: 'pay.js', content: `const k = '${key}';\n` } },
        { name: 'Bash', input: { command: `echo ${key}`, description: 'print' } },
        { name: 'Read', input: { file_path: '.env' } },
        { name: 'Write', input: { file_path: 'ok.js', content: 'const k = process.env.STRIPE_SECRET_KEY;\n' } },
      ].map((step) => absolute(step)),
    );
    await turn('claude-code', ['claude', '-p', 'go on', '--allowedTools', 'Write,Bash,Read'], {
      ANTHROPIC_BASE_URL: model.url,
      ANTHROPIC_API_KEY: 'planned',
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    });
    assertHeld(model.told());
    assert.ok(!existsSync(join(place.folder, 'pay.js')) && existsSync(join(place.folder, 'ok.js')));
  });

  it('Codex is kept from running and reading, and goes on', async () => {
    await using model = await startModel([
      { name: 'exec_command', input: { cmd: `cat > pay.js <<E\nconst k = '${key}';\nE` } },
      { name: 'exec_command', input: { cmd: `echo ${key}` } },
      { name: 'exec_command', input: { cmd: 'cat .env' } },
      { name: 'exec_command', input: { cmd: 'echo fine > ok.js' } },
    ]);
    const provider = `model_providers.planned={name="planned",base_url="${model.url}/v1",env_key="PLANNED_API_KEY",wire_api="responses"}`;
    const options = [
      '--trust',
      '--dangerously-bypass-hook-trust',
      '--dangerously-bypass-approvals-and-sandbox',
      '--skip-git-repo-check',
    ];
    await turn(
      'codex',
      ['codex', 'exec', ...options, '-c', 'model_provider=planned', '-c', 'model=planned', '-c', provider, 'go on'],
      {
        PLANNED_API_KEY: 'planned',
      },
    );
    assertHeld(model.told());
    assert.ok(!existsSync(join(place.folder, 'pay.js')) && existsSync(join(place.folder, 'ok.js')));
  });

  const key = exampleOf('stripe-secret-key');
  let place: Workplace;
  beforeEach(() => {
    place = workplace();
    place.write({ '.env': `BILLING=${'x'.repeat(12)}\n` });
  });
  afterEach(() => place[Symbol.dispose]());

  function absolute({ name, input }: ToolUse): ToolUse {
    const path = input['file_path'];
    return typeof path === 'string'
      ? { name, input: { ...input, file_path: join(place.folder, path) } }
      : { name, input };
  }

  /** Registers the hook as a person does, and has the agent take one turn. */
  async function turn(
    id: string,
    [program = '', ...args]: readonly string[],
    variables: Readonly<Record<string, string>>,
  ) {
    const bin = join(place.home, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'valet-key'), `#!/bin/sh\nexec "${process.execPath}" "${await bundle()}" "$@"\n`);
    chmodSync(join(bin, 'valet-key'), 0o755);
    await place.run(['hook', id, '--install']);
    const env = { ...place.env, ...variables, PATH: `${bin}${delimiter}${process.env['PATH']}` };
    const { status, stdout, stderr } = await outcomeOf(join(agents.folder, 'node_modules/.bin', program), args, {
      cwd: place.folder,
      env,
    });
    assert.equal(status, 0, stdout + stderr);
  }
});

function assertHeld(told: readonly string[]): void {
  const [written, run, read, fine] = told;
  assert.match(written ?? '', /Valet Key refused this:.*Stripe secret key/s);
  assert.match(run ?? '', /Stripe secret key \(\S+\) in the command/);
  assert.match(read ?? '', /\.env is not for agents to read/);
  assert.doesNotMatch(fine ?? 'nothing', /Valet Key/);
}
