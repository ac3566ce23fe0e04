import type { Candidate, Scan } from '../probe.ts';
import { lineEnd } from '../boundary.ts';
import { whyNotSecret } from './not-secret.ts';
import { isLikeChosen } from './people.ts';
import { randomness } from './randomness.ts';
import { isPlaceOfSecrets, surroundingsOf } from './surroundings.ts';

/** Go's MySQL driver: `user:password@tcp(host:3306)/database`. */
export function probeMysqlSource(scan: Scan, at: number): Candidate | undefined {
  const line = scan.text.slice(Math.max(0, at - reach), at);
  const value = /(?:^|["'`\s=])[\w.-]{1,64}:([^\s"'`@:/]{3,100})$/.exec(line)?.[1];
  return value === undefined ? undefined : found(scan, { start: at - value.length, value, service: 'mysql' });
}

/** Oracle's thin driver: `jdbc:oracle:thin:user/password@host`. */
export function probeOracleThin(scan: Scan, at: number, length: number): Candidate | undefined {
  const from = at + length;
  const match = /^[\w$]{1,30}\/([^\s"'`@/]{3,60})@/.exec(scan.text.slice(from, from + reach));
  const value = match?.[1];
  if (!match || value === undefined) return undefined;
  return found(scan, { start: from + match[0].length - value.length - 1, value });
}

/** A line of PostgreSQL's `.pgpass`: `host:5432:database:user:password`. */
export function probePasswordFile(scan: Scan, at: number, length: number): Candidate | undefined {
  const { text } = scan;
  if (!/(?:^|\n)[\w.*-]{1,100}$/.test(text.slice(Math.max(0, at - 101), at))) return undefined;
  const from = at + length;
  const match = /^[\w*-]{1,64}:[\w.*@-]{1,64}:(\S{3,100})$/.exec(
    text.slice(from, lineEnd(text, from, reach)).trimEnd(),
  );
  const value = match?.[1];
  if (!match || value === undefined) return undefined;
  return found(scan, { start: from + match[0].length - value.length, value, service: 'postgresql' });
}

const reach = 240;

function found(
  { info }: Scan,
  { start, value, service }: { start: number; value: string; service?: string },
): Candidate | undefined {
  const bits = randomness(value);
  if (whyNotSecret(value) || /^[$%{<]/.test(value) || !(bits > 2 || isLikeChosen(value, bits))) return undefined;
  return {
    start,
    end: start + value.length,
    kind: 'connection-string-password',
    ...(service === undefined ? {} : { service }),
    confidence: isPlaceOfSecrets(surroundingsOf(info)) && value.length >= 8 && bits > 8 ? 'medium' : 'low',
    evidence: { type: 'context' },
    visible: 0,
    rank: 1,
  };
}
