/**
 * What is found in whole files of folders that are at hand: how many findings a million lines, by how sure they are, by
 * the surroundings and by the kind; and a sample of them, for a person to judge.
 *
 *     node test/bench/whole-files.ts FOLDER… [--show 40] [--confidence low]
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { createDetector } from '../../src/core/detect/detector.ts';
import type { Finding } from '../../src/core/detect/finding.ts';
import { surroundingsOf } from '../../src/core/detect/generic/surroundings.ts';
import { looksBinary } from '../../src/core/policy/files.ts';
import { services } from '../../src/core/services/catalogue.ts';
import { seeded } from '../core/detect/make.ts';

interface Seen {
  readonly place: string;
  readonly path: string;
  readonly finding: Finding;
  readonly line: string;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { show: { type: 'string', default: '0' }, confidence: { type: 'string' } },
});
/** What is larger is data. */
const largest = 8e6;
const detector = createDetector({ services, fingerprint: () => 'hmac-sha256:' });
const lines: Record<string, number> = {};
const seen: Seen[] = [];

for (const folder of positionals) readFolder(folder);
showRates();
showSample(Number(values.show));

function readFolder(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || statSync(path).size > largest) continue;
    const bytes = readFileSync(path);
    if (!looksBinary(bytes)) readText(bytes.toString('utf8'), relative(folder, path));
  }
}

function readText(text: string, path: string): void {
  const { sort, rehearsal, foreign } = surroundingsOf({ path });
  const place = [sort, rehearsal ? 'rehearsal' : '', foreign ? 'foreign' : ''].join(' ').trim();
  lines[place] = (lines[place] ?? 0) + text.split('\n').length;
  for (const finding of detector.scan(text, { path })) {
    const from = text.lastIndexOf('\n', finding.start) + 1;
    const to = text.indexOf('\n', finding.start);
    seen.push({ place, path, finding, line: text.slice(from, to < 0 ? undefined : to) });
  }
}

function showRates(): void {
  const places = Object.entries(lines).map(([place, count]) => [place, rates((it) => it.place === place, count)]);
  const total = Object.values(lines).reduce((sum, count) => sum + count, 0);
  console.log('findings a million lines');
  console.table({ ...(Object.fromEntries(places) as object), all: rates(() => true, total) });
  const kinds = Map.groupBy(seen, ({ finding }) => `${finding.kind}, ${finding.confidence}`);
  console.table(Object.fromEntries([...kinds].map(([kind, them]) => [kind, them.length])));
}

function rates(belongs: (it: Seen) => boolean, count: number): Readonly<Record<string, number>> {
  const of = (confidence: string): number => {
    const found = seen.filter((it) => belongs(it) && it.finding.confidence === confidence).length;
    return Number(((found / count) * 1e6).toFixed(2));
  };
  return { lines: count, low: of('low'), medium: of('medium'), high: of('high') };
}

/** A sample of chance, the same every time. */
function showSample(size: number): void {
  const chance = seeded(1);
  const wanted = seen.filter(
    ({ finding }) => values.confidence === undefined || finding.confidence === values.confidence,
  );
  for (let left = Math.min(size, wanted.length); left > 0; left--) {
    const [it] = wanted.splice(chance(wanted.length), 1);
    if (it) console.log(it.finding.confidence, it.finding.kind, it.path, '|', it.line.trim().slice(0, 200));
  }
}
