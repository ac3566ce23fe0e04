import { spawn, spawnSync } from 'node:child_process';
import { cp, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openWorkbench } from '../harness/browser.ts';
import { startServer } from '../harness/server.ts';
import { workbenchUrl } from '../harness/url.ts';
import { exampleOf } from '../example.ts';
import { agentsVersion } from './agent.ts';
import { startPaymentsApi } from './payments-api.ts';
import { playStory } from './story.ts';
import { writeFile } from 'node:fs/promises';

/**
 * `npm run demo` opens a real VS Code with the extension on a sample app, just after an agent has written a key into
 * it; `npm run demo -- --headless` plays the whole story unattended and fails where a step fails.
 */
const project = resolve(import.meta.dirname, '../..');
const stripeKey = exampleOf('stripe-secret-key');
const slackToken = exampleOf('slack-bot-token');

async function main(): Promise<void> {
  await using api = await startPaymentsApi(stripeKey);
  await using app = await sampleApp();
  const env = { CHARGES_API: api.url, VALET_KEY_HOME: join(app.path, '../vault') };
  if (process.argv.includes('--headless')) await playUnattended(app.path, env, new URL(api.url).host);
  else await openForAPerson(app.path, env);
}

async function playUnattended(folder: string, env: Record<string, string>, apiHost: string): Promise<void> {
  await using workbench = await openWorkbench({ folder, extensionPath: project, env });
  await playStory({ workbench, folder, stripeKey, slackToken, apiHost, pictures: resolve('test-results/demo') });
}

async function openForAPerson(folder: string, env: Record<string, string>): Promise<void> {
  await writeFile(join(folder, 'src/sync.js'), agentsVersion(stripeKey));
  const desktop = spawnSync('code', ['--version']).status === 0;
  if (desktop) {
    const options = [`--extensionDevelopmentPath=${project}`, '--disable-extensions', '--new-window', '--wait', folder];
    const child = spawn('code', [...options, join(folder, 'src/sync.js')], {
      stdio: 'inherit',
      env: { ...process.env, ...env },
    });
    await new Promise((done) => child.once('exit', done));
    return;
  }
  const server = await startServer({ env });
  console.log(
    `\nVS Code with Valet Key on the sample app:\n\n  ${workbenchUrl(server.authority, { folder, extensionPath: project })}\n`,
  );
  console.log('Open src/sync.js, put the cursor on the underlined key and press Ctrl+. (Cmd+. on a Mac).');
  console.log(
    `Add { "host": "${new URL(env['CHARGES_API'] ?? '').host}" } to "call" of the request in valet-key.json,`,
  );
  console.log('as the sample app calls its API there, and run this in its terminal: valet-key run -- npm start');
  console.log('Press Ctrl+C here to end.');
  const interrupted = new Promise((done) => process.once('SIGINT', done));
  await Promise.race([interrupted, sleep(24 * 3600 * 1000)]);
  await server.stop();
}

interface SampleApp extends AsyncDisposable {
  readonly path: string;
}

/** A copy of the sample app under git, which a person or the story may change. */
async function sampleApp(): Promise<SampleApp> {
  const parent = await realpath(await mkdtemp(join(tmpdir(), 'valet-key-demo-')));
  const path = join(parent, 'charges-report');
  await cp(join(import.meta.dirname, 'app'), path, { recursive: true });
  const git = (...parameters: string[]) =>
    spawnSync('git', ['-c', 'user.name=Demo', '-c', 'user.email=demo@localhost', ...parameters], { cwd: path });
  git('init', '-q');
  git('add', '.');
  git('commit', '-q', '-m', 'The app as it was');
  return { path, [Symbol.asyncDispose]: () => rm(parent, { recursive: true, force: true, maxRetries: 5 }) };
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
