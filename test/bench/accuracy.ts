/**
 * How much of what it should find the detector finds, and how much else.
 *
 *     npm run bench:accuracy
 *
 * Reads labelled lines (JSONL: `id, label, tier, text, file`) from `VALET_KEY_CORPUS`, or from a neighbouring folder of
 * corpora where there is one, and the generated examples of all fact sheets. The lines are halved by their file: what
 * was tuned by one half is checked by the other. A second run puts Shannon's entropy in the place of the table of words.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDetector } from '../../src/core/detect/detector.ts';
import { services } from '../../src/core/services/catalogue.ts';
import { example } from '../../src/core/services/example.ts';
import { seeded } from '../core/services/seeded.ts';
import { bySyntax } from './by-syntax.ts';

interface Line {
  readonly id: string;
  readonly label: 'secret' | 'not-secret';
  readonly tier: string;
  readonly text: string;
  readonly file: string;
}

interface Count {
  lines: number;
  found: number;
  medium: number;
}

type Tally = Record<string, Count>;

const corpus =
  process.env['VALET_KEY_CORPUS'] ??
  join(import.meta.dirname, '../../..', ['shared', 'corpora', 'development.jsonl'].join('/'));
const detector = createDetector({
  services,
  fingerprint: (value) => `hmac-sha256:${createHash('sha256').update(value).digest('hex')}`,
});

if (process.argv.includes('--tally')) console.log(JSON.stringify(tallyLines()));
else report();

function report(): void {
  if (existsSync(corpus)) {
    show('labelled lines', tallyLines());
    const rerun = ['--import', join(import.meta.dirname, 'without-model.ts'), import.meta.filename, '--tally'];
    show(
      'labelled lines, without the table of words',
      JSON.parse(execFileSync(process.execPath, rerun, { encoding: 'utf8' })) as Tally,
    );
  } else console.log('labelled lines: none at hand (VALET_KEY_CORPUS names a file of them)\n');
  showExamples();
  console.log('generated files by syntax: values of chance and of people, and what stands in their place');
  console.table(bySyntax(detector, 1));
}

function tallyLines(): Tally {
  const tally: Tally = {};
  for (const line of readLines()) {
    const half = createHash('sha256').update(line.file).digest().readUInt8() % 2 === 0 ? 'check' : 'tune';
    const findings = detector.scan(line.text, { path: line.file });
    const source = line.id.slice(0, line.id.indexOf('-'));
    for (const scope of [source, `half: ${half}`, 'all']) {
      const count = (tally[`${scope}|${line.label}|${line.tier}`] ??= { lines: 0, found: 0, medium: 0 });
      count.lines++;
      if (findings.length > 0) count.found++;
      if (findings.some(({ confidence }) => confidence !== 'low')) count.medium++;
    }
  }
  return tally;
}

function readLines(): readonly Line[] {
  return readFileSync(corpus, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
}

function show(title: string, tally: Tally): void {
  console.log(title);
  const scopes = [...new Set(Object.keys(tally).map((key) => key.split('|')[0] ?? ''))];
  console.table(
    Object.fromEntries(
      scopes.map((scope) => {
        const of = (label: string, tier?: string): Count => sum(tally, `${scope}|${label}|${tier ?? ''}`);
        const [secrets, others] = [of('secret'), of('not-secret')];
        return [
          scope,
          {
            'strong found': share(of('secret', 'strong')),
            'of them medium': share(of('secret', 'strong'), 'medium'),
            'short found': share(of('secret', 'short')),
            'clear alarms': share(of('not-secret', 'clear')),
            'arguable alarms': share(of('not-secret', 'arguable')),
            F1: ((2 * secrets.found) / (secrets.lines + secrets.found + others.found)).toFixed(3),
          },
        ];
      }),
    ),
  );
}

function sum(tally: Tally, prefix: string): Count {
  const total = { lines: 0, found: 0, medium: 0 };
  for (const [key, count] of Object.entries(tally)) {
    if (!key.startsWith(prefix)) continue;
    total.lines += count.lines;
    total.found += count.found;
    total.medium += count.medium;
  }
  return total;
}

function share(count: Count, part: 'found' | 'medium' = 'found'): string {
  return count.lines === 0 ? '–' : `${count[part]}/${count.lines} ${((100 * count[part]) / count.lines).toFixed(1)} %`;
}

/** The examples that every fact sheet generates, each in an assignment under the sheet's own variable. */
function showExamples(): void {
  const chance = seeded(1);
  let [made, found, named] = [0, 0, 0];
  for (const service of services) {
    for (const kind of service.credentials.filter(({ role }) => role !== 'publishable')) {
      for (const shape of kind.shapes) {
        const value = example({ shape, check: kind.check }, chance);
        const text = `${kind.env ?? service.env[0] ?? 'KEY'}="${value}"`;
        const findings = detector.scan(text, { path: '.env' });
        made++;
        if (findings.length > 0) found++;
        if (findings.some((finding) => finding.kind === kind.id)) named++;
      }
    }
  }
  console.log('generated examples of the fact sheets');
  console.table({ examples: { made, found, 'found as their kind': named } });
}
