/** A pattern that would be slow on a long text, and why it never sees one. */
export interface Bounded {
  /** Below `src/core/`. */
  readonly file: string;
  /** How its source begins. */
  readonly begins: string;
  /** The longest text that it reads, in characters. */
  readonly longest: number;
  readonly reason: string;
}

export const bounded: readonly Bounded[] = [
  { file: 'agents/command.ts', begins: '(?<=.)@.*$', longest: 256, reason: 'the name of a program' },
  {
    file: 'audit/record.ts',
    begins: '(?=[\\w+=%:.~-]*\\d)',
    longest: 16_384,
    reason: 'a part of a path of a request, whose head Node limits',
  },
  {
    file: 'fix/address.ts',
    begins: '(?<scheme>[a-z]',
    longest: 310,
    reason: 'what stands before a password, as far as `reach`',
  },
  {
    file: 'inventory/mentions.ts',
    begins: '[\\w-]{0,63}$',
    longest: 64,
    reason: 'a label of a host, which has no more',
  },
  {
    file: 'detect/dotenv.ts',
    begins: '(?:^|[ \\t])#.*$',
    longest: 65_536,
    reason: 'the rest of one line, on which it ends',
  },
  {
    file: 'detect/generic/bare.ts',
    begins: '[ \\t]{0,40}(?:\\r?\\n[ \\t]{0,80})?(?:<!',
    longest: 700,
    reason: 'every part of it is counted',
  },
  {
    file: 'detect/generic/blank.ts',
    begins: '(?:^|\\n)\\s*(?:ENV|ARG',
    longest: 40,
    reason: 'what stands before a name',
  },
  {
    file: 'detect/generic/blank.ts',
    begins: '(?:^|\\n)[ \\t]*(?:(?:ENV|ARG',
    longest: 40,
    reason: 'what stands before a name',
  },
  {
    file: 'detect/generic/expression.ts',
    begins: '\\?[^\\n]{0,80}$',
    longest: 120,
    reason: 'what stands before a string',
  },
  {
    file: 'detect/generic/header.ts',
    begins: '^([\\x20-\\x7e]{0,100}?):',
    longest: 302,
    reason: 'every part of it is counted',
  },
  {
    file: 'detect/generic/judge.ts',
    begins: '[A-Za-z][\\w.@!#$%^&*+-]*\\d{2,}',
    longest: 40,
    reason: 'passwords of people',
  },
  { file: 'detect/generic/names.ts', begins: '([A-Z]+)([A-Z][a-z])', longest: 160, reason: 'a name' },
  { file: 'detect/generic/not-secret.ts', begins: '\\$\\{|\\$\\[', longest: 1024, reason: 'one value' },
  { file: 'detect/generic/not-secret.ts', begins: '-----BEGIN|^ssh-', longest: 1024, reason: 'one value' },
  { file: 'detect/generic/people.ts', begins: '^[\\w-]*[-_][\\w-]*$', longest: 40, reason: 'passwords of people' },
  { file: 'detect/generic/people.ts', begins: '\\d{2,}[!@#', longest: 40, reason: 'passwords of people' },
  {
    file: 'detect/generic/url.ts',
    begins: '[A-Za-z][A-Za-z\\d+.-]{0,30}$',
    longest: 32,
    reason: 'the scheme of an address',
  },
  { file: 'detect/generic/url.ts', begins: '\\+.*$', longest: 31, reason: 'the scheme of an address' },
  { file: 'detect/generic/url.ts', begins: '^(?:localhost|127', longest: 120, reason: 'the host of an address' },
  { file: 'detect/name.ts', begins: '^[-.$]+|[-.]+$', longest: 160, reason: 'a name' },
  { file: 'detect/near.ts', begins: '^[\\w.\\-$]+', longest: 400, reason: 'between a word and the value near it' },
  { file: 'detect/path.ts', begins: '[a-z\\d]Tests?', longest: 4096, reason: 'a path' },
  { file: 'detect/shape-pattern.ts', begins: '^(?:[^{]|\\{', longest: 200, reason: 'a shape of a sheet' },
  { file: 'fix/subject.ts', begins: '^[^a-z0-9]+', longest: 256, reason: 'a name' },
  { file: 'policy/ignores.ts', begins: '(?:\\/\\/|\\/\\*|#', longest: 400, reason: 'one line about a remark' },
  { file: 'policy/ignores.ts', begins: '\\s*(?:\\*\\/', longest: 400, reason: 'one line about a remark' },
  {
    file: 'requests/compose.ts',
    begins: '(?=[A-Za-z0-9_+=]*[0-9])',
    longest: 256,
    reason: 'a name that a person gives',
  },
  { file: 'requests/compose.ts', begins: '^-+|-+$', longest: 256, reason: 'a name that a person gives' },
  { file: 'requests/splice.ts', begins: '[\\t ]*$', longest: 400, reason: 'the beginning of a line of the manifest' },
  { file: 'services/encoding.ts', begins: '=+$', longest: 4096, reason: 'an example, when one is made' },
  { file: 'detect/generic/remark.ts', begins: '^\\s*(?:\\/\\/', longest: 160, reason: 'the beginning of a line' },
  { file: 'detect/key-block.ts', begins: '^PuTTY-User-Key-File', longest: 10_000, reason: 'one key file' },
  { file: 'detect/name.ts', begins: '(?<=\\w)\\s?:', longest: 160, reason: 'what stands before a value' },
];
