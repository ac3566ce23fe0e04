import { redacted } from './code.ts';
import { formatOf } from './formats.ts';
import type { Rewrite, RewriteInput } from './rewrite.ts';

/** Replaces a value in a file that is data: the quotes around it stay, so that it parses as it did. */
export function rewriteData(input: RewriteInput): Rewrite {
  const { text, start, end } = input;
  const format = formatOf(input);
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  if (format.comment?.test(text.slice(lineStart, start)) && !insideQuotes(text, lineStart, start))
    return redacted(input);
  const reference = format.reference(input);
  const unquoted = !/["']/.test(text[start - 1] ?? '') && !insideQuotes(text, lineStart, start);
  const newText = format.quoted && unquoted ? `"${reference}"` : reference;
  return { type: 'rewritten', edits: [{ start, end, newText }], notes: [] };
}

function insideQuotes(text: string, lineStart: number, at: number): boolean {
  const before = text.slice(lineStart, at).replace(/\\./g, '');
  const count = (quote: string): number => before.split(quote).length - 1;
  return count('"') % 2 === 1 || count("'") % 2 === 1;
}
