import type { TextEdit } from './document.ts';
import { type FallbackRule, fallbackRules } from './fallback-rules.ts';

/** A look-up that has a literal to fall back to, as `process.env.KEY || 'value'`. */
export interface Fallback {
  /** The variable that the look-up reads. */
  readonly variable: string;
  /** Makes of it a look-up that has nothing to fall back to. */
  readonly edit: TextEdit;
  /** Only a constant may stand there, so that no other look-up can. */
  readonly isConstant: boolean;
}

interface Literal {
  /** The range of the value, without quotes. */
  readonly start: number;
  readonly end: number;
}

/** The look-up that the literal at this place is the fallback of. */
export function fallbackAt(text: string, language: string, { start, end }: Literal): Fallback | undefined {
  const quote = text[start - 1] ?? '';
  if (!/["'`]/.test(quote) || text[end] !== quote) return undefined;
  const before = text.slice(Math.max(0, start - 241), start - 1);
  if (!/env|config/i.test(before)) return undefined;
  for (const rule of fallbackRules(language)) {
    const edit = applied(rule, { text, language, before, start, end });
    if (edit) return edit;
  }
  return undefined;
}

interface Around extends Literal {
  readonly text: string;
  readonly language: string;
  readonly before: string;
}

function applied(rule: FallbackRule, { text, language, before, start, end }: Around): Fallback | undefined {
  const found = rule.before.exec(before);
  const variable = found?.groups?.['name'];
  const rest = rule.after ? rule.after.exec(text.slice(end + 1, end + 80)) : [''];
  if (!found || variable === undefined || !rest) return undefined;
  const newText = rule.written({ ...found.groups, name: variable, language });
  const edit = { start: start - 1 - found[0].length, end: end + 1 + (rest[0]?.length ?? 0), newText };
  return { variable, edit, isConstant: rule.isConstant ?? false };
}
