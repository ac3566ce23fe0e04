/** How far back the opening of a block is looked for, so that the cost of a file follows its findings. */
const reach = 6000;

/** The text before the brace that opens the innermost block around a place, up to the statement before it. */
export function blockHeader(text: string, at: number): string | undefined {
  const floor = Math.max(0, at - reach);
  let depth = 0;
  for (let here = at - 1; here >= floor; here--) {
    const character = text[here];
    if (character === '}') depth += 1;
    else if (character === '{') {
      if (depth === 0) return headerBefore(text, here);
      depth -= 1;
    }
  }
  return undefined;
}

function headerBefore(text: string, brace: number): string {
  const window = text.slice(Math.max(0, brace - 300), brace);
  return window.slice(Math.max(window.lastIndexOf(';'), window.lastIndexOf('{'), window.lastIndexOf('}')) + 1);
}

/** The start of the line that a place is on. */
export function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

/** The end of the line that a place is on, without its line break. */
export function lineEnd(text: string, at: number): number {
  const newline = text.indexOf('\n', at);
  if (newline < 0) return text.length;
  return text[newline - 1] === '\r' ? newline - 1 : newline;
}

/** What a line begins with: blanks and tabs. */
export function indentAt(text: string, at: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, at), at))?.[0] ?? '';
}

/** The line that the statement begins on, if it stands alone in a block: not the branch of an `if` without braces. */
export function statementStart(text: string, at: number): number | undefined {
  const window = text.slice(Math.max(0, at - 600), at);
  const last = Math.max(window.lastIndexOf(';'), window.lastIndexOf('{'), window.lastIndexOf('}'));
  if (last < 0) return undefined;
  const gap = window.slice(last + 1);
  const newline = gap.indexOf('\n');
  if (newline < 0 || /\b(?:if|for|while|else|switch)\b/.test(gap)) return undefined;
  return at - gap.length + newline + 1;
}
