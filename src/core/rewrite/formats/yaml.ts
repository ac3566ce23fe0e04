import type { DataChange, DataPlace, Format } from './format.ts';
import { dollarBraces, hashComment, requestPart, requestUri } from './format.ts';

const languages = [
  'yaml',
  'dockercompose',
  'github-actions-workflow',
  'helm',
  'azure-pipelines',
  'ansible',
  'home-assistant',
];
const comment = hashComment;

/** GitHub keeps names that begin with its own for itself. */
const githubName = (env: string): string => env.replace(/^GITHUB_/, 'GH_');

/** A container's variable takes its value from a Secret of the cluster. */
function secretKeyRef({ text, target, env, request, before, after, quote }: DataPlace): DataChange | undefined {
  const line = /^([ \t]*)value:[ \t]*["']?$/.exec(before);
  if (!line || !/^["']?[ \t]*(?:#.*)?$/.test(after)) return undefined;
  const indent = line[1] ?? '';
  const above = text.slice(Math.max(0, target.start - before.length - 200), target.start - before.length);
  if (!/^[ \t]*-[ \t]+name:[ \t]*\S+[ \t]*\r?\n$/m.test(above.slice(above.lastIndexOf('\n', above.length - 2) + 1)))
    return undefined;
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = [
    `${indent}valueFrom:`,
    `${indent}  secretKeyRef:`,
    `${indent}    name: ${request}`,
    `${indent}    key: ${env}`,
  ];
  const start = target.start - before.length;
  return {
    edits: [{ start, end: target.end + quote.length, newText: lines.join(newline) }],
    notes: ['cluster-secret'],
  };
}

export const yamlFormats: readonly Format[] = [
  {
    id: 'github-actions',
    path: /(?:^|\/)(?:\.github\/(?:workflows|actions)\/.*|action)\.ya?ml$/,
    comment,
    reference: ({ env }) => `\${{ secrets.${githubName(env)} }}`,
    note: 'ci-secret',
  },
  {
    id: 'gitlab-ci',
    path: /(?:^|\/)[\w.-]*gitlab-ci[\w.-]*\.ya?ml$/,
    comment,
    reference: ({ env }) => `$${env}`,
    part: dollarBraces,
    note: 'ci-secret',
  },
  {
    id: 'azure-pipelines',
    path: /(?:^|\/)(?:azure-pipelines[^/]*|\.azure-?pipelines\/.*)\.ya?ml$/,
    comment,
    reference: ({ env }) => `$(${env})`,
    note: 'ci-secret',
  },
  {
    id: 'bitbucket',
    path: /(?:^|\/)bitbucket-pipelines\.ya?ml$/,
    comment,
    reference: ({ env }) => `$${env}`,
    part: dollarBraces,
    note: 'ci-secret',
  },
  { id: 'circleci', path: /(?:^|\/)\.circleci\/.*\.ya?ml$/, comment, reference: dollarBraces, note: 'ci-secret' },
  {
    id: 'drone',
    path: /(?:^|\/)\.(?:drone|woodpecker)(?:\/.*)?\.ya?ml$/,
    comment,
    reference: dollarBraces,
    note: 'ci-secret',
  },
  { id: 'compose', path: /(?:^|\/)(?:docker-)?compose[^/]*\.ya?ml$/, comment, reference: dollarBraces },
  { id: 'compose', languages: ['dockercompose'], comment, reference: dollarBraces },
  { id: 'spring', path: /(?:^|\/)(?:application|bootstrap)[\w-]*\.ya?ml$/, comment, reference: dollarBraces },
  { id: 'yarn', path: /(?:^|\/)\.yarnrc\.yml$/, comment, reference: dollarBraces },
  {
    id: 'symfony',
    path: /(?:^|\/)config\/(?:packages|services).*\.ya?ml$/,
    comment,
    quoted: true,
    reference: ({ env }) => `%env(${env})%`,
  },
  {
    id: 'rails',
    path: /(?:^|\/)config\/(?:database|storage|cable|secrets|mongoid|redis)\.yml$/,
    comment,
    raw: true,
    reference: ({ env }) => `<%= ENV['${env}'] %>`,
  },
  { id: 'serverless', path: /(?:^|\/)serverless\.ya?ml$/, comment, reference: ({ env }) => `\${env:${env}}` },
  { id: 'continue', path: /(?:^|\/)\.continue\/.*\.ya?ml$/, comment, reference: ({ env }) => `\${{ secrets.${env} }}` },
  { id: 'home-assistant', text: /^homeassistant:/m, languages, comment, reference: ({ env }) => `!env_var ${env}` },
  {
    id: 'cloudformation',
    text: /^AWSTemplateFormatVersion:|^[ \t]+Type:[ \t]*["']?AWS::/m,
    languages,
    comment,
    quoted: true,
    reference: ({ request }) => `{{resolve:secretsmanager:${request}}}`,
    note: 'cluster-secret',
  },
  {
    id: 'ansible',
    languages,
    text: /^[ \t]*-?[ \t]*(?:hosts|tasks|become|ansible\.builtin\.\w+):/m,
    comment,
    quoted: true,
    reference: ({ env }) => `{{ lookup('env', '${env}') }}`,
    part: ({ env, text, target }) => `{{ lookup('env', '${env}')${text[target.end] === '@' ? ' | urlencode' : ''} }}`,
  },
  {
    id: 'ansible',
    path: /(?:^|\/)(?:group_vars|host_vars|roles\/[^/]+\/(?:vars|defaults))\/.*$/,
    languages,
    comment,
    quoted: true,
    reference: ({ env }) => `{{ lookup('env', '${env}') }}`,
  },
  {
    id: 'kubernetes',
    languages,
    text: /^kind:[ \t]*(?:Pod|Deployment|StatefulSet|DaemonSet|ReplicaSet|Job|CronJob|Secret|ConfigMap)\b/m,
    comment,
    reference: dollarBraces,
    change: secretKeyRef,
    note: 'fill-in',
  },
  {
    id: 'helm',
    path: /(?:^|\/)(?:values[\w.-]*|charts\/.*)\.ya?ml$/,
    languages,
    comment,
    reference: dollarBraces,
    note: 'fill-in',
  },
  { id: 'yaml', languages, comment, reference: requestUri, part: requestPart },
];
