import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { readTextFile } from '../../broker/disk/regular-file.ts';
import { atLeast, type Confidence } from '../../core/detect/finding.ts';
import { type BaselineEntry, baselineName, formatBaseline, readBaseline } from '../../core/policy/baseline.ts';
import { CommandFault, systemCode } from '../fault.ts';
import { replaceFile } from '../write-file.ts';
import type { PlacedBaseline } from './judge.ts';
import { repositoryOf } from './ignored.ts';
import { pathFrom } from './place.ts';
import type { FileReport, Hit } from './report.ts';

/** Where the baseline is: the one named, else the nearest, in a repository that of the repository, else none yet. */
export function baselinePath(named: string | undefined, cwd: string): { path: string; isThere: boolean } {
  if (named !== undefined) return { path: resolve(cwd, named), isThere: existsSync(resolve(cwd, named)) };
  const top = repositoryOf(cwd);
  for (let folder = cwd; ; folder = dirname(folder)) {
    const path = join(folder, baselineName);
    if (existsSync(path)) return { path, isThere: true };
    if (folder === top || folder === dirname(folder)) return { path: join(top ?? cwd, baselineName), isThere: false };
  }
}

/** A baseline that cannot be read accepts nothing, and its owner is told. */
export function loadBaseline(path: string): PlacedBaseline {
  let text: string;
  try {
    text = readTextFile(path);
  } catch (error) {
    throw new CommandFault(`cannot read the baseline ${path} (${systemCode(error)})`, { cause: error });
  }
  const reading = readBaseline(text);
  if (reading.type === 'broken') throw new CommandFault(`${path}: ${reading.message} It accepts nothing.`);
  return { baseline: reading.baseline, folder: dirname(path) };
}

export interface Acceptance {
  readonly path: string;
  readonly before: readonly BaselineEntry[];
  readonly reports: readonly FileReport[];
  readonly cwd: string;
  readonly reason: string;
  readonly minConfidence: Confidence;
}

/**
 * Writes a baseline that accepts what the reports hold. Entries of files that were not scanned stay; of those that were,
 * entries stay whose finding is still there. Answers with how many findings are accepted anew.
 */
export function acceptFindings({ path, before, reports, cwd, reason, minConfidence }: Acceptance): number {
  const fileOf = (report: FileReport) => pathFrom(dirname(path), resolve(cwd, report.path));
  const scanned = new Set(reports.filter(({ skip }) => !skip).map(fileOf));
  const kept = before.filter(({ file }) => !scanned.has(file));
  let fresh = 0;
  for (const report of reports) {
    const file = fileOf(report);
    const own = before.filter((entry) => entry.file === file);
    for (const hit of report.hits) {
      const old = own.find((entry) => isOf(entry, hit));
      if (old) kept.push(old);
      else if (!hit.accepted && atLeast(hit.confidence, minConfidence)) {
        const { kind, fingerprint, context, tag } = hit;
        kept.push({ file, kind, fingerprint, context, tag, reason });
        fresh++;
      }
    }
  }
  replaceFile(path, formatBaseline({ version: 1, entries: kept }));
  return fresh;
}

function isOf(entry: BaselineEntry, hit: Hit): boolean {
  if (entry.kind !== hit.kind) return false;
  return entry.fingerprint === hit.fingerprint || (entry.context === hit.context && entry.tag === hit.tag);
}
