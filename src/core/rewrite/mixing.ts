import { insideAt, lookupAt } from './place.ts';
import type { Place, Mixed, Mix } from './syntax.ts';
import type { StringForm } from './lexical.ts';

/** The first way that fits. */
export function firstOf(...ways: readonly Mix[]): Mix {
  return (mixed) => {
    for (const way of ways) {
      const made = way(mixed);
      if (made) return made;
    }
    return undefined;
  };
}

/** `"Bearer " + look-up`. */
export function joinedBy(operator: string): Mix {
  return (mixed) => ({ newText: parts(mixed).join(operator), loose: mixed.pieces.length > 1 });
}

/** `(str "Bearer " look-up)`, `paste0("Bearer ", look-up)`. */
export function calling(open: string, separator: string, close: string): Mix {
  return (mixed) => ({ newText: open + parts(mixed).join(separator) + close });
}

function parts({ place, pieces }: Mixed): readonly string[] {
  const { prefix, form } = place.literal;
  const { keepsPrefix } = place.source.syntax;
  return pieces.map((piece) => {
    if ('target' in piece) return lookupAt(place, piece.target, 'part');
    const letters = keepsPrefix && !keepsPrefix(piece.text, prefix) ? '' : prefix;
    return letters + form.open + piece.text + form.close;
  });
}

/** The literal becomes one that takes expressions: another quote, another prefix. */
export interface Interpolation {
  readonly open: string | ((place: Place) => string);
  readonly close: string | ((place: Place) => string);
  readonly hole?: readonly [open: string, close: string];
  /** How holes are written at this place, where that is not the same everywhere. */
  readonly holeOf?: (place: Place) => readonly [open: string, close: string];
  /** Makes the text of the one literal that of the other; nothing where it cannot. */
  readonly text: (text: string, form: StringForm) => string | undefined;
  readonly when?: (place: Place) => boolean;
}

export function interpolated({ open, close, hole, holeOf, text, when }: Interpolation): Mix {
  return ({ place, pieces }) => {
    if (when && !when(place)) return undefined;
    const written: string[] = [];
    // What the new literal is not put in.
    const quote = open === '"' ? "'" : typeof open === 'string' ? place.source.syntax.quote : undefined;
    for (const piece of pieces) {
      const part =
        'text' in piece
          ? text(piece.text, place.literal.form)
          : insideAt(place, piece.target, holeOf?.(place) ?? hole, quote);
      if (part === undefined) return undefined;
      written.push(part);
    }
    const side = (one: string | ((place: Place) => string)): string => (typeof one === 'string' ? one : one(place));
    return { newText: side(open) + written.join('') + side(close), isLiteral: true };
  };
}

/** `format!("Bearer {}", look-up)`: the literal is a pattern with slots and the look-ups are arguments. */
export interface Formatting {
  readonly before: string;
  readonly between: string;
  readonly after: string;
  readonly slot: string;
  /** Writes what would be a slot so that it is none. */
  readonly text: (text: string) => string;
  readonly when?: (place: Place) => boolean;
}

export function formatted({ before, between, after, slot, text, when }: Formatting): Mix {
  return ({ place, pieces }) => {
    if (when && !when(place)) return undefined;
    const { prefix, form } = place.literal;
    const pattern = pieces.map((piece) => ('text' in piece ? text(piece.text) : slot)).join('');
    const looks = pieces.flatMap((piece) => ('target' in piece ? [lookupAt(place, piece.target, 'part')] : []));
    return { newText: before + prefix + form.open + pattern + form.close + between + looks.join(', ') + after };
  };
}

/** A brace that is a brace, where braces open expressions. */
export function doubledBraces(text: string): string {
  return text.replaceAll(/[{}]/g, '$&$&');
}

export function doubledPercents(text: string): string {
  return text.replaceAll('%', '%%');
}

/** For literals that mean the same with other quotes as long as nothing special is in them. */
export function unless(special: RegExp): (text: string) => string | undefined {
  return (text) => (special.test(text) ? undefined : text);
}
