import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { outcomeOf } from '../../cli/program.ts';
import { cacheFolder, Missing, programOn } from './part.ts';

/** A program in Go with these modules, compiled once into the cache. */
export async function goProgram(source: string, modules: readonly string[]): Promise<string> {
  const named = createHash('sha256')
    .update([source, ...modules].join('\n'))
    .digest('hex')
    .slice(0, 16);
  const program = join(cacheFolder(), 'go', named);
  if (existsSync(program)) return program;
  const go = programOn('go', '/usr/local/go/bin');
  if (go === undefined) throw new Missing('there is no Go here');
  console.log(`    compiling a program with ${modules.join(', ')}`);
  const folder = mkdtempSync(join(tmpdir(), 'valet-key-go-'));
  try {
    writeFileSync(join(folder, 'main.go'), source);
    mkdirSync(join(cacheFolder(), 'go'), { recursive: true });
    for (const args of [
      ['mod', 'init', 'local/program'],
      ['get', ...modules],
      ['build', '-o', `${program}.new`, '.'],
    ]) {
      const env = { ...process.env, GOFLAGS: '-mod=mod', CGO_ENABLED: '0' };
      const { status, stderr } = await outcomeOf(go, args, { cwd: folder, env });
      if (status !== 0) throw new Missing(`go ${args[0]}: ${stderr.trim().split('\n').at(-1)}`);
    }
    renameSync(`${program}.new`, program);
    return program;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
