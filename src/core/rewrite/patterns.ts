import { codeAfter } from './code-after.ts';
import { lookupAt } from './place.ts';
import type { Target, TextEdit } from './document.ts';
import type { Declared, Place } from './syntax.ts';

interface Pattern {
  /** Ends at the literal: the call that takes it for a pattern. */
  readonly call: RegExp;
  /** What takes an argument of string type. */
  readonly slot: string;
  /** Matches what takes an argument. */
  readonly specification: RegExp;
  /** `f(pattern, a, b)`, or `f pattern a b`. */
  readonly way: 'listed' | 'curried';
}

/**
 * A literal that a function takes for a pattern stays one: the value becomes a slot of it and the look-up an argument,
 * in its turn among the others.
 */
export function patternArguments({ call, slot, specification, way }: Pattern): (place: Place) => Declared {
  return (place) => {
    const { source, literal, targets, before } = place;
    if (!call.test(before) || literal.form.open === '') return undefined;
    const edits: TextEdit[] = targets.map(({ start, end }) => ({ start, end, newText: slot }));
    const inserted = new Map<number, string>();
    for (const target of targets) {
      const text = source.text.slice(literal.innerStart, target.start).replaceAll('%%', '__');
      const taken = text.match(new RegExp(specification, 'g'))?.length ?? 0;
      const at = taken === 0 ? literal.end : way === 'curried' ? undefined : argumentEnds(place)[taken];
      if (at === undefined) return 'refused';
      inserted.set(at, (inserted.get(at) ?? '') + argument(place, target, way));
    }
    for (const [at, newText] of inserted) edits.push({ start: at, end: at, newText });
    return { edits };
  };
}

function argument(place: Place, target: Target, way: Pattern['way']): string {
  const lookup = lookupAt(place, target, 'part');
  return way === 'listed' ? `, ${lookup}` : ` ${lookup.startsWith('(') ? lookup : `(${lookup})`}`;
}

/** Where the literal and each argument after it end, up to the bracket that closes the call. */
export function argumentEnds(place: Place): readonly number[] {
  const { source, literal } = place;
  const ends: number[] = [];
  let depth = 0;
  for (const { at, character } of codeAfter(place)) {
    if ('([{'.includes(character)) depth += 1;
    else if (')]}'.includes(character)) {
      depth -= 1;
      if (depth < 0) return [...ends, at - (/\s*$/.exec(source.text.slice(literal.end, at))?.[0].length ?? 0)];
    } else if (character === ',' && depth === 0) ends.push(at);
  }
  return [];
}
