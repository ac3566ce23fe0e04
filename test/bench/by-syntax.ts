import type { Detector } from '../../src/core/detect/detector.ts';
import { type Chance, seeded, valueOf } from '../core/detect/make.ts';
import { morePasswordSyntaxes } from './more-syntaxes.ts';
import { passwordSyntaxes, type Syntax, syntaxes, tokenSyntaxes } from './syntaxes.ts';

/** How many of the values put into files of one syntax are found, and how many stand-ins are taken for values. */
export interface SyntaxRow {
  readonly 'tokens found': string;
  readonly medium: string;
  readonly 'passwords found': string;
  readonly 'false alarms': string;
  /** Findings whose range is the value, of all findings. */
  readonly exact: string;
}

/** Fills every syntax with generated values and with what stands where values stand and is none. */
export function bySyntax(detector: Detector, seed: number): Readonly<Record<string, SyntaxRow>> {
  const chance = seeded(seed);
  const rows: Record<string, SyntaxRow> = {};
  const total = emptyCount();
  for (const [group, sorts] of groups) {
    for (const syntax of group) {
      const count = measure(syntax, { detector, chance, sorts });
      for (const key of keysOf(total)) total[key] += count[key];
      rows[syntax.name] = rowOf(count);
    }
  }
  return { ...rows, all: rowOf(total) };
}

const groups: readonly (readonly [readonly Syntax[], readonly Sort[]])[] = [
  [syntaxes, ['token', 'password']],
  [passwordSyntaxes, ['password']],
  [morePasswordSyntaxes, ['password']],
  [tokenSyntaxes, ['token']],
];

type Sort = 'token' | 'password';

function emptyCount() {
  return { tokens: 0, tokensFound: 0, medium: 0, passwords: 0, passwordsFound: 0, others: 0, alarms: 0, exact: 0 };
}
type Count = ReturnType<typeof emptyCount>;

function keysOf(count: Count): readonly (keyof Count)[] {
  return Object.keys(count) as (keyof Count)[];
}

interface Measuring {
  readonly detector: Detector;
  readonly chance: Chance;
  readonly sorts: readonly Sort[];
}

function measure(syntax: Syntax, { detector, chance, sorts }: Measuring): Count {
  const count = emptyCount();
  for (const [path, template] of syntax.places) {
    for (const sort of sorts) {
      for (let round = 0; round < rounds; round++) {
        const name = pick(names[sort], chance);
        const value = sort === 'token' ? token(chance) : password(chance);
        const { text, start } = fill(template, name, value);
        const findings = detector.scan(text, { path });
        const hit = findings.find((finding) => finding.start < start + value.length && finding.end > start);
        count[sort === 'token' ? 'tokens' : 'passwords']++;
        if (hit) count[sort === 'token' ? 'tokensFound' : 'passwordsFound']++;
        if (hit && sort === 'token' && hit.confidence !== 'low') count.medium++;
        if (hit?.start === start && hit.end === start + value.length) count.exact++;
        const other = fill(template, name, pick(standIns, chance)(name));
        count.others++;
        if (detector.scan(other.text, { path }).length > 0) count.alarms++;
      }
    }
  }
  return count;
}

const rounds = 12;

function fill(template: string, name: readonly string[], value: string): { text: string; start: number } {
  const named = template.replace(/‹(\w+)›/g, (_, style: string) => styles[style]?.(name) ?? '');
  return { text: named.replace('§', () => value), start: named.indexOf('§') };
}

const styles: Readonly<Record<string, (words: readonly string[]) => string>> = {
  snake: (words) => words.join('_'),
  kebab: (words) => words.join('-'),
  SCREAM: (words) => words.join('_').toUpperCase(),
  PASCAL: (words) => words.map(capital).join(''),
  camel: ([first = '', ...further]) => first + further.map(capital).join(''),
};

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

const names: Readonly<Record<Sort, readonly (readonly string[])[]>> = {
  token: [
    ['api', 'key'],
    ['acme', 'api', 'key'],
    ['access', 'token'],
    ['auth', 'token'],
    ['client', 'secret'],
    ['app', 'secret'],
    ['webhook', 'secret'],
    ['encryption', 'key'],
    ['secret', 'key'],
    ['refresh', 'token'],
    ['bot', 'token'],
  ],
  password: [
    ['password'],
    ['db', 'password'],
    ['admin', 'password'],
    ['smtp', 'pass'],
    ['user', 'passwd'],
    ['mysql', 'root', 'password'],
    ['keystore', 'password'],
    ['passphrase'],
    ['db', 'pwd'],
  ],
};

/** What services issue: chance of some alphabet. */
function token(chance: Chance): string {
  const shapes = ['{alnum:32}', '{alnum:24}', '{hex:32}', '{hex:40}', '{base64url:43}', '{lower36:30}', '{uuid}'];
  return valueOf(pick(shapes, chance), chance);
}

/** What people choose: a word or chance, mutilated, with digits and a sign; quiet signs, so that it fits every syntax. */
function password(chance: Chance): string {
  const digits = String(10 + chance(9990));
  const word = pick(words, chance);
  switch (chance(5)) {
    case 0:
      return valueOf('{lower:8}', chance);
    case 1:
      return valueOf('{alnum:10}', chance);
    case 2:
      return capital(word) + digits + pick(['!', '.', '+', '_', ''], chance);
    case 3:
      return leet(word) + digits;
    default:
      return word + pick(['.', '-', '_'], chance) + pick(words, chance) + digits;
  }
}

function leet(word: string): string {
  return word.replace(/o/g, '0').replace(/e/, '3').replace(/i/, '1').replace(/s$/, '5');
}

const words = (
  'summer winter dragon monkey tiger orange coffee falcon berlin madrid snoopy pirate silver rocket matrix gandalf ' +
  'pumpkin charlie thunder liverpool sunshine'
).split(' ');

/** What stands where a value does and is none. */
const standIns: readonly ((name: readonly string[]) => string)[] = [
  (name) => `your-${name.join('-')}`,
  (name) => `YOUR_${name.join('_').toUpperCase()}`,
  (name) => `<${name.join('-')}>`,
  (name) => `\${${name.join('_').toUpperCase()}}`,
  (name) => `{{ ${name.join('_')} }}`,
  () => 'xxxxxxxxxxxxxxxx',
  () => 'changeme',
  () => '********',
  () => 'placeholder',
  () => 'REPLACE_ME',
  () => 'example',
  (name) => name.join('_'),
  (name) => `my-${name.join('-')}`,
  (name) => `test_${name.join('_')}`,
  () => '/run/secrets/value',
  () => 'TODO',
];

function pick<Item>(items: readonly Item[], chance: Chance): Item {
  return items[chance(items.length)] as Item;
}

function rowOf(count: Count): SyntaxRow {
  return {
    'tokens found': share(count.tokensFound, count.tokens),
    medium: share(count.medium, count.tokens),
    'passwords found': share(count.passwordsFound, count.passwords),
    'false alarms': share(count.alarms, count.others),
    exact: share(count.exact, count.tokensFound + count.passwordsFound),
  };
}

function share(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`;
}
