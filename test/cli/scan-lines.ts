import { exampleOf } from '../example.ts';
import type { Outcome, Workplace } from './program.ts';

/** What `--format jsonl` prints of a finding. */
export interface Line {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly offset: number;
  readonly length: number;
  readonly kind: string;
  readonly service: string | null;
  readonly confidence: string;
  readonly fingerprint: string;
  readonly redacted: string;
}

export function withKey(): string {
  return `const key = "${exampleOf('stripe-secret-key')}";\n`;
}

export function jsonl(place: Workplace, args: readonly string[], env: Record<string, string> = {}): Promise<Outcome> {
  return place.run(['scan', '--format', 'jsonl', ...args], { env });
}

export function lines({ stdout }: Outcome): readonly Line[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
}

export function paths(outcome: Outcome): readonly string[] {
  return lines(outcome).map(({ path }) => path);
}
