import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { OpenWorkbench } from '../harness/browser.ts';
import { settled } from '../harness/settled.ts';
import { agentsVersion } from './agent.ts';

export interface Story {
  readonly workbench: OpenWorkbench;
  readonly folder: string;
  readonly stripeKey: string;
  readonly slackToken: string;
  /** Where the app's payments API is, as `name:port`. */
  readonly apiHost: string;
  /** The folder for the pictures, one a step. */
  readonly pictures: string;
}

class StoryError extends Error {
  override readonly name = 'StoryError';
}

const replaceTitle = 'Replace with a scoped credential request';

/** The main job from end to end, by the keyboard; prints each step with what was seen. */
export async function playStory(story: Story): Promise<void> {
  await mkdir(story.pictures, { recursive: true });
  const steps: readonly [string, (story: Story) => Promise<string>][] = [
    ['An agent rewrites src/sync.js on disk, with a key in it', agentWrites],
    ['The key is underlined and the hover says what it is', hoverExplains],
    ['Quick Fix is chosen from the light bulb', replaces],
    ['The request stands in the tree view, with a rotation reminder', requestIsListed],
    ['A paste with a token lands as a reference', pasteLands],
    ['The request is widened to the API that the app calls here', widens],
    ['The replaced app runs in the terminal with valet-key run, approved there', appRuns],
    ['Neither value stands in any file of the app', valuesAreGone],
  ];
  for (const [index, [title, play]] of steps.entries()) {
    const seen = await play(story);
    await story.workbench.screenshot(join(story.pictures, `${index + 1}-${play.name}.png`));
    console.log(`✔ ${title}\n${indent(redact(seen, story))}`);
  }
  console.log(`\n${steps.length} steps, all as they should be. Pictures: ${story.pictures}`);
}

async function agentWrites({ workbench, folder, stripeKey }: Story): Promise<string> {
  await workbench.openFile('sync.js');
  await writeFile(join(folder, 'src/sync.js'), agentsVersion(stripeKey));
  await workbench.squiggles(1);
  const problems = await workbench.problems(1);
  return problems.map(({ message, source, code }) => `${source} ${code}: ${message}`).join('\n');
}

async function hoverExplains({ workbench }: Story): Promise<string> {
  await workbench.openFile('sync.js');
  await workbench.goTo(3, 20);
  const text = await workbench.hoverText();
  expect(text.includes('Stripe'), `the hover names the service: ${text}`);
  return text;
}

async function replaces({ workbench, folder }: Story): Promise<string> {
  await workbench.press('Escape');
  await workbench.chooseFix(replaceTitle);
  await workbench.squiggles(0);
  const text = await workbench.editorText();
  expect(text.includes('process.env.STRIPE_SECRET_KEY'), 'the literal has become a look-up');
  await workbench.press('Control+S');
  const manifest = await settled(
    () => readOrEmpty(join(folder, 'valet-key.json')),
    (read) => read.includes('"stripe'),
    'the request in valet-key.json',
  );
  return `${text.split('\n')[2]}\n${manifest}`;
}

async function requestIsListed({ workbench }: Story): Promise<string> {
  await workbench.command('Valet Key: Focus on Requests View');
  const rows = await workbench.treeRows('Requests', 2);
  return rows.join('\n');
}

async function pasteLands({ workbench, folder, slackToken }: Story): Promise<string> {
  await workbench.openFile('notify.py');
  await workbench.goTo(5, 24);
  await workbench.press('Enter');
  await workbench.paste(`SLACK_TOKEN = "${slackToken}"`);
  const text = await settled(
    () => workbench.editorText(),
    (shown) => shown.includes('os.environ'),
    'the reference in notify.py',
  );
  expect(!text.includes(slackToken), 'the token never entered the document');
  await workbench.press('Control+S');
  await settled(
    () => readOrEmpty(join(folder, 'src/notify.py')),
    (saved) => saved.includes('os.environ'),
    'the saved file',
  );
  return text;
}

async function widens({ folder, apiHost }: Story): Promise<string> {
  const path = join(folder, 'valet-key.json');
  const manifest = JSON.parse(await readFile(path, 'utf8')) as { requests: Record<string, { call: object[] }> };
  const rule = { host: apiHost, methods: ['GET'], paths: ['/v1/charges'] };
  for (const [name, { call }] of Object.entries(manifest.requests)) if (name.startsWith('stripe')) call.push(rule);
  await writeFile(path, `${JSON.stringify(manifest, undefined, 2)}\n`);
  return JSON.stringify(rule);
}

async function appRuns({ workbench, folder }: Story): Promise<string> {
  await workbench.command('Terminal: Create New Terminal');
  await workbench.pause(2500);
  await workbench.type('valet-key run -- npm start --silent > run.log 2>&1; echo done >> run.log');
  await workbench.press('Enter');
  // The terminal asks who is there; what is typed early waits for the question.
  await workbench.pause(4000);
  await workbench.type('y');
  await workbench.press('Enter');
  const output = await settled(
    () => readOrEmpty(join(folder, 'run.log')),
    (log) => log.includes('done'),
    'the output of the app',
    30_000,
  );
  expect(output.includes('2 charges, 62.49 in all'), `the app got its answer: ${output}`);
  return stripVTControlCharacters(output);
}

async function valuesAreGone({ folder, stripeKey, slackToken }: Story): Promise<string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const file of files) {
    const text = readFileSync(join(file.parentPath, file.name), 'latin1');
    expect(!text.includes(stripeKey) && !text.includes(slackToken), `${file.name} holds no value`);
  }
  return execFileSync('git', ['status', '--short'], { cwd: folder, encoding: 'utf8' });
}

async function readOrEmpty(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}

function expect(holds: boolean, what: string): void {
  if (!holds) throw new StoryError(`not so: ${what}`);
}

function redact(text: string, { stripeKey, slackToken }: Story): string {
  return text.replaceAll(stripeKey, '(the key)').replaceAll(slackToken, '(the token)');
}

function indent(text: string): string {
  return text
    .trim()
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
}
