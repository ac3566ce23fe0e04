import type { Confidence } from '../../core/detect/finding.ts';
import type { Count } from './format/text.ts';
import type { FileReport } from './report.ts';

/** Counts while a scan goes on. */
export interface Tally {
  add(report: FileReport): void;
  count(): Count;
  /** Whether something that was to be scanned could not be. */
  hasFailures(): boolean;
  status(): number;
}

export function createTally(): Tally {
  const started = performance.now();
  const findings: Record<Confidence, number> = { low: 0, medium: 0, high: 0 };
  let [files, filesWithFindings, accepted, failures] = [0, 0, 0, 0];
  return {
    add({ hits, skip }) {
      if (skip?.type === 'unreadable' || skip?.type === 'failed') failures++;
      if (!skip) files++;
      const open = hits.filter((hit) => !hit.accepted);
      accepted += hits.length - open.length;
      if (open.length > 0) filesWithFindings++;
      for (const { confidence } of open) findings[confidence]++;
    },
    count: () => ({ files, filesWithFindings, findings, accepted, time: (performance.now() - started) / 1000 }),
    hasFailures: () => failures > 0,
    status: () => (failures > 0 ? 2 : filesWithFindings > 0 ? 1 : 0),
  };
}
