import type { Service } from '../services/service.ts';
import type { Finding } from './finding.ts';
import { genericProbes } from './generic/probes.ts';
import { keyProbes } from './key-probe.ts';
import { createProbing } from './probing.ts';
import type { Candidate, Probe, Scan } from './probe.ts';
import { ownProbes, serviceProbes } from './service-probe.ts';
import { settle } from './settle.ts';
import { rescan } from './incremental.ts';
import { teamProbes } from './team/probe.ts';

/** What the detector needs of the world. */
export interface DetectorPorts {
  /** `hmac-sha256:` and 64 hex digits of the value's HMAC under the machine's key. */
  readonly fingerprint: (value: string) => string;
}

export interface DetectorOptions extends DetectorPorts {
  readonly services: readonly Service[];
  readonly known?: KnownValues;
}

/** The index of known secrets: keyed hashes and lengths, never the values. */
export interface KnownValues {
  readonly size: number;
  /** The length of the longest text that `find` looks for: how far an edit reaches. */
  readonly longest: number;
  find(scan: Scan): readonly Candidate[];
}

/** What is known about a text besides its characters. */
export interface TextInfo {
  /** Slash-separated, relative to its workspace where there is one. */
  readonly path?: string;
  /** VS Code's language id. */
  readonly language?: string;
}

/** A text that is read piece by piece, so that an edit in a large document costs what the edit costs. */
export interface TextView {
  readonly length: number;
  slice(start: number, end: number): string;
}

/** One replaced range, in offsets of the text before this change (VS Code's `contentChanges`, in their order). */
export interface TextChange {
  readonly start: number;
  readonly removed: number;
  readonly inserted: number;
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

export function createDetector({ services, known, fingerprint }: DetectorOptions): Detector {
  function find(text: string, info: TextInfo): readonly Finding[] {
    const whole: Scan = { text, info };
    const candidates = probingOf(services)(whole);
    if (known && known.size > 0) candidates.push(...known.find(whole));
    return settle(candidates, text, fingerprint);
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
