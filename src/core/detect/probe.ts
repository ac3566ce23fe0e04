import type { Confidence, Evidence } from './finding.ts';
import type { TextInfo } from './text.ts';

/**
 * A probe knows one way a credential shows itself. The automaton finds the anchors of all probes in one pass; at each
 * hit the probe looks at a bounded window and says what stands there.
 */
export interface Probe {
  /** ASCII, lower case, two characters or more; found without regard to case. */
  readonly anchors: readonly string[];
  /** ASCII, two characters or more; found as they are spelled. */
  readonly spelled?: readonly string[];
  /**
   * Lower-case letters and digits, three or more; found without regard to case and to `_`, `-` and `.` between them:
   * `ddapikey` finds `DD_API_KEY`. They may begin in the middle of a longer word: the probe looks at what is before.
   */
  readonly words?: readonly string[];
  /**
   * What stands at an anchor found at `[at, at + length)`. It reads at most `windowLength` characters and
   * `windowLines` lines before and after the anchor, what it finds lies in there too, and the answer depends on
   * nothing else: an edit further away cannot change it.
   */
  probe(scan: Scan, at: number, length: number): Candidate | readonly Candidate[] | undefined;
}

/** One scan of one text, as the probes see it. */
export interface Scan {
  readonly text: string;
  readonly info: TextInfo;
}

/** A finding before overlaps are settled and the value is named by its fingerprint. */
export interface Candidate {
  readonly start: number;
  readonly end: number;
  readonly kind: string;
  readonly service?: string;
  readonly confidence: Confidence;
  readonly evidence: Evidence;
  readonly name?: string;
  /** How many leading characters are literal text of the kind, and so safe to show. */
  readonly visible: number;
  /** How much literal text the kind's shape has, wherever it stands: of two kinds that fit, the more telling one. */
  readonly literal?: number;
  /** Known to be no secret (a publishable key, a documented example): takes its place and is not reported. */
  readonly mute?: true;
  /** Mute because it is made to be shown to the public: reported all the same where that is asked for. */
  readonly publishable?: true;
  /** The fingerprint where it is not that of the text found (a known value that stands there encoded). */
  readonly fingerprint?: string;
  /** Settles overlaps: known value 4, checksum or structure 3, service shape 2, connection string or header 1, generic 0. */
  readonly rank: 0 | 1 | 2 | 3 | 4;
}

/** How far from its anchor a probe may look, in UTF-16 units. */
export const windowLength = 8192;

/** How many line breaks a probe may look across; key blocks alone, which announce themselves, look across more. */
export const windowLines = 4;

/** The index of known secrets: keyed hashes and lengths, never the values. */
export interface KnownValues {
  readonly size: number;
  /** The length of the longest text that `find` looks for: how far an edit reaches. */
  readonly longest: number;
  find(scan: Scan): readonly Candidate[];
}
