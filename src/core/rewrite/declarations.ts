import { lookupAt } from './place.ts';
import type { Declared, Place } from './syntax.ts';
import type { TextEdit } from './document.ts';

/** The only target of a place whose literal is nothing but the value. */
export function soleTarget({ literal, targets }: Place): Place['targets'][number] | undefined {
  const [target] = targets;
  return targets.length === 1 && target?.start === literal.innerStart && target.end === literal.innerEnd
    ? target
    : undefined;
}

/** Whether the literal is nothing but the value. */
export function isWholeValue(place: Place): boolean {
  return soleTarget(place) !== undefined;
}

interface Called {
  /** Ends at the literal; groups: what stands before the keyword, the name. */
  readonly declaration: RegExp;
  readonly written: (name: string, lookup: string, lead: string) => string;
  /** Matches the lead of what other files can see. */
  readonly shared?: RegExp;
  /** Whether no other file can see what this one shows. */
  readonly isAlone?: (source: Place['source']) => boolean;
  readonly terminator?: string;
  /** What stands before a use: Elixir's `@`. */
  readonly sign?: string;
}

/** A constant that is known when the program is built becomes a function without arguments, and its uses call it. */
export function declaredCalls(
  place: Place,
  { declaration, written, shared, isAlone, terminator = '', sign = '' }: Called,
): Declared {
  const { source, literal, before } = place;
  const found = declaration.exec(before);
  if (!found) return undefined;
  const [whole, lead = '', name = ''] = found;
  const target = soleTarget(place);
  if (!target) return 'refused';
  if (shared?.test(lead) && !isAlone?.(source)) return 'shared-constant';
  const start = literal.start - whole.length + (/^\r?\n/.exec(whole)?.[0].length ?? 0);
  const end = literal.end + (source.text.startsWith(terminator, literal.end) ? terminator.length : 0);
  const lookup = lookupAt(place, target, 'whole');
  const newText = written(name, lookup, lead).replaceAll('\n', source.newline);
  const uses = source.uses(name).filter((at) => at < start || at >= end);
  const calls = uses.map((at) => call(source.text, at, { name, sign }));
  if (calls.includes('refused')) return 'refused';
  return { edits: [{ start, end, newText }, ...calls.filter((one) => typeof one === 'object')] };
}

/** A use of the name becomes a call; nothing where the same word is something else. */
function call(
  text: string,
  at: number,
  { name, sign }: { name: string; sign: string },
): TextEdit | 'refused' | undefined {
  const before = text[at - 1] ?? ' ';
  const edit = { start: at - sign.length, end: at + name.length, newText: `${name}()` };
  if (sign === '') return /[.\w"']/.test(before) ? undefined : edit;
  if (before !== sign) return undefined;
  // Set a second time.
  return /^[ \t]+["'([{\d:]/.test(text.slice(edit.end, edit.end + 8)) ? 'refused' : edit;
}
