import type { Confidence } from '../../../core/detect/finding.ts';
import { kindFacts } from '../../../core/kinds.ts';
import type { Colour, Paint } from '../../colours.ts';
import { printable } from '../../printable.ts';
import type { Hit } from '../report.ts';
import type { Format } from './format.ts';

/** For people: a block a file, a line a finding. */
export function textFormat(paint: Paint): Format {
  return {
    file({ path, hits }) {
      const open = hits.filter(({ accepted }) => !accepted);
      return open.length === 0 ? '' : `${paint('bold', printable(path))}\n${rows(open, paint).join('')}\n`;
    },
    end: () => '',
  };
}

function rows(hits: readonly Hit[], paint: Paint): readonly string[] {
  const cells = hits.map((hit) => ({
    hit,
    place: `${hit.line}:${hit.column}`,
    title: kindFacts(hit.kind).title,
    redacted: hit.redacted === '…' ? '' : printable(hit.redacted),
  }));
  const width = (cell: 'place' | 'title' | 'redacted') =>
    cells.reduce((most, row) => Math.max(most, row[cell].length), 0);
  const [places, titles, values] = [width('place'), width('title'), width('redacted')];
  return cells.map(({ hit, place, title, redacted }) => {
    const columns = [
      paint('dim', place.padStart(places)),
      paint(colours[hit.confidence], hit.confidence.padEnd('medium'.length)),
      title.padEnd(titles),
      redacted.padEnd(values),
      paint('dim', [hit.kind, knownFrom(hit)].filter((part) => part !== '').join(', ')),
    ];
    return `  ${columns.filter((column) => column !== '').join('  ')}\n`;
  });
}

function knownFrom({ sameAs }: Hit): string {
  return sameAs ? `the value of ${printable(sameAs.name)} in ${printable(sourceOf(sameAs.source))}` : '';
}

function sourceOf(source: string): string {
  return source === 'environment' || source === 'vault' ? `the ${source}` : source;
}

const colours: Readonly<Record<Confidence, Colour>> = { high: 'red', medium: 'yellow', low: 'cyan' };

export interface Count {
  readonly files: number;
  readonly filesWithFindings: number;
  readonly findings: Readonly<Record<Confidence, number>>;
  readonly accepted: number;
  /** Seconds. */
  readonly time: number;
}

/** The last line: what was found in how much. */
export function summary({ files, filesWithFindings, findings, accepted, time }: Count, paint: Paint): string {
  const total = findings.high + findings.medium + findings.low;
  const scanned = `${counted(files, 'file')} scanned in ${time.toFixed(time < 10 ? 1 : 0)} s`;
  const aside = accepted === 0 ? '' : `, ${counted(accepted, 'accepted finding')} left out`;
  if (total === 0) return `${paint('green', 'No credentials found')}: ${scanned}${aside}.\n`;
  const parts = (['high', 'medium', 'low'] as const)
    .filter((confidence) => findings[confidence] > 0)
    .map((confidence) => paint(colours[confidence], `${findings[confidence]} ${confidence}`));
  const found = paint('bold', `${counted(total, 'credential')} in ${counted(filesWithFindings, 'file')}`);
  return `${found} (${parts.join(', ')}): ${scanned}${aside}.\n`;
}

export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}
