import { lineEnd, lineStart } from '../enclosing.ts';
import type { DataChange, DataPlace, Format } from './format.ts';
import { dollarBraces, hashComment, requestPart, requestUri } from './format.ts';
import type { Document, TextEdit } from '../document.ts';

/** Terraform's variable of a request: `TF_VAR_name` gives it, and names are written in lower case. */
export function terraformName(env: string): string {
  return env.startsWith('TF_VAR_') ? env.slice('TF_VAR_'.length) : env.toLowerCase();
}

const hcl = /(?:^|\s)(?:#|\/\/)/;

/** `var.name` in the place of a whole literal, and `${var.name}` in one that holds more. */
function terraformVariable(place: DataPlace): DataChange {
  const { target, env, isWhole, quote } = place;
  const name = terraformName(env);
  const written =
    isWhole && quote === '"'
      ? { start: target.start - 1, end: target.end + 1, newText: `var.${name}` }
      : { start: target.start, end: target.end, newText: `\${var.${name}}` };
  return { edits: [defaultOf(place) ?? written], notes: ['terraform-variable'] };
}

/** The variables at the end of the file, those apart that it has. */
function terraformBlocks({ text, targets }: Document): readonly TextEdit[] {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const needed = targets.filter(({ start, end }) => defaultOf(around(text, { start, end })) === undefined);
  const names = new Set(needed.map(({ reference }) => terraformName(reference.env)));
  const blocks = [...names]
    .filter((name) => !new RegExp(`^variable[ \\t]+"?${name}"?[ \\t]*\\{`, 'm').test(text))
    .map((name) => [`variable "${name}" {`, '  type      = string', '  sensitive = true', '}', ''].join(newline));
  if (blocks.length === 0) return [];
  const apart = text.endsWith('\n') ? newline : newline + newline;
  return [{ start: text.length, end: text.length, newText: apart + blocks.join(newline) }];
}

function around(text: string, target: { start: number; end: number }): Around {
  const before = text.slice(lineStart(text, target.start), target.start);
  return { text, target, before, after: text.slice(target.end, lineEnd(text, target.end)) };
}

interface Around {
  readonly text: string;
  readonly target: { readonly start: number; readonly end: number };
  readonly before: string;
  readonly after: string;
}

/** A variable's default goes: `sensitive` takes its place, and the value comes from outside. */
function defaultOf({ text, target, before, after }: Around): TextEdit | undefined {
  if (!/^[ \t]*default[ \t]*=[ \t]*"$/.test(before) || !/^"[ \t]*$/.test(after)) return undefined;
  const window = text.slice(Math.max(0, target.start - 1000), target.start - before.length);
  const above = /(?:^|\n)((?:[ \t]*\w+[ \t]*=[^\n]*\n)*)$/.exec(window);
  const below = /^(?:\r?\n[ \t]*\w+[ \t]*=[^\r\n]*)*/.exec(text.slice(lineEnd(text, target.end), target.end + 1000));
  const start = target.start - before.length - (above?.[1]?.length ?? 0);
  const end = lineEnd(text, target.end) + (below?.[0].length ?? 0);
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = text.slice(start, end).split(newline);
  const kept = lines.filter((line) => !/^[ \t]*default\b/.test(line));
  const indent = /^[ \t]*/.exec(before)?.[0] ?? '';
  if (!kept.some((line) => /^[ \t]*sensitive\b/.test(line))) kept.push(`${indent}sensitive = true`);
  return { start, end, newText: aligned(kept).join(newline) };
}

/** The equals signs of neighbouring lines stand below one another, as `terraform fmt` has them. */
function aligned(lines: readonly string[]): readonly string[] {
  const parts = lines.map((line) => /^([ \t]*\w+)[ \t]*=[ \t]*([^]*)$/.exec(line));
  const width = Math.max(...parts.map((part) => part?.[1]?.length ?? 0));
  return lines.map((line, index) => {
    const part = parts[index];
    return part ? `${(part[1] ?? '').padEnd(width)} = ${part[2] ?? ''}` : line;
  });
}

/** What is set in a `.tfvars` file cannot be a look-up; the environment sets it when the line is gone. */
function terraformValues({ target, before, after, text }: Around): DataChange | undefined {
  const line = /^[ \t]*(\w+)[ \t]*=[ \t]*"$/.exec(before);
  if (!line || !/^"[ \t]*(?:#.*)?$/.test(after)) return undefined;
  const start = target.start - before.length;
  const newText = `# ${line[1]} comes from TF_VAR_${line[1]}`;
  return { edits: [{ start, end: lineEnd(text, target.end), newText }], notes: ['terraform-variable'] };
}

/** A build argument loses its default; a variable of the image stays empty until a container starts. */
function dockerfile(place: DataPlace): DataChange | undefined {
  const { target, before, after, env, request, text, quote } = place;
  const argument = /^[ \t]*ARG[ \t]+\w+(=["']?)$/i.exec(before);
  if (argument && /^["']?[ \t]*$/.test(after)) {
    const start = target.start - (argument[1] ?? '').length;
    return { edits: [{ start, end: target.end + quote.length, newText: '' }], notes: ['image-layer'] };
  }
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
function makefile({ before, after, target, env }: DataPlace): DataChange | undefined {
  const own = new RegExp(`^(?:export[ \\t]+)?${env}[ \\t]*(:?=|\\?=)[ \\t]*$`).exec(before);
  if (own && /^\s*$/.test(after)) {
    const start = target.start - before.length + before.search(/[ \t]*(?::|\?)?=[ \t]*$/);
    return { edits: [{ start, end: target.end, newText: ' ?=' }] };
  }
  const recipe = before.startsWith('\t');
  return { edits: [{ start: target.start, end: target.end, newText: recipe ? `$\${${env}}` : `$(${env})` }] };
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
