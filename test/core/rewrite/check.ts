import assert from 'node:assert/strict';
import { createDetector } from '../../../src/core/detect/detector.ts';
import { services } from '../../../src/core/services/catalogue.ts';
import { fingerprint } from '../detect/make.ts';
import { rewrite } from '../../../src/core/rewrite/rewrite.ts';
import type { TextEdit } from '../../../src/core/rewrite/document.ts';

const detector = createDetector({ services, fingerprint });

/** Stands for the value in a row; it is put together here so that no row looks like a credential. */
export const value = ['zq7', 'Kd93', 'mPx2', 'Lw8v', 'Rt5c'].join('');

export const reference = { env: 'STRIPE_SECRET_KEY', request: 'stripe' };

export interface Row {
  readonly language: string;
  readonly path?: string;
  /** `«»` marks where the value stands. */
  readonly before: string;
  readonly after: string;
  readonly reference?: { readonly env: string; readonly request: string };
}

export function rewritten({
  language,
  path = 'src/file',
  before,
  reference: own = reference,
}: Omit<Row, 'after'>): string | undefined {
  const start = before.indexOf('«»');
  const text = before.replace('«»', () => value);
  const result = rewrite({ text, path, language, start, end: start + value.length, reference: own });
  return result.type === 'refused' ? undefined : apply(text, result.edits);
}

export function check(row: Row): void {
  const after = rewritten(row);
  assert.equal(after, row.after);
  assert.ok(!after?.includes(value), 'no trace of the value');
  const { path = 'src/file', language } = row;
  assert.deepEqual(detector.scan(after ?? '', { path, language }), [], 'a second run changes nothing');
}

export function apply(text: string, edits: readonly TextEdit[]): string {
  return edits
    .toReversed()
    .reduce((now, { start, end, newText }) => now.slice(0, start) + newText + now.slice(end), text);
}

/** A text with the value in the place of every mark, and where it stands. */
export function marked(sample: string): { text: string; ranges: readonly { start: number; end: number }[] } {
  const pieces = sample.split('«»');
  const ranges: { start: number; end: number }[] = [];
  let text = '';
  for (const [index, piece] of pieces.entries()) {
    text += piece;
    if (index === pieces.length - 1) break;
    ranges.push({ start: text.length, end: text.length + value.length });
    text += value;
  }
  return { text, ranges };
}
