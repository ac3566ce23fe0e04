import { lineEnd, lineStart } from '../enclosing.ts';
import type { Document, TextEdit } from '../document.ts';
import type { DataChange, DataPlace } from './format.ts';

/** Terraform's variable of a request: `TF_VAR_name` gives it, and names are written in lower case. */
export function terraformName(env: string): string {
  return env.startsWith('TF_VAR_') ? env.slice('TF_VAR_'.length) : env.toLowerCase();
}

export const hcl = /(?:^|\s)(?:#|\/\/)/;

/** `var.name` in the place of a whole literal, and `${var.name}` in one that holds more. */
export function terraformVariable(place: DataPlace): DataChange {
  const { target, env, isWhole, quote } = place;
  const name = terraformName(env);
  const written =
    isWhole && quote === '"'
      ? { start: target.start - 1, end: target.end + 1, newText: `var.${name}` }
      : { start: target.start, end: target.end, newText: `\${var.${name}}` };
  return { edits: [defaultOf(place) ?? written], notes: ['terraform-variable'] };
}

/** The variables at the end of the file, those apart that it has. */
export function terraformBlocks({ text, targets, declared = new Set() }: Document): readonly TextEdit[] {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const needed = targets.filter(({ start, end }) => defaultOf(around(text, { start, end })) === undefined);
  const names = new Set(needed.map(({ reference }) => terraformName(reference.env)));
  const blocks = [...names]
    .filter((name) => !declared.has(name) && !terraformVariables(text).has(name))
    .map((name) => [`variable "${name}" {`, '  type      = string', '  sensitive = true', '}', ''].join(newline));
  if (blocks.length === 0) return [];
  const apart = text.endsWith('\n') ? newline : newline + newline;
  return [{ start: text.length, end: text.length, newText: apart + blocks.join(newline) }];
}

/** The variables that a text declares. */
export function terraformVariables(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(/^[ \t]*variable[ \t]+"?([\w-]+)"?[ \t]*\{/gm)].map(({ 1: name = '' }) => name));
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

/** The variable that Terraform reads for a value: of the line in a `.tfvars` file, of the block whose default it is. */
export function terraformVariableAt({ text, path, language, start, end }: TerraformPlace): string | undefined {
  if (!/^(?:terraform|opentofu|hcl)$/.test(language) && !/\.(?:tf|tofu|tfvars)$/.test(path)) return undefined;
  const here = around(text, { start, end });
  const line = /^[ \t]*(\w+)[ \t]*=[ \t]*"$/.exec(here.before);
  if (path.endsWith('.tfvars')) return line?.[1] === undefined ? undefined : `TF_VAR_${line[1]}`;
  if (line?.[1] !== 'default') return undefined;
  const name = /^[ \t]*variable[ \t]+"?([\w-]+)"?[ \t]*\{[^}]*$/m.exec(
    text.slice(Math.max(0, start - 1000), start),
  )?.[1];
  return name !== undefined && /^\w+$/.test(name) ? `TF_VAR_${name}` : undefined;
}

interface TerraformPlace {
  readonly text: string;
  readonly path: string;
  readonly language: string;
  readonly start: number;
  readonly end: number;
}

/** What is set in a `.tfvars` file cannot be a look-up; the environment sets it when the line is gone. */
export function terraformValues({ target, before, after, text }: Around): DataChange | undefined {
  const line = /^[ \t]*(\w+)[ \t]*=[ \t]*"$/.exec(before);
  if (!line || !/^"[ \t]*(?:#.*)?$/.test(after)) return undefined;
  const start = target.start - before.length;
  const newText = `# ${line[1]} comes from TF_VAR_${line[1]}`;
  return { edits: [{ start, end: lineEnd(text, target.end), newText }], notes: ['terraform-variable'] };
}
