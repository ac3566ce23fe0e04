import { redacted } from './code.ts';
import type { Rewrite, RewriteInput } from './rewrite.ts';

/** Bash, zsh and their kin: how the variable is written depends on the quotes it stands in. */
export function rewriteShell(input: RewriteInput): Rewrite {
  const { text, start, end, reference } = input;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const context = quoting(text.slice(lineStart, start));
  if (context === 'comment') return redacted(input);
  // A script that names the variable itself insists that the task was given it.
  const own = text.slice(lineStart, start).match(/(?:^|[\s;])([A-Z_a-z]\w*)=["']?$/)?.[1] === reference.env;
  const variable = own ? `\${${reference.env}:?}` : `\${${reference.env}}`;
  if (context === 'double') return one(start, end, variable);
  if (context === 'single') {
    const alone = text[start - 1] === "'" && text[end] === "'";
    return alone ? one(start - 1, end + 1, `"${variable}"`) : one(start, end, `'"${variable}"'`);
  }
  return one(start, end, `"${variable}"`);
}

function one(start: number, end: number, newText: string): Rewrite {
  return { type: 'rewritten', edits: [{ start, end, newText }], notes: [] };
}

/** What the shell is in the middle of at the end of this part of a line. */
function quoting(line: string): 'none' | 'single' | 'double' | 'comment' {
  let quote: 'none' | 'single' | 'double' = 'none';
  for (let at = 0; at < line.length; at++) {
    const character = line[at];
    if (quote === 'none' && character === '#' && (at === 0 || /\s/.test(line[at - 1] ?? ''))) return 'comment';
    if (character === '\\' && quote !== 'single') at += 1;
    else if (character === '"' && quote !== 'single') quote = quote === 'double' ? 'none' : 'double';
    else if (character === "'" && quote !== 'double') quote = quote === 'single' ? 'none' : 'single';
  }
  return quote;
}
