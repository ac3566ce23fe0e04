import type { Confidence } from '../../core/detect/finding.ts';

/** A finding as it is printed: where it stands, what it is, and whether somebody accepted it. It holds no value. */
export interface Hit {
  /** From 1; columns count UTF-16 units, the end is exclusive. */
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly offset: number;
  readonly length: number;
  readonly kind: string;
  readonly service?: string;
  readonly confidence: Confidence;
  readonly fingerprint: string;
  readonly redacted: string;
  /** Where the same value is known from. */
  readonly sameAs?: { readonly name: string; readonly source: string };
  /** What a baseline recognises it by on other machines. */
  readonly context: string;
  readonly tag: string;
  readonly accepted?: { readonly by: 'baseline' | 'comment'; readonly reason: string };
}

/** Why a file was not looked at. */
export type Skip =
  | { readonly type: 'binary' }
  | { readonly type: 'large'; readonly bytes: number }
  | { readonly type: 'unreadable'; readonly code: string }
  /** The error's name: its message may quote the text. */
  | { readonly type: 'failed'; readonly error: string };

export interface FileReport {
  /** Slash-separated, relative to the current folder; absolute where it lies outside. */
  readonly path: string;
  /** UTF-16 units scanned. */
  readonly length: number;
  readonly hits: readonly Hit[];
  /** Lines of ignore comments that give no reason, from 1. */
  readonly unreasoned: readonly number[];
  readonly skip?: Skip;
}
