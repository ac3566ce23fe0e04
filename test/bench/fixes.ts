import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDetector } from '../../src/core/detect/detector.ts';
import { startPlan } from '../../src/core/fix/planner.ts';
import { services } from '../../src/core/services/catalogue.ts';
import { exampleOf } from '../example.ts';
import { medianOf } from './timing.ts';

/** How fast findings become references: planned alone, and as `valet-key fix` with its vault and its files. */
export async function benchFixes(): Promise<void> {
  console.log('\nFixes');
  const perFinding: number[] = [];
  for (const count of [100, 1000, 4000]) {
    const took = await planning(count);
    perFinding.push(took / count);
    const second = Math.round((count / took) * 1000).toLocaleString('en');
    console.log(`  planned in one text          ${second} a second of ${count.toLocaleString('en')}`);
  }
  const [, thousand = 1, most = 0] = perFinding;
  console.log(`  growth                       ${(most / thousand).toFixed(1)} × a finding for 4 times as many`);
  for (const [files, each] of [
    [1, 1000],
    [100, 10],
  ] as const) {
    const seconds = await fixing(files, each);
    console.log(`  valet-key fix                ${seconds.toFixed(1)} s for 1,000 values in ${files} files`);
  }
}

async function planning(count: number): Promise<number> {
  const text = program(count);
  const path = 'src/keys.js';
  const findings = createDetector({ services, fingerprint }).scan(text, { path, language: 'javascript' });
  return medianOf(3, () => {
    const start = startPlan({ manifest: undefined, subject: () => 'workload:bench', fingerprint });
    if (start.type !== 'planner') throw new TypeError(start.type);
    const { replaced } = start.planner.add({ text, path, language: 'javascript', findings });
    start.planner.manifest();
    if (replaced.length !== findings.length) throw new TypeError(`${replaced.length} of ${findings.length} replaced`);
  });
}

function fingerprint(value: string): string {
  return value;
}

/** Seconds, with the start of the program, the stretching of a passphrase and a new vault. */
async function fixing(files: number, each: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'valet-key-bench-'));
  const cli = join(import.meta.dirname, '../../dist/cli.mjs');
  const passphrase = join(folder, 'passphrase');
  const env = {
    ...process.env,
    HOME: folder,
    VALET_KEY_HOME: join(folder, 'home'),
    VALET_KEY_KEYCHAIN: 'off',
    VALET_KEY_PASSPHRASE_FILE: passphrase,
  };
  try {
    writeFileSync(passphrase, 'four words of a bench\n');
    const app = join(folder, 'app');
    mkdirSync(app);
    for (let file = 0; file < files; file++) writeFileSync(join(app, `keys${file}.js`), program(each));
    const start = performance.now();
    const { status, stderr } = spawnSync(process.execPath, [cli, 'fix'], { cwd: app, env, encoding: 'utf8' });
    if (status !== 0) throw new Error(`valet-key fix ended with ${status}: ${stderr.slice(0, 200)}`);
    return (performance.now() - start) / 1000;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A program with so many keys, each another one. */
function program(keys: number): string {
  return Array.from(
    { length: keys },
    (_, at) => `export const key${at} = '${exampleOf('github-personal-token')}';\n`,
  ).join('');
}
