import type { RewriteInput } from './rewrite.ts';

/** Data formats: what takes the place of a value in a file that is no program. */
export interface Format {
  readonly id: string;
  /** Tested against the path, slash-separated. */
  readonly path?: RegExp;
  readonly languages?: readonly string[];
  /** Looks at the text where neither name nor language decides. */
  readonly text?: RegExp;
  readonly comment?: RegExp;
  readonly reference: (input: RewriteInput) => string;
  /** The reference must stand in quotes, as `{{ … }}` in YAML. */
  readonly quoted?: true;
}

/** The first that fits; the last fits everything. */
export function formatOf(input: RewriteInput): Format {
  return formats.find((format) => fits(format, input)) ?? plain;
}

function fits({ path, languages, text }: Format, input: RewriteInput): boolean {
  if (path && !path.test(input.path)) return false;
  if (languages && !languages.includes(input.language)) return false;
  return !text || text.test(input.text);
}

const requestUri = ({ reference }: RewriteInput): string => `valet-key://${reference.request}`;
const dollarBraces = ({ reference }: RewriteInput): string => `\${${reference.env}}`;
const editorVariable = ({ reference }: RewriteInput): string => `\${env:${reference.env}}`;

const yaml = ['yaml', 'dockercompose', 'github-actions-workflow', 'helm', 'azure-pipelines', 'ansible'];
const hashComment = /(?:^|\s)#/;

const plain: Format = { id: 'plain', reference: requestUri };

const formats: readonly Format[] = [
  { id: 'dotenv', path: /(?:^|\/)\.env(?:\.[\w.-]+)?$|\.env$/, comment: /^\s*#/, reference: requestUri },
  { id: 'dotenv', languages: ['dotenv'], comment: /^\s*#/, reference: requestUri },
  // VS Code resolves `${env:NAME}` in these itself.
  {
    id: 'editor',
    path: /(?:^|\/)\.vscode\/(?:launch|tasks|mcp)\.json$/,
    comment: /^\s*\/\//,
    reference: editorVariable,
  },
  { id: 'mcp', path: /(?:^|\/)\.cursor\/mcp\.json$/, reference: editorVariable },
  { id: 'mcp', path: /(?:^|\/)\.mcp\.json$/, reference: dollarBraces },
  { id: 'json', languages: ['json', 'jsonc'], comment: /^\s*\/\//, reference: requestUri },
  {
    id: 'github-actions',
    path: /(?:^|\/)\.github\/(?:workflows|actions)\/.*\.ya?ml$/,
    comment: hashComment,
    reference: ({ reference }) => `\${{ secrets.${reference.env} }}`,
  },
  {
    id: 'gitlab-ci',
    path: /(?:^|\/)\.gitlab-ci\.ya?ml$/,
    comment: hashComment,
    reference: ({ reference }) => `$${reference.env}`,
  },
  {
    id: 'azure-pipelines',
    path: /(?:^|\/)azure-pipelines[^/]*\.ya?ml$/,
    comment: hashComment,
    reference: ({ reference }) => `$(${reference.env})`,
  },
  { id: 'compose', path: /(?:^|\/)(?:docker-)?compose[^/]*\.ya?ml$/, comment: hashComment, reference: dollarBraces },
  {
    id: 'ansible',
    languages: yaml,
    text: /^\s*-?\s*(?:hosts|tasks|become|ansible\.builtin\.\w+):/m,
    comment: hashComment,
    quoted: true,
    reference: ({ reference }) => `{{ lookup('env', '${reference.env}') }}`,
  },
  { id: 'yaml', languages: yaml, comment: hashComment, reference: requestUri },
  { id: 'spring', path: /(?:^|\/)application[\w-]*\.properties$/, comment: /^\s*[#!]/, reference: dollarBraces },
  { id: 'npmrc', path: /(?:^|\/)\.npmrc$/, comment: /^\s*[#;]/, reference: dollarBraces },
  { id: 'toml', languages: ['toml'], comment: hashComment, reference: requestUri },
];
