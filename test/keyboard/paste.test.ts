import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exampleOf } from '../example.ts';
import { openWorkbench, type OpenWorkbench } from '../harness/browser.ts';
import { settled } from '../harness/settled.ts';
import { temporaryFolder, type TemporaryFolder } from '../harness/temporary-folder.ts';

const project = join(import.meta.dirname, '../..');
const stripe = exampleOf('stripe-secret-key');
const slack = exampleOf('slack-bot-token');

describe('a paste', () => {
  let folder: TemporaryFolder;
  let workbench: OpenWorkbench;

  before(async () => {
    folder = await temporaryFolder('paste');
    await files({
      'one.py': '"""One."""\n\n',
      'two.ts': 'const key = "";\n',
      'three.ts': 'const a = "";\nconst b = "";\n',
      'four.py': 'import os\n',
      'spread.ts': 'const a = "";\nconst b = "";\n',
      'bare.ts': 'const key = ;\n',
      'line.ts': `const key = '${stripe}';\nconst amount = 1;\n`,
      'flagged.go': 'package a\n',
      'ordinary.ts': '\n',
      'plain.js': '\n',
      'undo.js': 'let x;\n',
      'undone.js': 'let y;\n',
      'cells.ipynb': notebook(['key = 1']),
      '.vscode/settings.json': '{ "[go]": { "valetKey.paste": "flag" } }\n',
    });
    workbench = await openWorkbench({ folder: folder.path, extensionPath: project });
  });

  after(async () => {
    await workbench?.close();
    await folder?.[Symbol.asyncDispose]();
  });

  it('of a line with a token becomes a reference with its import, and the rest stays', async () => {
    await open('one.py', 3, 1);
    await workbench.paste(`slack = connect("${slack}", retries=3)  # daily`);
    await shows('"""One."""\n\nimport os\n\nslack = connect(os.environ["SLACK_BOT_TOKEN"], retries=3)  # daily');
    await manifestHas('"slack"');
  });

  it('between quotes takes the quotes with it and leaves the cursor behind the reference', async () => {
    await open('two.ts', 1, 14);
    await workbench.paste(stripe);
    await shows('const key = process.env.STRIPE_SECRET_KEY!;\n');
    await workbench.type('/*here*/');
    await shows('const key = process.env.STRIPE_SECRET_KEY!/*here*/;\n');
  });

  it('at two cursors becomes a reference at both', async () => {
    await open('three.ts', 1, 12);
    await workbench.press('Shift+Alt+ArrowDown');
    await workbench.paste(stripe);
    await shows('const a = process.env.STRIPE_SECRET_KEY!;\nconst b = process.env.STRIPE_SECRET_KEY!;\n');
    await workbench.type('//');
    await shows('const a = process.env.STRIPE_SECRET_KEY!//;\nconst b = process.env.STRIPE_SECRET_KEY!//;\n');
  });

  it('of as many lines as there are cursors gives each its own', async () => {
    await open('spread.ts', 1, 12);
    await workbench.press('Shift+Alt+ArrowDown');
    await workbench.paste(`${stripe}\n${slack}`);
    await shows('const a = process.env.STRIPE_SECRET_KEY!;\nconst b = process.env.SLACK_BOT_TOKEN!;\n');
  });

  it('of several lines changes the credentials alone', async () => {
    await open('four.py', 2, 1);
    await workbench.paste(`def pay():\n    key = "${stripe}"\n\treturn key, "${slack}"  # Zoë`);
    await shows(
      'import os\ndef pay():\n    key = os.environ["STRIPE_SECRET_KEY"]\n    return key, os.environ["SLACK_BOT_TOKEN"]  # Zoë',
    );
    await workbench.press('Control+S');
    await settled(
      () => readFile(join(folder.path, 'four.py'), 'utf8'),
      (saved) => saved.includes('\n\treturn key'),
      'the tab as it was pasted',
    );
  });

  it('of nothing but a value becomes a look-up where code is expected', async () => {
    await open('bare.ts', 1, 13);
    await workbench.paste(stripe);
    await shows('const key = process.env.STRIPE_SECRET_KEY!;\n');
  });

  it('of a line that was copied without a selection goes above the line of the cursor', async () => {
    await open('line.ts', 1, 5);
    await workbench.squiggles(1);
    await workbench.press('Control+C');
    await workbench.goTo(2, 6);
    await workbench.press('Control+V');
    await settled(
      () => workbench.editorText(),
      (seen) => seen.endsWith('\nconst key = process.env.STRIPE_SECRET_KEY!;\nconst amount = 1;\n'),
      'the line above',
    );
  });

  it('is undone by one key press, and no question is asked', async () => {
    await open('undo.js', 1, 7);
    await workbench.paste(`\nconst key = '${stripe}';`);
    await shows('let x;\nconst key = process.env.STRIPE_SECRET_KEY;\n');
    await workbench.press('Control+Z');
    await shows('let x;\n');
    await workbench.press('Control+Shift+Z');
    await shows('let x;\nconst key = process.env.STRIPE_SECRET_KEY;\n');
  });

  it('that is undone offers to take its request and its value back', async () => {
    await open('undone.js', 1, 7);
    await workbench.paste(`\nconst key = '${exampleOf('openai-api-key')}';`);
    await shows('let y;\nconst key = process.env.OPENAI_API_KEY;\n');
    await manifestHas('"openai"');
    await workbench.press('Control+Z');
    await shows('let y;\n');
    await workbench.answerNotification('The paste was undone. Remove its request “openai”', 'Remove');
    await settled(
      () => readFile(join(folder.path, 'valet-key.json'), 'utf8'),
      (seen) => !seen.includes('"openai"') && seen.includes('"slack"'),
      'the manifest without the request',
    );
  });

  it('lands as plain text from the paste menu, and is flagged', async () => {
    await open('plain.js', 1, 1);
    await workbench.paste(`const key = '${stripe}';`);
    await shows('const key = process.env.STRIPE_SECRET_KEY;\n');
    await workbench.chooseFix('Insert Plain Text');
    await settled(
      () => workbench.editorText(),
      (seen) => seen === `const key = '${stripe}';\n`,
      'the plain text',
    );
    await workbench.squiggles(1);
    await workbench.goTo(1, 25);
    assert.match(await workbench.hoverText(), /It was pasted/);
    await workbench.press('Escape');
  });

  it('is flagged and no more where the setting says so', async () => {
    await open('flagged.go', 1, 10);
    await workbench.paste(`var key = "${stripe}"`);
    await workbench.squiggles(1);
    await workbench.goTo(1, 25);
    assert.match(await workbench.hoverText(), /It was pasted/);
    await workbench.press('Escape');
  });

  it('of no credential is as it always was', async () => {
    await open('ordinary.ts', 1, 1);
    await workbench.paste('const a = 1;\n  const b = 2;');
    await shows('const a = 1;\n  const b = 2;\n');
  });

  it('into a document without a file becomes a reference', async () => {
    await workbench.command('File: New Untitled Text File');
    await workbench.command('Change Language Mode');
    await workbench.type('Python');
    await workbench.pick('Python');
    await workbench.press('Control+1');
    await workbench.paste(`token = "${slack}"\n`);
    await shows('import os\n\ntoken = os.environ["SLACK_BOT_TOKEN"]\n');
  });

  it('into a cell of a notebook becomes a reference', async () => {
    await workbench.press('Control+P');
    await workbench.type('cells.ipynb');
    await workbench.pick('cells.ipynb');
    await workbench.page.locator('.notebookOverlay .cell-editor-container .view-lines').first().click();
    await workbench.press('Control+End', 'Enter');
    await workbench.paste(`token = "${slack}"`);
    const cell = workbench.page.locator('.notebookOverlay .cell-editor-container .view-lines').first();
    await settled(
      () => cell.innerText(),
      (seen) => seen.includes('os.environ["SLACK_BOT_TOKEN"]') && !seen.includes(slack),
      'the reference in the cell',
    );
  });

  it('leaves requests without a rotation reminder, as nothing has leaked', async () => {
    const manifest = await manifestHas('"stripe"');
    assert.match(manifest, /"pasted": true/);
    assert.ok(!manifest.includes(stripe) && !manifest.includes(slack));
    await workbench.command('Valet Key: Focus on Requests View');
    const rows = await workbench.treeRows('Requests', 2);
    assert.deepEqual(
      rows.map((row) => row.split(' ')[0]),
      ['slack', 'stripe'],
    );
  });

  async function open(name: string, line: number, column: number): Promise<void> {
    await workbench.openFile(name);
    await workbench.goTo(line, column);
  }

  async function shows(text: string): Promise<void> {
    const shown = await settled(
      () => workbench.editorText(),
      (seen) => seen === text,
      `the text ${text}`,
      6000,
    );
    assert.ok(!shown.includes(stripe) && !shown.includes(slack));
  }

  async function manifestHas(text: string): Promise<string> {
    const path = join(folder.path, 'valet-key.json');
    return settled(
      () => readFile(path, 'utf8').catch(() => ''),
      (seen) => seen.includes(text),
      `${text} in the manifest`,
    );
  }

  async function files(texts: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, text] of Object.entries(texts)) {
      await mkdir(join(folder.path, name, '..'), { recursive: true });
      await writeFile(join(folder.path, name), text);
    }
  }
});

function notebook(cells: readonly string[]): string {
  return JSON.stringify({
    cells: cells.map((source) => ({
      cell_type: 'code',
      execution_count: null,
      metadata: {},
      outputs: [],
      source: [source],
    })),
    metadata: { language_info: { name: 'python' } },
    nbformat: 4,
    nbformat_minor: 5,
  });
}
