import { readArguments } from '../arguments.ts';
import { type Confidence, confidences } from '../../core/detect/finding.ts';
import { CommandFault } from '../fault.ts';

export type FormatName = 'text' | 'jsonl' | 'sarif';

/** Where the text comes from that is scanned. */
type Source =
  | { readonly type: 'tree' }
  | { readonly type: 'stdin'; readonly name: string }
  | { readonly type: 'staged' }
  | { readonly type: 'since'; readonly revision: string };

export interface ScanOptions {
  readonly paths: readonly string[];
  readonly source: Source;
  readonly format: FormatName;
  readonly minConfidence: Confidence;
  readonly publishable: boolean;
  readonly baseline?: string;
  /** The file that describes services of the team's own. */
  readonly rules?: string;
  /** Accepts what is found, for the reason given. */
  readonly acceptFor?: string;
  /** Whether `.gitignore` and the folders of installed packages are left out. */
  readonly respectIgnores: boolean;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly maxBytes: number;
  readonly jobs?: number;
}

export function readOptions(args: readonly string[]): ScanOptions {
  const { values, positionals } = parse(args);
  const source = sourceOf(values, positionals.length);
  const acceptFor = reasonOf(values, source);
  return {
    paths: positionals,
    source,
    format: oneOf('--format', formats, values.format),
    minConfidence: oneOf('--min-confidence', confidences, values['min-confidence']),
    ...(values.baseline !== undefined && { baseline: values.baseline }),
    ...(values.rules !== undefined && { rules: values.rules }),
    ...(acceptFor !== undefined && { acceptFor }),
    publishable: values.publishable,
    respectIgnores: !values['no-ignore'],
    include: values.include.length > 0 ? values.include : ['**'],
    exclude: values.exclude,
    maxBytes: values['max-size'] === undefined ? usualMaxBytes(source) : sizeOf(values['max-size']),
    ...(values.jobs !== undefined && { jobs: jobsOf(values.jobs) }),
  };
}

const formats: readonly FormatName[] = ['text', 'jsonl', 'sarif'];

function parse(args: readonly string[]) {
  return readArguments(args, {
    stdin: { type: 'boolean', default: false },
    'stdin-filename': { type: 'string' },
    format: { type: 'string', default: 'text' },
    'min-confidence': { type: 'string', default: 'medium' },
    baseline: { type: 'string' },
    rules: { type: 'string' },
    'write-baseline': { type: 'boolean', default: false },
    reason: { type: 'string' },
    publishable: { type: 'boolean', default: false },
    staged: { type: 'boolean', default: false },
    since: { type: 'string' },
    'no-ignore': { type: 'boolean', default: false },
    'max-size': { type: 'string' },
    jobs: { type: 'string', short: 'j' },
    include: { type: 'string', multiple: true, default: [] },
    exclude: { type: 'string', multiple: true, default: [] },
  });
}

type Values = ReturnType<typeof parse>['values'];

function sourceOf(values: Values, paths: number): Source {
  const chosen = [values.stdin && '--stdin', values.staged && '--staged', values.since !== undefined && '--since'];
  const named = chosen.filter((option) => option !== false);
  if (named.length > 1) throw new CommandFault(`${named.join(' and ')} cannot be used together`);
  if (values.stdin) {
    if (paths > 0) throw new CommandFault('--stdin takes no paths; --stdin-filename says what the text is');
    return { type: 'stdin', name: values['stdin-filename'] ?? 'stdin' };
  }
  if (values['stdin-filename'] !== undefined) throw new CommandFault('--stdin-filename needs --stdin');
  if (values.since !== undefined) return { type: 'since', revision: values.since };
  return { type: values.staged ? 'staged' : 'tree' };
}

export function oneOf<Word extends string>(option: string, words: readonly Word[], given: string): Word {
  const word = words.find((each) => each === given);
  if (word === undefined) throw new CommandFault(`${option} is one of ${words.join(', ')}`);
  return word;
}

export function sizeOf(given: string): number {
  const match = /^(?<number>\d+(?:\.\d+)?)\s*(?<unit>[kmg]?)i?b?$/i.exec(given.trim());
  const bytes =
    Number(match?.groups?.['number']) * 1024 ** ' kmg'.indexOf(match?.groups?.['unit']?.toLowerCase() || ' ');
  if (!(bytes > 0 && bytes <= mostBytes))
    throw new CommandFault('--max-size is a size of up to 511MB, such as 500KB or 10MB');
  return Math.floor(bytes);
}

/** One text of V8 holds no more than half a gigabyte. */
const mostBytes = 2 ** 29 - 32;

/** Whoever pipes a text in wants all of it scanned. */
function usualMaxBytes({ type }: Source): number {
  return type === 'stdin' ? mostBytes : 10 * 1024 ** 2;
}

function jobsOf(given: string): number {
  if (!/^[1-9]\d?$/.test(given)) throw new CommandFault('--jobs is a number from 1 to 99');
  return Number(given);
}

function reasonOf(values: Values, source: Source): string | undefined {
  const reason = values.reason?.replaceAll(/\s+/g, ' ').trim();
  if (!values['write-baseline']) {
    if (reason !== undefined) throw new CommandFault('--reason needs --write-baseline');
    return undefined;
  }
  if (source.type !== 'tree') {
    throw new CommandFault('--write-baseline needs whole files: leave out --staged, --since and --stdin');
  }
  if (!reason) throw new CommandFault('--write-baseline needs --reason: why are these findings accepted?');
  return reason;
}

export const usage = `Usage: valet-key scan [PATH…] [options]

Finds hardcoded credentials in files. Without a PATH it scans the current folder. No value is ever printed.

  --stdin                    scan standard input
  --stdin-filename F         the name its text goes by
  --staged                   scan the lines that the next commit adds
  --since REV                scan the lines added since a git revision, uncommitted ones included
  --format text|jsonl|sarif  how findings are printed (default: text)
  --min-confidence low|medium|high
                             leave out what is less sure (default: medium)
  --publishable              report keys too that are made to be shown to the public
  --baseline FILE            findings accepted before (default: valet-key.baseline.json, here or above)
  --write-baseline --reason WHY
                             accept what is found now; reasons given before are kept
  --rules FILE               services of your own (default: "valetKey.services.own" in .vscode/settings.json,
                             here or above)
  --include GLOB             scan only these files (repeatable)
  --exclude GLOB             leave these files or folders out (repeatable)
  --no-ignore                scan what .gitignore names, and node_modules, too
  --max-size SIZE            leave larger files out (default: 10MB; standard input: no limit)
  -j, --jobs N               use N threads (default: as many as help)

Exit status: 0 nothing found, 1 findings, 2 something could not be scanned.
`;
