import { insideAt, lookupAt, siteOf, quoteOf } from './place.ts';
import type { Heredoc } from './lexical.ts';
import { holesOf } from './tokens.ts';
import type { Mixture, Piece, Place } from './syntax.ts';
import type { TextEdit } from './document.ts';

/** The edits that put look-ups in the place of the values of one literal; nothing where the language has no way. */
export function literalEdits(place: Place): readonly TextEdit[] | undefined {
  const { literal, targets } = place;
  const [first] = targets;
  if (targets.length === 1 && first?.start === literal.innerStart && first.end === literal.innerEnd) {
    return besideLiteral(place) ? (inHoles(place) ?? mixed(place)) : [whole(place)];
  }
  return inHoles(place) ?? mixed(place);
}

/** The literal is nothing but the value: the look-up takes its place, quotes, prefix and all. */
function whole(place: Place): TextEdit {
  const { literal, targets } = place;
  const [target] = targets;
  if (!target) throw new TypeError('a place without a value');
  return instead(place, lookupAt(place, target, 'whole'), Math.max(literal.end, target.end));
}

/** The literal takes expressions as it stands. */
function inHoles(place: Place): readonly TextEdit[] | undefined {
  const { literal, targets } = place;
  const heredoc = place.source.syntax.heredoc;
  if (heredoc && literal.opener && literal.form === heredoc.rawForm) return inRawHeredoc(place, heredoc);
  const hole = literal.form.quotelessHoles ? undefined : holesOf(literal);
  if (!hole && !literal.form.variables) return undefined;
  return targets.map((target) => ({ start: target.start, end: target.end, newText: insideAt(place, target, hole) }));
}

/** A body that is literal becomes one with expressions, where nothing else in it would be read then. */
function inRawHeredoc(place: Place, { form, special, opened }: Heredoc): readonly TextEdit[] | undefined {
  const { source, literal } = place;
  const { opener } = literal;
  if (!opener || special.test(source.text.slice(literal.innerStart, literal.innerEnd))) return undefined;
  const inside = inHoles({ ...place, literal: { ...literal, form } });
  const newText = opened(source.text.slice(opener.start, opener.end));
  return inside && [{ ...opener, newText }, ...inside];
}

function mixed(place: Place): readonly TextEdit[] | undefined {
  // The body of a heredoc cannot be cut.
  if (place.literal.form.open === '') return undefined;
  const mixture = place.source.syntax.mix({ place, pieces: piecesOf(place) });
  if (!mixture || (!mixture.isLiteral && besideLiteral(place))) return undefined;
  return [...(mixture.more ?? []), instead(place, bracketed(place, mixture), place.literal.end)];
}

function piecesOf({ source, literal, targets }: Place): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = literal.innerStart;
  for (const target of targets) {
    if (target.start > at) pieces.push({ text: source.text.slice(at, target.start) });
    pieces.push({ target });
    at = target.end;
  }
  if (at < literal.innerEnd) pieces.push({ text: source.text.slice(at, literal.innerEnd) });
  return pieces;
}

function bracketed({ after, before }: Place, { newText, loose }: Mixture): string {
  const bound = /^\s*(?:[.[%*]|->|\?\.|!\.)/.test(after) || /[%*!]\s*$/.test(before);
  return loose && bound ? `(${newText})` : newText;
}

function instead(place: Place, expression: string, end: number): TextEdit {
  const { enclose } = place.source.syntax;
  const newText = enclose ? enclose(expression, siteOf(place, 'whole', quoteOf(place))) : expression;
  return { start: place.literal.start, end, newText };
}

/** Whether another literal stands right beside this one and is joined to it. */
function besideLiteral({ source, before, after }: Place): boolean {
  if (!source.syntax.adjacent) return false;
  const gap = String.raw`(?:\s|\\\r?\n)*`;
  return new RegExp(`^${gap}[a-z]{0,2}["']`, 'i').test(after) || new RegExp(`["']${gap}$`).test(before);
}
