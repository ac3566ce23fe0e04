import type { Place, Site, Source } from './syntax.ts';
import type { Literal } from './lexical.ts';
import type { Target } from './document.ts';

export function placeOf(source: Source, literal: Literal, targets: readonly Target[]): Place {
  const { text } = source;
  const last = targets.at(-1);
  const end = Math.max(literal.end, last?.end ?? 0);
  return { source, literal, targets, before: statementBefore(text, literal.start), after: text.slice(end, end + 80) };
}

export function statementBefore(text: string, at: number): string {
  const window = text.slice(Math.max(0, at - 400), at);
  return window.slice(window.lastIndexOf(';') + 1);
}

export function siteOf({ source, literal, before, after }: Place, as: Site['as'], quote: string): Site {
  const { text, path, language, recall } = source;
  return { text, path, language, recall, quote, as, before, after, prefix: literal.prefix, open: literal.form.open };
}

/** The expression that takes the place of a value. */
export function lookupAt(place: Place, target: Target, as: Site['as'], quote = quoteOf(place)): string {
  const { syntax } = place.source;
  const site = siteOf(place, as, quote);
  const expression = syntax.lookup(target.reference.env, site);
  return isUrlPassword(place.source.text, target) && syntax.encode ? syntax.encode(expression, site) : expression;
}

/** What stands in a literal whose variables are replaced: a variable, or an expression in a hole. */
export function insideAt(
  place: Place,
  target: Target,
  hole: readonly [string, string] | undefined,
  quote = otherQuote(place),
): string {
  const { syntax } = place.source;
  const { text } = place.source;
  const plain = !syntax.encode || !isUrlPassword(text, target);
  if (syntax.inside && (plain || !hole)) {
    // In what the literal may be a part of: `KEY="…`.
    const before = text.slice(Math.max(0, target.start - 80), target.start);
    return syntax.inside(target.reference.env, { before, after: text.slice(target.end, target.end + 8) });
  }
  if (!hole) return '';
  return hole[0] + lookupAt(place, target, 'hole', quote) + hole[1];
}

/** Whether a range is the password of `scheme://user:password@host`. */
export function isUrlPassword(text: string, { start, end }: { start: number; end: number }): boolean {
  return text[end] === '@' && /[a-z][\w+.-]*:\/\/[^\s/?#@"'`<>]*:$/i.test(text.slice(Math.max(0, start - 200), start));
}

export function quoteOf({ literal, source }: Place): string {
  const { open } = literal.form;
  return open === '"' || open === "'" ? open : source.syntax.quote;
}

function otherQuote({ literal, source }: Place): string {
  const { open } = literal.form;
  return open.includes("'") || (open === '`' && source.syntax.quote === '"') ? '"' : "'";
}
