import type { Candidate, Scan } from '../probe.ts';
import { lineEnd } from '../boundary.ts';
import { whyNotSecret } from './not-secret.ts';
import { isLikeChosen } from './people.ts';
import { randomness } from './randomness.ts';
import { isPlaceOfSecrets, surroundingsOf } from './surroundings.ts';

/** A password on a command line: `curl -u user:password`, `mysql -ppassword`, `sshpass -p password`. */
export function probeCommand({ text, info }: Scan, at: number, length: number): Candidate | undefined {
  if (/[\w-]/.test(text.charAt(at - 1))) return undefined;
  const from = at + length;
  const line = text.slice(from, lineEnd(text, from, reach));
  const match = (text.slice(at, from).toLowerCase() === 'curl ' ? userOption : passwordOption).exec(line);
  const value = match?.groups?.['value'];
  if (!match || value === undefined || !isPassword(value, match.groups?.['user'])) return undefined;
  const end = from + match.index + match[0].length;
  const sure = isPlaceOfSecrets(surroundingsOf(info)) && value.length >= 12 && randomness(value) > 30;
  return {
    start: end - value.length,
    end,
    kind: 'generic-password',
    confidence: sure ? 'medium' : 'low',
    evidence: { type: 'context' },
    visible: 0,
    rank: 1,
  };
}

const reach = 240;

const userOption =
  /(?:^|\s)(?:-u|--user|--proxy-user|-U)[ =]?\s{0,3}["']?(?<user>[^\s:"'$@/]{1,64}):(?<value>[^\s"'$`]{4,100})/;

const passwordOption = /(?:^|\s)(?:-p|-P|-w|-a)(?:[ ]?)["']?(?<value>[^\s"'$`\-:/][^\s"'$`]{4,100})/;

function isPassword(value: string, user: string | undefined): boolean {
  if (value === user || whyNotSecret(value) || /^\d{1,5}(?::|$)|[<>(){}|;]/.test(value)) return false;
  const bits = randomness(value);
  return bits > 6 || (/\d/.test(value) && !/[/:]/.test(value) && isLikeChosen(value, bits));
}
