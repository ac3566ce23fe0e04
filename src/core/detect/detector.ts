import type { Service } from '../services/service.ts';
import type { Finding } from './finding.ts';

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

export declare function createDetector(options: DetectorOptions): Detector;
