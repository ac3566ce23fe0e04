import type { Service } from '../services/service.ts';
import type { Finding } from './finding.ts';
import { genericProbes } from './generic/probes.ts';
import { keyProbes } from './key-probe.ts';
import { createProbing } from './probing.ts';
import type { Candidate, Probe, Scan, KnownValues } from './probe.ts';
import { ownProbes, serviceProbes } from './service-probe.ts';
import { settle } from './settle.ts';
import { rescan } from './incremental.ts';
import { teamProbes } from './team/probe.ts';
import type { TextInfo, TextView, TextChange } from './text.ts';

/** What the detector needs of the world. */
export interface DetectorPorts {
  /** `hmac-sha256:` and 64 hex digits of the value's HMAC under the machine's key. */
  readonly fingerprint: (value: string) => string;
}

export interface DetectorOptions extends DetectorPorts {
  readonly services: readonly Service[];
  readonly known?: KnownValues;
  /** Whether keys that are made to be shown to the public are findings too. */
  readonly publishable?: boolean;
}

export interface Detector {
  /** Findings in order, not overlapping. */
  scan(text: string, info?: TextInfo): readonly Finding[];
  /** The findings after changes, rescanning only what the changes can have touched. `text` is the text after them. */
  update(
    before: readonly Finding[],
    changes: readonly TextChange[],
    text: TextView,
    info?: TextInfo,
  ): readonly Finding[];
}

export function createDetector({ services, known, fingerprint, publishable }: DetectorOptions): Detector {
  function find(text: string, info: TextInfo): readonly Finding[] {
    const whole: Scan = { text, info };
    const candidates = probingOf(services)(whole);
    if (known && known.size > 0) candidates.push(...known.find(whole));
    return settle(candidates, text, { fingerprint, publishable });
  }

  return {
    scan(text, info = {}) {
      return isBinary(text) ? [] : find(text, info);
    },
    update(before, changes, text, info = {}) {
      if (changes.length === 0) return before;
      if (isBinary(text.slice(0, binaryLength))) return [];
      return rescan({ before, changes, text, longest: known?.longest ?? 0, scan: (piece) => find(piece, info) });
    },
  };
}

/** A character that no text holds says that the file is none. */
function isBinary(text: string): boolean {
  const end = Math.min(text.length, binaryLength);
  for (let at = 0; at < end; at++) if (text.charCodeAt(at) === 0) return true;
  return false;
}

const binaryLength = 1024;

/** Sheets are compiled once, when the first text is scanned. */
function probingOf(services: readonly Service[]): (scan: Scan) => Candidate[] {
  const compiled = compiledSheets.get(services);
  if (compiled) return compiled;
  const probes: readonly Probe[] = [
    ...keyProbes(services),
    ...ownProbes,
    ...services.flatMap(serviceProbes),
    ...services.flatMap(teamProbes),
    ...genericProbes,
  ];
  const probing = createProbing(probes);
  compiledSheets.set(services, probing);
  return probing;
}

const compiledSheets = new WeakMap<readonly Service[], (scan: Scan) => Candidate[]>();
