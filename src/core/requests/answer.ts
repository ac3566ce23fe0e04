/** A line for people: prose, and in it the values that a manifest or a log holds, which are marked as what they are. */
export type Answer = readonly (string | AnswerValue)[];

interface AnswerValue {
  readonly value: string;
  /** Whether a plain text needs quotation marks to tell it from the words around it. */
  readonly quoted: boolean;
}

/** The words are the template's; a text put into them is a value, another answer becomes a part of them. */
export function says(words: readonly string[], ...parts: readonly (string | Answer)[]): Answer {
  return words.flatMap((text, at) => {
    const part = parts[at] ?? [];
    return [text, ...(typeof part === 'string' ? [{ value: part, quoted: false }] : part)];
  });
}

export function prose(text: string): Answer {
  return [text];
}

/** A name that somebody gave: it could be any word. */
export function quoted(value: string): Answer {
  return [{ value, quoted: true }];
}

export function listed(values: readonly string[], between = ', '): Answer {
  return values.flatMap((value, at) => [...(at === 0 ? [] : [between]), { value, quoted: false }]);
}

export function plainAnswer(answer: Answer): string {
  return answer
    .map((part) => (typeof part === 'string' ? part : part.quoted ? `"${part.value}"` : part.value))
    .join('');
}

export function markdownAnswer(answer: Answer): string {
  return answer.map((part) => (typeof part === 'string' ? markdownProse(part) : inlineCode(part.value))).join('');
}

/** What somebody wrote is no markup, and stays as easy to read as it was: within a word, `_` means nothing (6.2). */
export function markdownProse(text: string): string {
  return text
    .replaceAll(/[\\`*[\]<>&]|(?<![\p{L}\p{N}_])_|_(?![\p{L}\p{N}_])|^[#+-](?=\s)/gu, '\\$&')
    .replaceAll(/\s+/g, ' ');
}

/** CommonMark 0.31, 6.1: nothing is escaped in a code span, whose fence is longer than any run of backticks in it. */
export function inlineCode(value: string): string {
  const text = value.replaceAll(/\s+/g, ' ');
  if (text.trim() === '') return '` `';
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  const room = /^`|`$|^ .* $/.test(text) ? ' ' : '';
  return `${fence}${room}${text}${room}${fence}`;
}
