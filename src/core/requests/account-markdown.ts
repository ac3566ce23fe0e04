import type { AccountQuestion, AccountRow } from './account-rows.ts';
import { inlineCode, markdownAnswer, markdownProse } from './answer.ts';

export interface AccountSection {
  readonly name: string;
  /** What it is and how it stands, behind its name. */
  readonly state: string;
  readonly purpose?: string;
  readonly rows: readonly AccountRow[];
}

/** A request or a task as a section of a report, its heading of this level, 1 to 6. Values are code: none is markup. */
export function accountMarkdown(
  { name, state, purpose, rows }: AccountSection,
  level: number,
  questionText: (question: AccountQuestion) => string,
): string {
  const heading = `${'#'.repeat(level)} ${inlineCode(name)} (${state})`;
  const list = rows.map((row) => rowMarkdown(row, questionText)).join('\n');
  return [heading, ...(purpose === undefined ? [] : [markdownProse(purpose)]), list].join('\n\n');
}

function rowMarkdown({ question, lines }: AccountRow, questionText: (question: AccountQuestion) => string): string {
  const texts = lines.map(markdownAnswer);
  if (texts.length === 1) return `- **${questionText(question)}**: ${texts.join('')}`;
  return [`- **${questionText(question)}**:`, ...texts.map((text) => `  - ${text}`)].join('\n');
}
