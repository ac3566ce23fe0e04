import type { Candidate, Scan } from '../probe.ts';
import { lineEnd } from '../boundary.ts';
import { whyNotSecret } from './not-secret.ts';
import { isLikeChosen } from './people.ts';
import { randomness } from './randomness.ts';
import { isPlaceOfSecrets, surroundingsOf } from './surroundings.ts';

/** A password on a command line: `curl -u user:password`, `mysql -ppassword`, `sshpass -p password`. */
export function probeCommand(scan: Scan, at: number, length: number): Candidate | undefined {
  const { text } = scan;
  if (/[\w-]/.test(text.charAt(at - 1))) return undefined;
  const from = at + length;
  const match = patterns[text.slice(at, from).toLowerCase()]?.exec(text.slice(from, lineEnd(text, from, reach)));
  const value = match?.groups?.['value'];
  if (!match || value === undefined || !isPassword(value, match.groups?.['user'])) return undefined;
  const end = from + match.index + match[0].length;
  return found(scan, { start: end - value.length, end });
}

/** What reads a password from a pipe: `echo user:password | chpasswd`, `echo password | docker login --password-stdin`. */
export function probePiped(scan: Scan, at: number): Candidate | undefined {
  const floor = Math.max(0, at - reach);
  const line = scan.text.slice(floor, at);
  const match = echoed.exec(line.slice(line.lastIndexOf('\n') + 1));
  const value = match?.groups?.['value'];
  if (!match || value === undefined || !isPassword(value, match.groups?.['user'])) return undefined;
  const start = at - match[0].length + match[0].lastIndexOf(value);
  return found(scan, { start, end: start + value.length });
}

const echoed =
  /\becho[ \t]{1,4}(?:-\w{1,2}[ \t])?["']?(?:(?<user>[\w.-]{1,32}):)?(?<value>[^\s"'$`|:]{4,100})["']?[ \t]{0,4}\|[^|\n]{0,80}$/;

function found({ text, info }: Scan, { start, end }: { start: number; end: number }): Candidate {
  const sure = isPlaceOfSecrets(surroundingsOf(info)) && end - start >= 12 && randomness(text.slice(start, end)) > 30;
  return {
    start,
    end,
    kind: 'generic-password',
    confidence: sure ? 'medium' : 'low',
    evidence: { type: 'context' },
    visible: 0,
    rank: 1,
  };
}

const reach = 240;

/** The option of this letter, with its value behind a blank or at once. */
function option(letter: string): RegExp {
  return new RegExp(String.raw`(?:^|\s)-${letter}[ =]?["']?(?<value>[^\s"'$\`\-:/][^\s"'$\`]{3,100})`);
}

/** The value joined to its option: a blank there would make it another argument. */
function joined(letter: string): RegExp {
  return new RegExp(String.raw`(?:^|\s)-${letter}["']?(?<value>[^\s"'$\`\-:/=][^\s"'$\`]{3,100})`);
}

const user =
  /(?:^|\s)(?:-u|--user|--proxy-user|-U)[ =]?\s{0,3}["']?(?<user>[^\s:"'$@/]{1,64}):(?<value>[^\s"'$`]{4,100})/;
const slashed = /^(?:-\S{1,8} ){0,3}["']?(?<user>[\w$]{1,30})\/["']?(?<value>[^\s"'$`@/]{4,60})(?=@)/;
const [small, capital, bind] = [option('p'), option('P'), option('w')];

/** How each command is handed a password. */
const patterns: Readonly<Record<string, RegExp>> = {
  'curl ': user,
  'mysql ': joined('p'),
  'mysqldump ': joined('p'),
  'mysqladmin ': /(?:^|\s)(?:-p|password )["']?(?<value>[^\s"'$`\-:/=][^\s"'$`]{3,100})/,
  'sshpass ': small,
  'redis-cli ': option('a'),
  'docker login ': small,
  'podman login ': small,
  'mongo ': small,
  'mongosh ': small,
  'mongodump ': small,
  'mongorestore ': small,
  'az login ': small,
  'cf login ': small,
  'oc login ': small,
  'useradd ': small,
  '7z ': joined('p'),
  'unzip ': capital,
  'sqlcmd ': capital,
  'bcp ': capital,
  'ipmitool ': capital,
  'ldapsearch ': bind,
  'ldapadd ': bind,
  'ldapmodify ': bind,
  'ldapdelete ': bind,
  'smbclient ': /(?:^|\s)-U[ ]?["']?(?<user>[^\s%"'$]{1,64})%(?<value>[^\s"'$`]{4,100})/,
  'rpcclient ': /(?:^|\s)-U[ ]?["']?(?<user>[^\s%"'$]{1,64})%(?<value>[^\s"'$`]{4,100})/,
  'xfreerdp ': /(?:^|\s)\/p:["']?(?<value>[^\s"'$`]{4,100})/,
  'net use ': /\s\/user:(?<user>\S{1,64}) ["']?(?<value>[^\s"'$`/*][^\s"'$`]{3,100})/i,
  'htpasswd ':
    /^(?=-\S{0,8}b|-\S{1,4} -\S{0,4}b)(?:-\w{1,8} ){1,3}(?:[^\s-]\S{0,80} ){1,2}["']?(?<value>[^\s"'$`]{4,100})/,
  'rabbitmqctl ': /(?:add_user|change_password) ["']?(?<user>[\w.-]{1,64})["']? ["']?(?<value>[^\s"'$`]{4,100})/,
  'wpa_passphrase ': /^(?:"[^"\n]{1,40}"|\S{1,40}) ["']?(?<value>[^\s"'$`]{8,64})/,
  'sqlplus ': slashed,
  'impdp ': slashed,
  'expdp ': slashed,
  'nmcli ': /\spassword ["']?(?<value>[^\s"'$`]{8,64})/,
};

export const commands: readonly string[] = Object.keys(patterns);

function isPassword(value: string, owner: string | undefined): boolean {
  if (value === owner || whyNotSecret(value) || /^\d{1,5}(?::|$)|[<>(){}|;]/.test(value)) return false;
  const bits = randomness(value);
  return bits > 6 || (/\d/.test(value) && !/[/:]/.test(value) && isLikeChosen(value, bits));
}
