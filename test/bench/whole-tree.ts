import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { temporaryFolder } from '../harness/temporary-folder.ts';
import { bytesOf, copyCorpus, readCorpus } from './corpus.ts';
import { medianOf, megabytesPerSecond, ratio, wallTime } from './timing.ts';

interface Peer {
  readonly title: string;
  readonly command: readonly [string, ...string[]];
}

/** A tree of files scanned by whole processes, each on one core, from start to exit. */
export async function benchWholeTree(): Promise<void> {
  await using folder = await temporaryFolder('tree');
  const files = readCorpus(8);
  await copyCorpus(files, folder.path);
  const rules = { rules: [{ id: '@secretlint/secretlint-rule-preset-recommend' }] };
  await writeFile(join(folder.path, '.secretlintrc.json'), JSON.stringify(rules));
  const rows: Record<string, Record<string, string>> = {};
  let own = 0;
  for (const peer of peers(folder.path)) {
    const took = await medianOf(own === 0 ? 3 : 1, () => run(peer, folder.path), wallTime);
    own ||= took;
    rows[peer.title] = {
      time: `${(took / 1000).toFixed(2)} s`,
      throughput: megabytesPerSecond(bytesOf(files), took),
      'beside Valet Key': took === own ? '1 ×' : `takes ${ratio(own, took)}`,
      'memory at most': `${(memoryOf(peer, folder.path) / 1e3).toFixed(0)} MB`,
    };
  }
  console.log(
    `\nA tree of ${files.length} files, ${(bytesOf(files) / 1e6).toFixed(0)} MB, by whole processes on one core`,
  );
  console.table(rows);
  if (!exists('gitleaks')) console.log('gitleaks is not on the PATH and was left out.');
}

function peers(folder: string): readonly Peer[] {
  const cli = join(import.meta.dirname, '../../dist/cli.mjs');
  const manifest = createRequire(import.meta.url).resolve('secretlint/package.json');
  const secretlint = join(dirname(manifest), 'bin/secretlint.js');
  const all: readonly Peer[] = [
    { title: 'Valet Key', command: [process.execPath, cli, 'scan', '--jobs', '1', '--format', 'jsonl', '.'] },
    { title: 'secretlint', command: [process.execPath, secretlint, '**/*'] },
    { title: 'gitleaks', command: ['gitleaks', 'dir', folder, '--no-banner', '--log-level', 'error'] },
  ];
  return all.filter(({ command: [program] }) => exists(program));
}

function run({ command: [program, ...parameters] }: Peer, cwd: string): void {
  const pinned = exists('taskset') ? ['taskset', '-c', '0', program] : [program];
  const [first = program, ...rest] = [...pinned, ...parameters];
  const { status, error } = spawnSync(first, rest, { cwd, stdio: 'ignore', env: { ...process.env, GOMAXPROCS: '1' } });
  // 1 says that something was found.
  if (error || (status ?? 2) > 1) throw new Error(`${program} ended with status ${status}`);
}

/** The largest resident set in kB, as GNU time tells it; 0 where it is not installed. */
function memoryOf({ command }: Peer, cwd: string): number {
  if (!exists('/usr/bin/time')) return 0;
  const { stderr } = spawnSync('/usr/bin/time', ['-f', 'kB %M', ...command], { cwd, encoding: 'utf8' });
  return Number(/kB (\d+)/.exec(stderr)?.[1] ?? 0);
}

function exists(program: string): boolean {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined;
}
