import { parse } from 'jsonc-parser';
import { lineEnd, lineStart } from '../enclosing.ts';
import type { DataChange, DataPlace, Format } from './format.ts';
import { dollarBraces, hashComment, requestPart, requestUri } from './format.ts';
import { hcl, terraformBlocks, terraformValues, terraformVariable } from './terraform.ts';

/** A build argument loses its default; a variable of the image stays empty until a container starts. */
function dockerfile(place: DataPlace): DataChange | undefined {
  const { target, before, after, env, request, text, quote } = place;
  const argument = /^[ \t]*ARG[ \t]+\w+(=["']?)$/i.exec(before);
  if (argument && /^["']?[ \t]*$/.test(after)) {
    const start = target.start - (argument[1] ?? '').length;
    return { edits: [{ start, end: target.end + quote.length, newText: '' }], notes: ['image-layer'] };
  }
  const program = withoutShell(place);
  if (program) return program;
  const instruction = instructionAt(text, target.start);
  if (instruction && /^RUN\b/i.test(text.slice(instruction.start, instruction.start + 4))) {
    const after3 = instruction.start + 3;
    const mount = ` --mount=type=secret,id=${request},env=${env}`;
    const has = text.slice(instruction.start, target.start).includes(mount);
    const written = quote === "'" ? `'"\${${env}}"'` : `\${${env}}`;
    return {
      edits: [{ start: target.start, end: target.end, newText: written }],
      shared: has ? [] : [{ start: after3, end: after3, newText: mount }],
      notes: ['build-secret'],
    };
  }
  if (quote === "'")
    return {
      edits: [{ start: target.start - 1, end: target.end + 1, newText: `"\${${env}}"` }],
      notes: ['image-layer'],
    };
  return undefined;
}

/** `CMD ["…"]` runs a program without a shell, which is what replaces variables: so it is run by one. */
function withoutShell({ text, target, env }: DataPlace): DataChange | undefined {
  const start = lineStart(text, target.start);
  const end = lineEnd(text, target.end);
  const found = /^([ \t]*(?:CMD|ENTRYPOINT)[ \t]+)(\[.*\])[ \t]*$/i.exec(text.slice(start, end));
  const [, head = '', list = ''] = found ?? [];
  if (!found) return undefined;
  const at = target.start - start - head.length;
  const value = list.slice(at, at + target.end - target.start);
  const words = wordsOf(list.slice(0, at) + mark + list.slice(at + value.length));
  if (!words) return undefined;
  const command = words.map((word) => shellWord(word).replaceAll(mark, `\${${env}}`)).join(' ');
  return { edits: [{ start, end, newText: `${head}exec ${command}` }], notes: ['image-layer'] };
}

/** Stands for the value: a character that no file holds. */
const mark = '\u{f8ff}';

function wordsOf(list: string): readonly string[] | undefined {
  const words: unknown = parse(list);
  return Array.isArray(words) && words.every((word) => typeof word === 'string') ? words : undefined;
}

function shellWord(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  return `"${word.replaceAll(/[\\"`$]/g, '\\$&')}"`;
}

function instructionAt(text: string, at: number): { start: number } | undefined {
  const window = text.slice(Math.max(0, at - 4000), at);
  const all = [...window.matchAll(/(?<=^|(?<!\\[ \t]*\r?)\n)[ \t]*([A-Z]{3,11})[ \t]/gi)];
  const last = all.findLast(({ 1: word }) =>
    /^(?:RUN|ENV|ARG|CMD|LABEL|COPY|ADD|FROM|USER|ENTRYPOINT|HEALTHCHECK|WORKDIR|EXPOSE|VOLUME|SHELL|ONBUILD)$/i.test(
      word ?? '',
    ),
  );
  if (!last) return undefined;
  return { start: at - window.length + last.index + last[0].search(/\S/) };
}

/** Make reads the environment by itself: a variable of the same name needs a default only. */
function makefile({ before, after, target, env, quote }: DataPlace): DataChange | undefined {
  const own = new RegExp(`^(?:export[ \\t]+)?${env}[ \\t]*(:?=|\\?=)[ \\t]*$`).exec(before);
  if (own && /^\s*$/.test(after)) {
    const start = target.start - before.length + before.search(/[ \t]*(?::|\?)?=[ \t]*$/);
    return { edits: [{ start, end: target.end, newText: ' ?=' }] };
  }
  const recipe = before.startsWith('\t');
  return { edits: [{ start: target.start, end: target.end, newText: recipe ? inRecipe(env, quote) : `$(${env})` }] };
}

/** The shell of a recipe replaces nothing in single quotes. */
function inRecipe(env: string, quote: DataPlace['quote']): string {
  return quote === "'" ? `'"$\${${env}}"'` : `$\${${env}}`;
}

export const infrastructureFormats: readonly Format[] = [
  {
    id: 'terraform-values',
    path: /\.(?:auto\.)?tfvars$/,
    comment: hcl,
    reference: requestUri,
    part: requestPart,
    change: terraformValues,
  },
  {
    id: 'terraform',
    path: /\.(?:tf|tofu)$/,
    comment: hcl,
    reference: requestUri,
    change: terraformVariable,
    declare: terraformBlocks,
  },
  {
    id: 'terragrunt',
    path: /(?:^|\/)terragrunt\.hcl$/,
    comment: hcl,
    raw: true,
    reference: ({ env }) => `\${get_env("${env}")}`,
  },
  { id: 'packer', path: /\.pkr\.hcl$/, comment: hcl, raw: true, reference: ({ env }) => `\${env("${env}")}` },
  {
    id: 'terraform',
    languages: ['terraform', 'opentofu'],
    comment: hcl,
    reference: requestUri,
    change: terraformVariable,
    declare: terraformBlocks,
  },
  {
    id: 'dockerfile',
    languages: ['dockerfile'],
    comment: /^\s*#/,
    reference: dollarBraces,
    change: dockerfile,
    note: 'image-layer',
  },
  {
    id: 'makefile',
    languages: ['makefile'],
    comment: hashComment,
    reference: ({ env }) => `$(${env})`,
    change: makefile,
  },
];
