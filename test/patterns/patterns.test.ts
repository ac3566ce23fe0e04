import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';
import { check } from 'recheck';
import { bounded } from './bounded.ts';

const project = join(import.meta.dirname, '../..');

interface Pattern {
  readonly file: string;
  readonly source: string;
  readonly flags: string;
}

interface Judged extends Pattern {
  /** Whether a proof was found, a text that it is slow with, or neither in ten seconds. */
  readonly status: 'safe' | 'vulnerable' | 'unknown';
  readonly exponential: boolean;
}

/**
 * Every regular expression that stands in the core, judged by `recheck`: it proves that no text makes a pattern backtrack
 * more than its length asks for, or looks for such a text where the proof would take too long.
 */
describe('the regular expressions of the core', function () {
  this.timeout(900_000);
  let judged: readonly Judged[];

  before(async () => {
    judged = await judgeAll(globSync('src/core/**/*.ts', { cwd: project }).flatMap(patternsOf));
  });

  it('that every text is read with are linear, or read texts of bounded length', () => {
    assert.ok(judged.length > 500);
    const wrong = judged.filter((each) => !isRewriting(each) && each.status === 'vulnerable' && !isBounded(each));
    assert.deepEqual(wrong.map(titleOf), []);
  });

  it('that replace a value on request, in what stands about it, are not exponential', () => {
    const wrong = judged.filter((each) => isRewriting(each) && each.exponential);
    assert.deepEqual(wrong.map(titleOf), []);
  });

  it('are told from slow ones in time, nearly all of them', () => {
    const untold = judged.filter(({ status }) => status === 'unknown');
    assert.ok(untold.length < judged.length / 20, untold.map(titleOf).join('\n'));
  });
});

function isRewriting({ file }: Pattern): boolean {
  return file.startsWith('src/core/rewrite/');
}

function isBounded(pattern: Pattern): boolean {
  return bounded.some((row) => fits(row, pattern));
}

function fits({ file, begins }: (typeof bounded)[number], pattern: Pattern): boolean {
  return pattern.file === `src/core/${file}` && pattern.source.startsWith(begins);
}

function titleOf({ file, source, flags }: Pattern): string {
  return `${file}: /${source}/${flags}`;
}

function patternsOf(file: string): readonly Pattern[] {
  const path = file.replaceAll('\\', '/');
  const found: Pattern[] = [];
  const { program } = parseSync(path, readFileSync(join(project, file), 'utf8'));
  new Visitor({
    Literal(node) {
      if ('regex' in node) found.push({ file: path, source: node.regex.pattern, flags: node.regex.flags });
    },
  }).visit(program);
  return found;
}

async function judgeAll(patterns: readonly Pattern[]): Promise<readonly Judged[]> {
  const judged: Judged[] = [];
  const left = patterns.values();
  const judgeNext = async (): Promise<void> => {
    for (const pattern of left) {
      const told = await check(pattern.source, pattern.flags, { timeout: 10_000, randomSeed: 1 });
      const exponential = told.status === 'vulnerable' && told.complexity.type === 'exponential';
      judged.push({ ...pattern, status: told.status, exponential });
    }
  };
  await Promise.all([judgeNext(), judgeNext()]);
  return judged;
}
