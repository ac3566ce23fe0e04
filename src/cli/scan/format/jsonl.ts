import type { FileReport } from '../report.ts';
import type { Format } from './format.ts';

/** One object a finding; those that were accepted are not printed. */
export const jsonl: Format = { file: linesOf, end: () => '' };

function linesOf({ path, hits }: FileReport): string {
  let lines = '';
  for (const hit of hits) {
    if (hit.accepted) continue;
    const { line, column, endLine, endColumn, offset, length, kind, service, confidence, fingerprint, redacted } = hit;
    const where = { path, line, column, endLine, endColumn, offset, length };
    lines += `${JSON.stringify({ ...where, kind, service: service ?? null, confidence, fingerprint, redacted })}\n`;
  }
  return lines;
}
