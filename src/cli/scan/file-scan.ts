import type { Finding } from '../../core/detect/finding.ts';
import { baselineEntry } from '../../core/policy/baseline.ts';
import { ignoreComments } from '../../core/policy/ignores.ts';
import { createJudge, type Judge, type JudgeOptions, sha256 } from './judge.ts';
import type { Place } from './place.ts';
import { createPositions } from './positions.ts';
import type { FileReport, Hit } from './report.ts';
import { readTextFile, type Reading } from './text-file.ts';

/** What a thread is handed, whole. */
export interface FileScanOptions extends JudgeOptions {
  readonly maxBytes: number;
}

/** A file to read, or a text that was read elsewhere, as from git. */
export interface ScanWork extends Place {
  readonly reading?: Reading;
  /** Lines from 1 that count; absent where all do. */
  readonly lines?: LineRanges;
}

/** First and last line of each range, from 1, in order. */
export type LineRanges = readonly (readonly [first: number, last: number])[];

export type FileScan = (work: ScanWork) => FileReport;

export function createFileScan(options: FileScanOptions): FileScan {
  const judge = createJudge(options);
  return (work) => {
    const reading = work.reading ?? readTextFile(work.absolute, options.maxBytes);
    const { path } = work;
    if (!('text' in reading)) return { path, length: 0, hits: [], unreasoned: [], skip: reading };
    const { text } = reading;
    try {
      const findings = judge.findings(work, text);
      if (findings.length === 0) return { path, length: text.length, hits: [], unreasoned: [] };
      return { path, length: text.length, ...hitsOf(text, findings, { work, judge }) };
    } catch (error) {
      // One text that the scan cannot cope with must not cost the others theirs.
      const skip = { type: 'failed', error: error instanceof Error ? error.name : 'unknown' } as const;
      return { path, length: text.length, hits: [], unreasoned: [], skip };
    }
  };
}

function hitsOf(text: string, findings: readonly Finding[], { work, judge }: { work: ScanWork; judge: Judge }) {
  const accepted = judge.accepted(work, text, findings);
  const positionAt = createPositions(text);
  const hits = findings.flatMap((finding): readonly Hit[] => {
    const [start, end] = [positionAt(finding.start), positionAt(finding.end)];
    if (work.lines && !touches(work.lines, start.line, end.line)) return [];
    const acceptance = accepted.get(finding);
    return [
      {
        line: start.line,
        column: start.column,
        endLine: end.line,
        endColumn: end.column,
        ...factsOf(finding),
        ...marksOf(finding, text, work),
        ...(acceptance && { accepted: acceptance }),
      },
    ];
  });
  const unreasoned = ignoreComments(text).filter(({ reason }) => reason === undefined);
  const lineAt = createPositions(text);
  return { hits, unreasoned: unreasoned.map(({ start }) => lineAt(start).line) };
}

function factsOf({ start, end, kind, service, confidence, fingerprint, redacted, evidence }: Finding) {
  return {
    offset: start,
    length: end - start,
    kind,
    confidence,
    fingerprint,
    redacted,
    ...(service !== undefined && { service }),
    ...(evidence.type === 'known' && { sameAs: { name: evidence.name, source: evidence.source } }),
  };
}

function marksOf({ start, end, kind, fingerprint }: Finding, text: string, { absolute }: Place) {
  const subject = { file: absolute, kind, fingerprint, text, start, end };
  const { context, tag } = baselineEntry(subject, '', sha256);
  return { context, tag };
}

function touches(lines: LineRanges, first: number, last: number): boolean {
  return lines.some(([from, to]) => from <= last && first <= to);
}
