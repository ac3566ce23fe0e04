import { createHash } from 'node:crypto';
import { createDetector, type Detector } from '../../core/detect/detector.ts';
import { atLeast, type Confidence, type Finding } from '../../core/detect/finding.ts';
import { createKnownValues, type KnownEntry } from '../../core/detect/known.ts';
import { kindFacts, nameTeamServices } from '../../core/kinds.ts';
import { languageOf } from '../../core/language.ts';
import { type Baseline, baselineEntry, createBaselineIndex } from '../../core/policy/baseline.ts';
import { ignoreComments, siftIgnored } from '../../core/policy/ignores.ts';
import { services } from '../../core/services/catalogue.ts';
import type { Service } from '../../core/services/service.ts';
import { fingerprinting } from '../../broker/fingerprint.ts';
import { pathFrom, type Place } from './place.ts';
import { createPositions } from './positions.ts';
import type { FileReport, Hit } from './report.ts';
import { readTextFile, type Reading } from './text-file.ts';

/** What a scan needs to know before it reads the first file; a thread is handed it whole. */
export interface FileScanOptions {
  readonly minConfidence: Confidence;
  /** Whether keys that are made to be shown to the public are reported. */
  readonly publishable: boolean;
  readonly maxBytes: number;
  readonly fingerprintKey: Uint8Array;
  /** A number of chance, of 32 bits. */
  readonly hashKey: number;
  readonly known: readonly KnownEntry[];
  readonly baseline?: PlacedBaseline;
  /** What the team describes itself. */
  readonly team: readonly Service[];
}

export interface PlacedBaseline {
  readonly baseline: Baseline;
  /** The absolute folder that its paths are relative to. */
  readonly folder: string;
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
  const fingerprint = fingerprinting(options.fingerprintKey);
  const known = createKnownValues(options.known, { key: options.hashKey, fingerprint });
  nameTeamServices(options.team);
  const detector = createDetector({ services: [...services, ...options.team], known, fingerprint });
  const accepted = acceptedBy(options.baseline);
  return (work) => {
    const reading = work.reading ?? readTextFile(work.absolute, options.maxBytes);
    const { path } = work;
    if (!('text' in reading)) return { path, length: 0, hits: [], unreasoned: [], skip: reading };
    const { text } = reading;
    try {
      const findings = findingsIn(text, { work, detector, options });
      if (findings.length === 0) return { path, length: text.length, hits: [], unreasoned: [] };
      return { path, length: text.length, ...hitsOf(text, findings, { work, accepted }) };
    } catch (error) {
      // One text that the scan cannot cope with must not cost the others theirs.
      const skip = { type: 'failed', error: error instanceof Error ? error.name : 'unknown' } as const;
      return { path, length: text.length, hits: [], unreasoned: [], skip };
    }
  };
}

function findingsIn(
  text: string,
  { work, detector, options }: { work: ScanWork; detector: Detector; options: FileScanOptions },
): readonly Finding[] {
  if (text === '') return [];
  const found = detector.scan(text, { path: work.path, language: languageOf(work.path) });
  if (found.length === 0) return found;
  return found.filter(
    ({ kind, confidence }) =>
      atLeast(confidence, options.minConfidence) && (options.publishable || !kindFacts(kind).publishable),
  );
}

interface Judging {
  readonly work: ScanWork;
  readonly accepted: ReturnType<typeof acceptedBy>;
}

function hitsOf(text: string, findings: readonly Finding[], { work, accepted }: Judging) {
  const { ignored } = siftIgnored(text, findings);
  const reasons = new Map(ignored.map(({ finding, reason }) => [finding, reason]));
  const positionAt = createPositions(text);
  const hits = findings.flatMap((finding): readonly Hit[] => {
    const start = positionAt(finding.start);
    const end = positionAt(finding.end);
    if (work.lines && !touches(work.lines, start.line, end.line)) return [];
    const subject = { ...finding, file: work.absolute, text };
    const { context, tag } = baselineEntry(subject, '', sha256);
    const commented = reasons.get(finding);
    const reason = commented ?? accepted(work.absolute, finding, text);
    return [
      {
        line: start.line,
        column: start.column,
        endLine: end.line,
        endColumn: end.column,
        offset: finding.start,
        length: finding.end - finding.start,
        kind: finding.kind,
        ...(finding.service !== undefined && { service: finding.service }),
        confidence: finding.confidence,
        fingerprint: finding.fingerprint,
        redacted: finding.redacted,
        ...(finding.evidence.type === 'known' && {
          sameAs: { name: finding.evidence.name, source: finding.evidence.source },
        }),
        context,
        tag,
        ...(reason !== undefined && {
          accepted: { by: commented === undefined ? ('baseline' as const) : ('comment' as const), reason },
        }),
      },
    ];
  });
  const unreasoned = ignoreComments(text).filter(({ reason }) => reason === undefined);
  return { hits, unreasoned: unreasoned.map(({ start }) => createPositions(text)(start).line) };
}

function touches(lines: LineRanges, first: number, last: number): boolean {
  return lines.some(([from, to]) => from <= last && first <= to);
}

function acceptedBy(
  placed: PlacedBaseline | undefined,
): (absolute: string, finding: Finding, text: string) => string | undefined {
  if (!placed) return () => undefined;
  const find = createBaselineIndex(placed.baseline, sha256);
  return (absolute, finding, text) => find({ ...finding, file: pathFrom(placed.folder, absolute), text })?.reason;
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
