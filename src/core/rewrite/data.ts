import { redacted } from './code.ts';
import { lineEnd, lineStart } from './enclosing.ts';
import type { DataPlace, Format } from './formats/format.ts';
import { infrastructureFormats } from './formats/infrastructure.ts';
import { jsonFormats } from './formats/json.ts';
import { plainFormats } from './formats/plain.ts';
import { yamlFormats } from './formats/yaml.ts';
import type { Document, RewrittenPlace, Rewrites, Target, TextEdit } from './document.ts';

/** By name first, then by language; the last fits everything. */
const formats: readonly Format[] = [...infrastructureFormats, ...jsonFormats, ...yamlFormats, ...plainFormats];

/** Replaces values in a file that is data: the quotes around them stay, so that it parses as it did. */
export function rewriteData(document: Document): Rewrites {
  const format = formats.find((one) => fits(one, document));
  const places: RewrittenPlace[] = [];
  const shared: TextEdit[] = [];
  for (const target of document.targets) {
    const place = dataPlace(document, target);
    if (!format || isComment(format, place)) {
      places.push(redacted([target]));
      continue;
    }
    const change = format.change?.(place) ?? { edits: [replaced(format, place)] };
    const notes = change.notes ?? (format.note ? [format.note] : []);
    places.push({ targets: [target], edits: change.edits, notes });
    shared.push(...(change.shared ?? []));
  }
  const live = places.flatMap(({ notes, targets }) => (notes.includes('redacted-comment') ? [] : targets));
  const declared = live.length > 0 ? (format?.declare?.({ ...document, targets: live }) ?? []) : [];
  return { places, shared: [...once(shared), ...declared], refused: [] };
}

function fits({ path, languages, text }: Format, document: Document): boolean {
  if (path && !path.test(document.path)) return false;
  if (languages && !path && !languages.includes(document.language)) return false;
  return !text || text.test(document.text);
}

function isComment({ comment }: Format, { before }: DataPlace): boolean {
  return comment !== undefined && comment.test(before) && openQuote(before) === '';
}

function dataPlace({ text, path, language }: Document, target: Target): DataPlace {
  const before = text.slice(lineStart(text, target.start), target.start);
  const after = text.slice(target.end, lineEnd(text, target.end));
  const quote = openQuote(before);
  const closed = quote === '' ? /^\s*(?:[#,}\];<].*|--.*)?$/.test(after) : after.startsWith(quote);
  const opened = quote === '' ? /(?:^|[:=>]|[-[{,])\s*$/.test(before) : before.endsWith(quote);
  const { env, request } = target.reference;
  return { text, path, language, target, env, request, before, after, isWhole: opened && closed, quote };
}

function replaced(format: Format, place: DataPlace): TextEdit {
  const { target, isWhole, quote } = place;
  const reference = isWhole || !format.part ? format.reference(place) : format.part(place);
  if (format.raw) return { start: target.start, end: target.end, newText: reference };
  const wrapped =
    isWhole && quote === '' && (format.quoted || isFlow(place, reference))
      ? quoted(reference)
      : within(reference, quote, place);
  return { start: target.start, end: target.end, newText: wrapped };
}

/** In `{ a: … }` and `[ … ]` of YAML a brace is the list's own. */
function isFlow({ before, language }: DataPlace, reference: string): boolean {
  return (
    /yaml|compose|actions|pipelines|helm|ansible/.test(language) &&
    /[{}]/.test(reference) &&
    /[{[][^}\]]*$/.test(before)
  );
}

function quoted(reference: string): string {
  return `"${reference.replaceAll('"', '\\"')}"`;
}

/** A quote inside quotes of the same kind is written as the format has it. */
function within(reference: string, quote: string, { language }: DataPlace): string {
  if (quote === '"' && !/^(?:xml|html|ini|properties|plaintext)$/.test(language))
    return reference.replaceAll('"', '\\"');
  return quote === "'" && /yaml|ansible|helm/.test(language) ? reference.replaceAll("'", "''") : reference;
}

/** The quote that is open at the end of this part of a line. */
function openQuote(before: string): DataPlace['quote'] {
  let open: DataPlace['quote'] = '';
  for (const { 0: found, index } of before.replaceAll(/\\./g, '__').matchAll(/["']/g)) {
    if (open !== '') open = found === open ? '' : open;
    else if (found === '"' || !/\w/.test(before[index - 1] ?? ' ')) open = found === '"' ? '"' : "'";
  }
  return open;
}

/** What several values ask for is added once. Two different things at one place become one edit there. */
function once(edits: readonly TextEdit[]): readonly TextEdit[] {
  const kept = new Map<string, TextEdit>();
  for (const edit of edits) kept.set(`${edit.start} ${edit.end} ${edit.newText}`, edit);
  return [...kept.values()];
}
