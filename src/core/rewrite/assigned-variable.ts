import { lineEnd, lineStart } from './enclosing.ts';
import type { TextEdit } from './document.ts';

/** How a language sets a variable of its environment: the whole of a line, up to the value and after it. */
interface Rule {
  readonly before: RegExp;
  readonly after: RegExp;
}

const variable = String.raw`(?<name>[A-Za-z_]\w*)`;
const quoted = String.raw`["']${variable}["']`;
const rule = (before: string, after: string): Rule => ({
  before: new RegExp(`^[ \\t]*${before}$`),
  after: new RegExp(`^${after}[ \\t]*$`),
});

const javascript = [
  rule(String.raw`process\.env\.${variable}[ \t]*=[ \t]*["'\x60]`, String.raw`["'\x60];?`),
  rule(String.raw`process\.env\[${quoted}\][ \t]*=[ \t]*["'\x60]`, String.raw`["'\x60];?`),
  rule(String.raw`Deno\.env\.set\(${quoted},[ \t]*["'\x60]`, String.raw`["'\x60]\);?`),
];
const shells = [rule(`set[ \\t]+-(?:gx|xg|x|Ux)[ \\t]+${variable}[ \\t]+["']?`, `["']?`)];

const rules: Readonly<Record<string, readonly Rule[]>> = {
  javascript,
  typescript: javascript,
  javascriptreact: javascript,
  typescriptreact: javascript,
  python: [
    rule(String.raw`os\.environ\[${quoted}\][ \t]*=[ \t]*["']`, `["']`),
    rule(String.raw`os\.environ\.setdefault\(${quoted},[ \t]*["']`, `["']\\)`),
    rule(String.raw`os\.putenv\(${quoted},[ \t]*["']`, `["']\\)`),
  ],
  ruby: [rule(String.raw`ENV\[${quoted}\][ \t]*=[ \t]*["']`, `["']`)],
  powershell: [rule(String.raw`\$env:${variable}[ \t]*=[ \t]*["']`, `["'];?`)],
  julia: [rule(String.raw`ENV\["${variable}"\][ \t]*=[ \t]*"`, '"')],
  r: [rule(String.raw`Sys\.setenv\(["']?${variable}["']?[ \t]*=[ \t]*["']`, `["']\\)`)],
  perl: [rule(String.raw`\$ENV\{["']?${variable}["']?\}[ \t]*=[ \t]*["']`, `["'];`)],
  php: [rule(String.raw`putenv\(["']${variable}=`, `["']\\);`)],
  elixir: [rule(String.raw`System\.put_env\("${variable}",[ \t]*"`, '"\\)')],
  fish: shells,
  bat: [rule(`(?:@)?set[ \\t]+"?${variable}=`, '"?')],
};

/** The variable of the environment that the line at this place sets to the value. */
export function assignedVariable(
  text: string,
  language: string,
  { start, end }: { readonly start: number; readonly end: number },
): string | undefined {
  const own = Object.hasOwn(rules, language) ? rules[language] : undefined;
  if (!own || end - start > 4000) return undefined;
  const from = lineStart(text, start);
  if (start - from > 200) return undefined;
  const after = text.slice(end, lineEnd(text, end));
  for (const { before, after: rest } of own) {
    const found = before.exec(text.slice(from, start));
    if (found && rest.test(after)) return found.groups?.['name'];
  }
  return undefined;
}

/**
 * The line goes: the variable is set when the program starts, and reading it to set it says nothing. A line that is
 * all that a block holds stays.
 */
export function lineWithout(text: string, at: number): TextEdit | undefined {
  const start = lineStart(text, at);
  const newline = text.indexOf('\n', at);
  const end = newline < 0 ? text.length : newline + 1;
  const indent = /^[ \t]*/.exec(text.slice(start, at))?.[0] ?? '';
  if (indent !== '' && !isBeside(text, { start, end }, indent)) return undefined;
  return { start, end, newText: '' };
}

function isBeside(text: string, { start, end }: { start: number; end: number }, indent: string): boolean {
  const above = text.slice(lineStart(text, start - 1), Math.max(0, start - 1));
  const below = text.slice(end, lineEnd(text, end));
  return [above, below].some((line) => line.startsWith(indent) && /^[^\s#/]/.test(line.slice(indent.length)));
}
