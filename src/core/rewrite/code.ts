import { literalEdits } from './literal.ts';
import { notesOf } from './client.ts';
import { isUrlPassword, placeOf, statementBefore } from './place.ts';
import { regionsOf } from './regions.ts';
import { assignedVariable, lineWithout } from './assigned-variable.ts';
import { fallbackAt } from './fallback.ts';
import { shellFallbackAt } from './shell-fallback.ts';
import type { Syntax, Place, Redeclared, Source } from './syntax.ts';
import type { Literal, Region } from './lexical.ts';
import type {
  Document,
  RefusalReason,
  Refused,
  RewriteNote,
  RewrittenPlace,
  Rewrites,
  Target,
  TextEdit,
} from './document.ts';

type Outcome = RewrittenPlace | RefusalReason;

/** Replaces values in source code of a language that has string literals. */
export function rewriteCode(document: Document, syntax: Syntax): Rewrites {
  const source = sourceOf(document, syntax);
  const places: RewrittenPlace[] = [];
  const refused: Refused[] = [];
  for (const { region, targets } of byRegion(source, document.targets)) {
    const outcome = outcomeOf(source, region, targets);
    if (typeof outcome === 'string') refused.push(...targets.map((target) => ({ target, reason: outcome })));
    else places.push(outcome);
  }
  const { kept, left } = withoutOverlaps(places);
  refused.push(...left.map((target) => ({ target, reason: 'overlapping' as const })));
  return { places: kept, shared: importsFor(source, kept), refused };
}

function sourceOf({ text, path, language, targets }: Document, syntax: Syntax): Source {
  const regions = regionsOf(text, syntax);
  let index: Map<string, number[]> | undefined;
  return {
    text,
    path,
    language,
    syntax,
    regions,
    targets,
    newline: text.includes('\r\n') ? '\r\n' : '\n',
    notes: notesOf({ text, path, language }),
    recall: recalling(text),
    written: new Set(),
    uses(name) {
      index ??= namesIn(text, (at) => regions.at(at) === undefined);
      return index.get(name) ?? [];
    },
  };
}

/** A thousand values ask the same of a text. */
function recalling(text: string): Source['recall'] {
  const known = new Map<unknown, unknown>();
  return <Fact>(fact: (text: string) => Fact): Fact => {
    if (!known.has(fact)) known.set(fact, fact(text));
    return known.get(fact) as Fact;
  };
}

function namesIn(text: string, isCode: (at: number) => boolean): Map<string, number[]> {
  const index = new Map<string, number[]>();
  for (const { 0: name, index: at } of text.matchAll(/[A-Za-z_]\w*/g)) {
    if (!isCode(at)) continue;
    const known = index.get(name);
    if (known) known.push(at);
    else index.set(name, [at]);
  }
  return index;
}

interface Group {
  readonly region: Region | undefined;
  readonly targets: Target[];
}

/** Values in one literal are replaced together; every other value is a group of its own. */
function byRegion({ regions }: Source, targets: readonly Target[]): readonly Group[] {
  const groups: Group[] = [];
  for (const target of targets) {
    const region = regions.at(target.start);
    const last = groups.at(-1);
    if (region?.type === 'string' && last?.region === region) last.targets.push(target);
    else groups.push({ region, targets: [target] });
  }
  return groups;
}

function outcomeOf(source: Source, region: Region | undefined, targets: readonly Target[]): Outcome {
  const environment = inEnvironment(source, region, targets);
  if (environment) return { targets, edits: [environment], notes: source.notes };
  if (region === undefined) return bare(source, targets);
  if (region.type === 'comment') return redacted(targets);
  const place = placeOf(source, region, targets);
  if (isDocstring(place)) return redacted(targets);
  const declared = source.syntax.redeclare?.(place);
  if (declared === 'refused') return 'constant-only';
  if (declared === 'shared-constant') return declared;
  if (declared) return declaredPlace(place, declared);
  const loosened = loosen(place);
  if (loosened.length === 0 && source.syntax.constant?.(place)) return 'constant-only';
  const edits = editsOf(place);
  if (!edits) return 'unknown-syntax';
  return { targets, edits: inOrder([...loosened, ...edits]), notes: source.notes };
}

function declaredPlace({ source, targets }: Place, { edits, once = [], notes = [] }: Redeclared): RewrittenPlace {
  const first = once.filter(({ newText }) => {
    const isNew = !source.text.includes(newText.trim()) && !source.written.has(newText.trim());
    source.written.add(newText.trim());
    return isNew;
  });
  return { targets, edits: inOrder([...first, ...edits]), notes: [...source.notes, ...notes] };
}

/** A look-up that has the value to fall back to loses it, and a line that sets the variable itself goes. */
function inEnvironment(
  { text, language, syntax }: Source,
  region: Region | undefined,
  targets: readonly Target[],
): TextEdit | undefined {
  const [target] = targets;
  if (!target || targets.length > 1 || region?.type === 'comment') return undefined;
  const { env } = target.reference;
  if (assignedVariable(text, language, target) === env) return lineWithout(text, target.start);
  const inShell = syntax.bare ? shellFallbackAt(text, target) : undefined;
  if (inShell?.variable === env) return inShell.edit;
  const fallback = region && isPlain(region, target) ? fallbackAt(text, language, target) : undefined;
  return fallback?.variable === env || fallback?.isConstant ? fallback.edit : undefined;
}

/** Whether a literal without prefix is nothing but the value. */
function isPlain({ innerStart, innerEnd, prefix }: Literal, { start, end }: Target): boolean {
  return start === innerStart && end === innerEnd && prefix === '';
}

function editsOf(place: Place): readonly TextEdit[] | undefined {
  const beyond = place.targets.find(({ end }) => end > place.literal.innerEnd);
  return beyond ? concatenated(place) : literalEdits(place);
}

/** `"sk_" + "live…"`: the pieces become one look-up when the value spans the whole of them. */
function concatenated(place: Place): readonly TextEdit[] | undefined {
  const { source, literal, targets } = place;
  const [target] = targets;
  if (!target || targets.length > 1 || target.start !== literal.innerStart) return undefined;
  const last = source.regions.at(target.end - 1);
  if (last?.type !== 'string' || target.end !== last.innerEnd) return undefined;
  const joined: Literal = { ...literal, end: last.end, innerEnd: target.end };
  return literalEdits(placeOf(source, joined, targets));
}

function bare({ syntax, text, path, language, recall }: Source, targets: readonly Target[]): Outcome {
  const edits: TextEdit[] = [];
  for (const { start, end, reference } of targets) {
    if (!syntax.bare) return 'unknown-syntax';
    const before = statementBefore(text, start);
    const site = {
      text,
      path,
      language,
      recall,
      quote: syntax.quote,
      as: 'whole',
      before,
      after: text.slice(end, end + 80),
    } as const;
    edits.push({ start, end, newText: syntax.bare(reference.env, { ...site, prefix: '', open: '' }) });
  }
  return { targets, edits, notes: [] };
}

/** A credential in a comment is taken out; code has no place there. */
export function redacted(targets: readonly Target[]): RewrittenPlace {
  const edits = targets.map(({ start, end, reference }) => ({
    start,
    end,
    newText: `valet-key://${reference.request}`,
  }));
  return { targets, edits, notes: ['redacted-comment'] };
}

function isDocstring({ source, literal, before }: Place): boolean {
  return (
    source.syntax.docstrings === true &&
    literal.form.open.length === 3 &&
    /(?:^|\n)[ \t]*$/.test(before) &&
    !/[[({,=\\][ \t]*\r?\n[ \t]*$/.test(before)
  );
}

/** `const` where only constants may stand becomes what the language has for values known at run time. */
function loosen(place: Place): readonly TextEdit[] {
  const { source, literal, before } = place;
  const rule = source.syntax.loosen?.find((one) => one.before.test(before));
  if (!rule) return [];
  const from = literal.start - before.length;
  const last = [...before.matchAll(rule.keyword)].at(-1);
  if (!last) return [];
  const start = from + last.index;
  return [{ start, end: start + last[0].length, newText: source.syntax.loosenBy?.(place) ?? rule.by }];
}

interface Placed {
  readonly edit: TextEdit;
  readonly place: number;
}

/** Two places may change the same text: what is the same is done once, and what is not waits for another turn. */
function withoutOverlaps(places: readonly RewrittenPlace[]): {
  kept: readonly RewrittenPlace[];
  left: readonly Target[];
} {
  const all: Placed[] = places.flatMap(({ edits }, place) => edits.map((edit) => ({ edit, place })));
  all.sort((one, other) => one.edit.start - other.edit.start || one.edit.end - other.edit.end);
  const dropped = new Set<number>();
  const twice = new Set<TextEdit>();
  let last: Placed | undefined;
  for (const next of all) {
    if (dropped.has(next.place)) continue;
    if (last && isSame(last.edit, next.edit)) twice.add(next.edit);
    else if (last && next.edit.start < last.edit.end) dropped.add(next.place);
    else last = next;
  }
  const kept = places.flatMap((place, index) =>
    dropped.has(index) ? [] : [{ ...place, edits: place.edits.filter((edit) => !twice.has(edit)) }],
  );
  return { kept, left: places.flatMap(({ targets }, index) => (dropped.has(index) ? targets : [])) };
}

function isSame(one: TextEdit, other: TextEdit): boolean {
  return one.start === other.start && one.end === other.end && one.newText === other.newText;
}

function importsFor(source: Source, places: readonly RewrittenPlace[]): readonly TextEdit[] {
  const { syntax, text } = source;
  const live = places.filter(({ notes }) => !notes.includes('redacted-comment' satisfies RewriteNote));
  if (!syntax.importsOf || live.length === 0) return [];
  const encoded =
    syntax.encode !== undefined && live.some(({ targets }) => targets.some((one) => isUrlPassword(text, one)));
  const written = live.flatMap(({ edits }) => edits.map(({ newText }) => newText)).join('\n');
  return syntax.importsOf({ text, encoded, written });
}

function inOrder(edits: readonly TextEdit[]): readonly TextEdit[] {
  return edits.toSorted((one, other) => one.start - other.start || one.end - other.end);
}
