import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { editsOf, rewriteAll } from '../../src/core/rewrite/rewrite.ts';
import { apply, marked, value } from '../core/rewrite/check.ts';
import { cSamples } from './c-samples.ts';
import { moreSamples } from './more-samples.ts';
import { rareSamples } from './rare-samples.ts';
import type { Sample } from './sample.ts';
import { samples } from './samples.ts';
import { toolchains, type Toolchain } from './toolchains.ts';

const variable = 'VALET_SAMPLE_KEY';
const root = fileURLToPath(new URL('../..', import.meta.url));

describe('the compilers decide: a rewritten program compiles and prints what it is given', () => {
  for (const sample of [...samples, ...cSamples, ...moreSamples, ...rareSamples]) {
    const toolchain = toolchains[sample.language];
    const missing = toolchain ? missingIn(toolchain) : `no tool chain for ${sample.language}`;
    it(missing === undefined ? sample.language : `${sample.language} (${missing})`, function () {
      rewrittenSample(sample);
      if (toolchain === undefined || missing !== undefined) {
        console.log(`      skipped ${sample.language}: ${missing}`);
        this.skip();
      }
      this.timeout(120_000);
      const { output, text } = ran(sample, toolchain);
      const expected = sample.prints.map((line) => line.replaceAll('{}', value)).join('\n');
      assert.equal(output, expected, text);
    });
  }
});

function missingIn({ commands, packages, programs: more = [] }: Toolchain): string | undefined {
  const first = commands.map(([program = '']) => program).filter((program) => !program.startsWith('{'));
  const programs = [...first, ...more];
  const absent = programs.filter((program) => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0);
  if (absent.length === 0) return undefined;
  const how = packages.length > 0 ? `; Debian: ${packages.join(', ')}` : '';
  return `${absent.join(', ')} is not on this machine${how}`;
}

function ran(sample: Sample, { commands }: Toolchain): { output: string; text: string } {
  const folder = mkdtempSync(path.join(tmpdir(), 'compilers-'));
  try {
    const text = rewrittenSample(sample);
    const file = path.join(folder, sample.path);
    writeFileSync(file, text);
    let output = '';
    for (const command of commands) output = execute(command, { folder, file, text });
    return { output: output.replaceAll('\r\n', '\n').trimEnd(), text };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function rewrittenSample({ text: sample, path: name, language }: Sample): string {
  const { text, ranges } = marked(sample);
  const targets = ranges.map((range) => ({ ...range, reference: { env: variable, request: 'sample' } }));
  const rewrites = rewriteAll({ text, path: name, language, targets });
  assert.deepEqual(rewrites.refused, []);
  const after = apply(text, editsOf(rewrites));
  assert.ok(!after.includes(value), 'no trace of the value');
  return after;
}

function execute(
  [program = '', ...rest]: readonly string[],
  where: { folder: string; file: string; text: string },
): string {
  const fill = (part: string): string =>
    part.replace('{}', where.file).replace('{dir}', where.folder).replace('{root}', root);
  const environment = { ...process.env, [variable]: value, LANG: 'C.UTF-8', GOFLAGS: '-mod=mod' };
  const done = spawnSync(fill(program), rest.map(fill), { cwd: where.folder, env: environment, encoding: 'utf8' });
  assert.equal(done.status, 0, `${program}: ${done.stderr}${done.stdout}\n${where.text}`);
  return program === '{dir}/main' && done.stdout === '' ? done.stderr : done.stdout;
}
