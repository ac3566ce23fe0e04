import { confidences } from '../../core/detect/finding.ts';
import { readArguments } from '../arguments.ts';
import { oneOf, type ScanOptions, sizeOf } from '../scan/options.ts';

export interface FixOptions {
  readonly scan: ScanOptions;
  /** Only to show what would be done. */
  readonly isDry: boolean;
}

export function readFixOptions(args: readonly string[]): FixOptions {
  const { values, positionals } = readArguments(args, {
    'dry-run': { type: 'boolean', short: 'n', default: false },
    'min-confidence': { type: 'string', default: 'medium' },
    baseline: { type: 'string' },
    rules: { type: 'string' },
    include: { type: 'string', multiple: true, default: [] },
    exclude: { type: 'string', multiple: true, default: [] },
    'no-ignore': { type: 'boolean', default: false },
    'max-size': { type: 'string', default: '10MB' },
  });
  const scan: ScanOptions = {
    paths: positionals,
    source: { type: 'tree' },
    format: 'text',
    minConfidence: oneOf('--min-confidence', confidences, values['min-confidence']),
    publishable: false,
    ...(values.baseline !== undefined && { baseline: values.baseline }),
    ...(values.rules !== undefined && { rules: values.rules }),
    respectIgnores: !values['no-ignore'],
    include: values.include.length > 0 ? values.include : ['**'],
    exclude: values.exclude,
    maxBytes: sizeOf(values['max-size']),
  };
  return { scan, isDry: values['dry-run'] };
}

export const usage = `Usage: valet-key fix [PATH…] [options]

Swaps hardcoded credentials for references to scoped requests: the value goes into the vault, the request into the
nearest valet-key.json (a new one is made where the repository begins), and the code reads the value from its
environment, so that "valet-key run" starts it as before. Without a PATH it fixes the current folder.

  -n, --dry-run      show what would be done, as a diff in which values are hidden, and do nothing
  --min-confidence low|medium|high
                     leave alone what is less sure (default: medium)
  --baseline FILE    findings accepted before, which stay (default: valet-key.baseline.json, here or above)
  --rules FILE       services of your own (default: "valetKey.services.own" in .vscode/settings.json, here or above)
  --include GLOB     fix only these files (repeatable)
  --exclude GLOB     leave these files or folders alone (repeatable)
  --no-ignore        fix what .gitignore names, and node_modules, too
  --max-size SIZE    leave larger files alone (default: 10MB)

Exit status: 0 nothing is left to do, 1 something is left (with --dry-run: would be done), 2 something failed.
`;
