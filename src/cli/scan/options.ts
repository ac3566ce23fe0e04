import { parseArgs } from 'node:util';
import { type Confidence, confidences } from '../../core/detect/finding.ts';
import { ScanFault } from './fault.ts';

export type Format = 'text' | 'jsonl' | 'sarif';

/** Where the text comes from that is scanned. */
export type Source =
  | { readonly type: 'tree' }
  | { readonly type: 'stdin'; readonly name: string }
  | { readonly type: 'staged' }
  | { readonly type: 'since'; readonly revision: string };

export interface ScanOptions {
  readonly help: boolean;
  readonly paths: readonly string[];
  readonly source: Source;
  readonly format: Format;
  readonly minConfidence: Confidence;
  readonly baseline?: string;
  readonly updateBaseline: boolean;
  /** Whether `.gitignore` and the folders of installed packages are left out. */
  readonly respectIgnores: boolean;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly maxBytes: number;
  readonly threads?: number;
}

export function readOptions(args: readonly string[]): ScanOptions {
  const { values, positionals } = parse(args);
  const source = sourceOf(values, positionals.length);
  if (values['update-baseline'] && source.type !== 'tree') {
    throw new ScanFault('--update-baseline needs whole files: leave out --staged, --since and --stdin');
  }
  return {
    help: values.help,
    paths: positionals,
    source,
    format: oneOf('--format', formats, values.format),
    minConfidence: oneOf('--min-confidence', confidences, values['min-confidence']),
    ...(values.baseline !== undefined && { baseline: values.baseline }),
    updateBaseline: values['update-baseline'],
    respectIgnores: !values['no-ignore'],
    include: values.include.length > 0 ? values.include : ['**'],
    exclude: values.exclude,
    maxBytes: sizeOf(values['max-size']),
    ...(values.threads !== undefined && { threads: threadsOf(values.threads) }),
  };
}

const formats: readonly Format[] = ['text', 'jsonl', 'sarif'];

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        stdin: { type: 'boolean', default: false },
        'stdin-filename': { type: 'string' },
        format: { type: 'string', default: 'text' },
        'min-confidence': { type: 'string', default: 'medium' },
        baseline: { type: 'string' },
        'update-baseline': { type: 'boolean', default: false },
        staged: { type: 'boolean', default: false },
        since: { type: 'string' },
        'no-ignore': { type: 'boolean', default: false },
        'max-size': { type: 'string', default: '10MB' },
        threads: { type: 'string' },
        include: { type: 'string', multiple: true, default: [] },
        exclude: { type: 'string', multiple: true, default: [] },
      },
    });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new ScanFault(error.message, { cause: error });
  }
}

type Values = ReturnType<typeof parse>['values'];

function sourceOf(values: Values, paths: number): Source {
  const chosen = [values.stdin && '--stdin', values.staged && '--staged', values.since !== undefined && '--since'];
  const named = chosen.filter((option) => option !== false);
  if (named.length > 1) throw new ScanFault(`${named.join(' and ')} cannot be used together`);
  if (values.stdin) {
    if (paths > 0) throw new ScanFault('--stdin takes no paths; --stdin-filename says what the text is');
    return { type: 'stdin', name: values['stdin-filename'] ?? 'stdin' };
  }
  if (values['stdin-filename'] !== undefined) throw new ScanFault('--stdin-filename needs --stdin');
  if (values.since !== undefined) return { type: 'since', revision: values.since };
  return { type: values.staged ? 'staged' : 'tree' };
}

function oneOf<Word extends string>(option: string, words: readonly Word[], given: string): Word {
  const word = words.find((each) => each === given);
  if (word === undefined) throw new ScanFault(`${option} is one of ${words.join(', ')}`);
  return word;
}

function sizeOf(given: string): number {
  const match = /^(?<number>\d+(?:\.\d+)?)\s*(?<unit>[kmg]?)i?b?$/i.exec(given.trim());
  const bytes =
    Number(match?.groups?.['number']) * 1024 ** ' kmg'.indexOf(match?.groups?.['unit']?.toLowerCase() || ' ');
  // One text of V8 holds no more than half a gigabyte.
  if (!(bytes > 0 && bytes <= 2 ** 29 - 32))
    throw new ScanFault('--max-size is a size of up to 511MB, such as 500KB or 10MB');
  return Math.floor(bytes);
}

function threadsOf(given: string): number {
  if (!/^[1-9]\d?$/.test(given)) throw new ScanFault('--threads is a number from 1 to 99');
  return Number(given);
}

export const usage = `Usage: valet-key scan [PATH…] [options]

Finds hardcoded credentials in files. Without a PATH it scans the current folder.

  --stdin                     scan standard input
  --stdin-filename F          the name its text goes by
  --staged                    scan what is staged in git: only lines that the commit adds
  --since REV                 scan only lines added since a git revision, uncommitted ones included
  --format text|jsonl|sarif   how findings are printed (default: text)
  --min-confidence low|medium|high
                              leave out what is less sure (default: medium)
  --baseline FILE             findings accepted before (default: valet-key.baseline.json, here or above)
  --update-baseline           accept what is found now; reasons already given are kept
  --include GLOB              scan only these files (repeatable)
  --exclude GLOB              leave these files or folders out (repeatable)
  --no-ignore                 scan what .gitignore names, and node_modules, too
  --max-size SIZE             leave larger files out (default: 10MB)
  --threads N                 use N threads (default: as many as help)

Exit status: 0 nothing found, 1 findings, 2 the scan could not be done.
`;
