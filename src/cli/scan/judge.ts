import { createHash } from 'node:crypto';
import { fingerprinting } from '../../broker/vault/fingerprint.ts';
import { createDetector } from '../../core/detect/detector.ts';
import { atLeast, type Confidence, type Finding } from '../../core/detect/finding.ts';
import { createKnownValues, type KnownEntry } from '../../core/detect/known.ts';
import { kindFacts, nameTeamServices } from '../../core/kinds.ts';
import { languageOf } from '../../core/language.ts';
import { type Baseline, createBaselineIndex } from '../../core/policy/baseline.ts';
import { siftIgnored } from '../../core/policy/ignores.ts';
import { services } from '../../core/services/catalogue.ts';
import type { Service } from '../../core/services/service.ts';
import { pathFrom, type Place } from './place.ts';

/** What a scan needs to know before it reads the first file. */
export interface JudgeOptions {
  readonly minConfidence: Confidence;
  /** Whether keys that are made to be shown to the public are reported. */
  readonly publishable: boolean;
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

interface Acceptance {
  readonly by: 'baseline' | 'comment';
  readonly reason: string;
}

/** Says what in a text counts. */
export interface Judge {
  findings(place: Place, text: string): readonly Finding[];
  /** Those of the findings that somebody has accepted. */
  accepted(place: Place, text: string, findings: readonly Finding[]): ReadonlyMap<Finding, Acceptance>;
}

export function createJudge(options: JudgeOptions): Judge {
  const fingerprint = fingerprinting(options.fingerprintKey);
  const known = createKnownValues(options.known, { key: options.hashKey, fingerprint });
  nameTeamServices(options.team);
  const detector = createDetector({
    services: [...services, ...options.team],
    known,
    fingerprint,
    publishable: options.publishable,
  });
  const { baseline } = options;
  const inBaseline = baseline && createBaselineIndex(baseline.baseline, sha256);
  const isWanted = ({ kind, confidence }: Finding) =>
    atLeast(confidence, options.minConfidence) && (options.publishable || !kindFacts(kind).publishable);
  return {
    findings({ path }, text) {
      const found = text === '' ? [] : detector.scan(text, { path, language: languageOf(path) });
      return found.length === 0 ? found : found.filter(isWanted);
    },
    accepted({ absolute }, text, findings) {
      const accepted = new Map<Finding, Acceptance>();
      for (const { finding, reason } of siftIgnored(text, findings).ignored) {
        accepted.set(finding, { by: 'comment', reason });
      }
      if (!baseline || !inBaseline) return accepted;
      const file = pathFrom(baseline.folder, absolute);
      for (const finding of findings) {
        const entry = accepted.has(finding) ? undefined : inBaseline({ ...finding, file, text });
        if (entry) accepted.set(finding, { by: 'baseline', reason: entry.reason });
      }
      return accepted;
    },
  };
}

export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
