import type { FileReport } from '../report.ts';

/** How findings are printed. Each call answers with what is to be printed now. */
export interface Format {
  file(report: FileReport): string;
  end(): string;
}
