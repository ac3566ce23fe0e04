import type { Format } from './format.ts';
import { dollarBraces, hashComment, requestPart, requestUri } from './format.ts';

const ini = /^\s*[#;]/;
const xml = /<!--(?:(?!-->)[^])*$/;

/** Files that are lists of settings, by name first: the program that reads them has its own way to a variable. */
export const plainFormats: readonly Format[] = [
  // A sample shows which names are needed; it keeps the name and nothing else.
  {
    id: 'dotenv-sample',
    path: /(?:^|\/)\.env(?:\.[\w-]+)*\.(?:example|sample|template|dist|defaults)$|(?:^|\/)(?:example|sample)\.env$/,
    comment: /^\s*#/,
    reference: ({ isWhole, env }) => (isWhole ? '' : `\${${env}}`),
  },
  {
    id: 'dotenv',
    path: /(?:^|\/)\.env(?:\.[\w.-]+)?$|\.env$/,
    comment: /^\s*#/,
    reference: requestUri,
    part: dollarBraces,
  },
  { id: 'dotenv', languages: ['dotenv'], comment: /^\s*#/, reference: requestUri, part: dollarBraces },
  { id: 'npm', path: /(?:^|\/)\.?(?:npmrc|pnpmrc)$/, comment: ini, reference: dollarBraces },
  { id: 'bun', path: /(?:^|\/)\.?bunfig\.toml$/, comment: hashComment, reference: ({ env }) => `$${env}` },
  { id: 'pip', path: /(?:^|\/)requirements[\w.-]*\.txt$/, comment: hashComment, reference: dollarBraces },
  {
    id: 'spring',
    path: /(?:^|\/)(?:application|bootstrap)[\w-]*\.properties$/,
    comment: /^\s*[#!]/,
    reference: dollarBraces,
  },
  {
    id: 'log4j',
    path: /(?:^|\/)log4j2?[\w.-]*\.(?:properties|xml)$/,
    comment: /^\s*[#!]|<!--/,
    reference: ({ env }) => `\${env:${env}}`,
  },
  { id: 'maven', path: /(?:^|\/)(?:pom|settings)\.xml$/, comment: xml, reference: ({ env }) => `\${env.${env}}` },
  { id: 'nuget', path: /(?:^|\/)nuget\.config$/i, comment: xml, reference: ({ env }) => `%${env}%` },
  {
    id: 'plist',
    path: /\.(?:plist|xcconfig)$/,
    comment: xml,
    reference: ({ env }) => `$(${env})`,
    note: 'client-side',
  },
  { id: 'php', path: /(?:^|\/)php[\w.-]*\.ini$/, comment: ini, reference: dollarBraces },
  { id: 'supervisor', path: /(?:^|\/)supervisord?\.conf$/, comment: ini, reference: ({ env }) => `%(ENV_${env})s` },
  { id: 'grafana', path: /(?:^|\/)grafana\.ini$/, comment: ini, reference: ({ env }) => `$__env{${env}}` },
  {
    id: 'nginx',
    path: /(?:^|\/)(?:nginx[\w.-]*\.conf|.*\.conf\.template)$/,
    comment: hashComment,
    reference: dollarBraces,
    note: 'fill-in',
  },
  { id: 'caddy', path: /(?:^|\/)Caddyfile$/, comment: hashComment, reference: ({ env }) => `{$${env}}` },
  {
    id: 'http',
    languages: ['http', 'rest'],
    comment: /^\s*(?:#|\/\/)/,
    reference: ({ env }) => `{{$processEnv ${env}}}`,
  },
  { id: 'bruno', path: /\.bru$/, reference: ({ env }) => `{{process.env.${env}}}` },
  { id: 'toml', languages: ['toml'], comment: hashComment, reference: requestUri, part: requestPart },
  { id: 'xml', languages: ['xml', 'html', 'xsl'], comment: xml, reference: requestUri, part: requestPart },
  { id: 'ini', languages: ['ini', 'properties'], comment: /^\s*[#;!]/, reference: requestUri, part: requestPart },
  { id: 'plain', reference: requestUri, part: requestPart },
];
