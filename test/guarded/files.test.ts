import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, linkSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { whyNoSandbox } from '../../src/broker/sandbox/sandbox.ts';
import { keep, workplace } from '../cli/program.ts';
import type { Workplace } from '../cli/program.ts';
import { requireProgram } from '../real/parts/debian.ts';
import { orSkip, programOn } from '../real/parts/part.ts';

/** What stands where a denied file is: a comment, or JSON. */
const note = /^(?:\d )?(?:# |\{"\/\/":")Valet Key: this task may not read \S+\. Ask for what it needs/;
const gone = /^(?:ENOENT|EACCES|EPERM|EXDEV)$/;

interface Row {
  readonly attempt: string;
  readonly fact: string;
  readonly outcome: RegExp;
  /** As it stands in the log and in what whoever runs the task is told. */
  readonly path?: string;
}

const named: readonly Row[] = [
  ['env', 'does not read .env', '.env'],
  ['production', 'does not read .env.production further down', 'src/deep/.env.production'],
  ['dependency', 'does not read the .env of a dependency', 'node_modules/left/.env'],
  ['denied', 'does not read what the manifest denies', 'private/plans.txt'],
  ['key', 'does not read a key of ~/.ssh', '~/.ssh/id_ed25519'],
  ['cloud', "does not read a cloud's credentials", '~/.aws/credentials'],
  ['linkedKey', 'does not read a key behind a link', '~/.gnupg/pubring.kbx'],
  ['docker', 'does not read a file of credentials in a folder of others', '~/.docker/config.json'],
  ['vault', 'does not read the vault', '~/valet-key/vault.json'],
  ['log', 'does not read the audit log', '~/valet-key/audit/audit.jsonl'],
  ['sibling', 'does not read the .env of another project', 'sibling/.env'],
  ['ownLink', 'does not read by a symbolic link of its own', 'src/deep/.env.local'],
  ['linkBefore', 'does not read by a link that was there', 'src/linked/.env'],
  ['linkedBefore', 'does not read by a hard link that was there', 'src/other-name.txt'],
  ['dots', 'does not read by a path with dot segments', 'src/dots/.env'],
  ['double', 'does not read by another spelling', 'src/double/.env'],
  ['rootOfSelf', 'does not read by the root of its own process', 'src/root/.env'],
  ['folderOfSelf', 'does not read by the folder of its own process', 'src/cwd/.env'],
  ['descriptor', 'does not read by an open folder', 'src/fd/.env'],
  ['find', 'does not read what find finds', 'found/.env'],
  ['copy', 'does not copy', 'copy/.env'],
  ['tar', 'does not pack', 'tar/.env'],
].map(([attempt = '', fact = '', path = '']) => ({ attempt, fact, path, outcome: note }));

const others: readonly Row[] = [
  { attempt: 'allowed', fact: 'reads what its read set holds', outcome: /^plain$/ },
  { attempt: 'cache', fact: 'keeps what it caches in its home while it runs', outcome: /^0 kept\n$/ },
  { attempt: 'grep', fact: 'finds nothing with grep', outcome: /^1 $/, path: 'grep/.env' },
  { attempt: 'ripgrep', fact: 'finds nothing with ripgrep', outcome: /^1 $/, path: 'ripgrep/.env' },
  { attempt: 'sourced', fact: 'learns no variable', outcome: /^0 \n$/, path: 'sourced/.env' },
  {
    attempt: 'siblingFolder',
    fact: 'sees nothing else of another project',
    outcome: /^entries: \.env$/,
    path: 'sibling',
  },
  {
    attempt: 'elsewhere',
    fact: 'does not read a project that lies elsewhere',
    outcome: new RegExp(`${note.source}|^ENOENT$|^no place$`),
  },
  // Of a name that is not there nothing is opened, and nothing can be seen.
  { attempt: 'ownKey', fact: 'does not find what only its owner knows the name of', outcome: gone },
  { attempt: 'siblingFile', fact: 'does not find another file of another project', outcome: gone },
  { attempt: 'hardLink', fact: 'does not make a hard link', outcome: gone },
  { attempt: 'replaced', fact: 'does not put another file in its place', outcome: /^[1-9]/ },
];

describe('a task that reads what it may not', () => {
  let tried: Tried | undefined;

  before(async function () {
    this.timeout(120_000);
    const reason = await whyNoSandbox();
    if (reason !== undefined) {
      console.log(`    (skipped: this machine cannot enforce: ${reason})`);
      return this.skip();
    }
    await orSkip(this, () => Promise.resolve(requireProgram(() => programOn('inotifywait'), 'inotify-tools')));
    tried = await tryAll();
    return undefined;
  });

  for (const { attempt, fact, outcome, path } of [...named, ...others]) {
    it(path === undefined ? fact : `${fact}, which is recorded and told`, () => {
      const { outcomes, log, told } = tried ?? assert.fail();
      assert.match(outcomes[attempt] ?? `nothing: ${told}`, outcome);
      if (path === undefined) return;
      assert.match(log, new RegExp(`task read tried to read (?:\\S*/)?${escaped(path)}: refused`));
      assert.match(told, new RegExp(`(?:^|[ /])${escaped(path)}(?:[:, ]|$)`, 'm'));
    });
  }

  it('sees no secret in any of them, but for what git keeps of a file that it tracks', () => {
    const { git = '', ...rest } = tried?.outcomes ?? {};
    assert.doesNotMatch(JSON.stringify(rest), /UNSEEN/);
    assert.match(git, /^0 NAME=UNSEEN/);
    assert.match(tried?.told ?? '', /tracked\/\.env is tracked by git/);
  });

  it('is told what to do', () =>
    assert.match(tried?.told ?? '', /tried to read \.env: refused\. .*ask for it with a request in valet-key\.json/));

  it('changes nothing, and leaves no decoy behind', () => {
    assert.deepEqual(tried?.after, ['NAME=UNSEEN1', '']);
  });
});

interface Tried {
  readonly outcomes: Readonly<Record<string, string>>;
  readonly log: string;
  readonly told: string;
  /** The file after the run, the decoys that are left, and what is in the home's cache. */
  readonly after: readonly string[];
}

async function tryAll(): Promise<Tried> {
  using place = workplace();
  const denied = [...named, ...others].flatMap(({ path = '' }) =>
    path.includes('.env') && !path.startsWith('sibling') ? [path] : [],
  );
  place.write(Object.fromEntries([...denied, 'tracked/.env'].map((path) => [path, `NAME=UNSEEN1`])));
  place.write({
    'src/a.txt': 'plain',
    'private/plans.txt': 'UNSEEN',
    'out/.keep': '',
    '../sibling/.env': 'NAME=UNSEEN',
    '../sibling/secret.txt': 'UNSEEN',
  });
  const home = ['.ssh/id_ed25519', '.ssh/work_key', '.aws/credentials', '.docker/config.json'];
  for (const path of home) {
    mkdirSync(dirname(join(place.home, path)), { recursive: true });
    writeFileSync(join(place.home, path), 'UNSEEN');
  }
  await keep(place, ['one']);
  place.write({ '../keys-elsewhere/pubring.kbx': 'UNSEEN' });
  symlinkSync('../keys-elsewhere', join(place.home, '.gnupg'));
  mkdirSync(join(place.home, '.cache'));
  linkSync(join(place.folder, 'copy/.env'), join(place.folder, 'src/other-name.txt'));
  symlinkSync('linked/.env', join(place.folder, 'src/link'));
  cpSync(join(import.meta.dirname, 'reading-task.ts'), join(place.folder, 'attempts.mts'));
  track(place, 'tracked/.env');
  const read = { files: ['.'], deny_files: ['private'], env: ['ELSEWHERE', 'TOP', 'VICTIM'] };
  const task = { command: [process.execPath, 'attempts.mts'], uses: [], write: ['out'], read };
  place.write({ 'valet-key.json': JSON.stringify({ version: 1, requests: {}, tasks: { read: task } }) });
  using elsewhere = projectElsewhere();
  const env = { TOP: dirname(place.folder), VICTIM: place.home, ELSEWHERE: elsewhere.folder };
  const { stdout, stderr } = await place.run(['run', '--enforced', 'read'], { env });
  const line = stdout.split('\n').findLast((one) => one.startsWith('{')) ?? '{}';
  const left = spawnSync('ls', [join(place.home, 'valet-key/decoys')], { encoding: 'utf8' });
  return {
    outcomes: JSON.parse(line) as Tried['outcomes'],
    log: (await place.run(['audit', '--outcome', 'refused'])).stdout,
    told: stderr,
    after: [place.read('.env'), left.stdout, ...readdirSync(join(place.home, '.cache'))],
  };
}

/** Where servers keep them; empty where whoever tests may not write there. */
function projectElsewhere(): Disposable & { readonly folder: string } {
  try {
    const folder = mkdtempSync('/srv/valet-key-test-');
    writeFileSync(join(folder, '.env'), 'NAME=UNSEEN');
    return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    return { folder: '', [Symbol.dispose]: () => undefined };
  }
}

function track({ folder, env }: Workplace, path: string): void {
  const who = ['-c', 'user.name=A', '-c', 'user.email=a@a.example'];
  for (const args of [
    ['init', '-q'],
    ['add', '-f', path],
    [...who, 'commit', '-q', '-m', 'a'],
  ]) {
    const { status, stderr } = spawnSync('git', args, { cwd: folder, env, encoding: 'utf8' });
    assert.equal(status, 0, stderr);
  }
}

function escaped(text: string): string {
  return text.replaceAll(/[.~]/g, String.raw`\$&`);
}
