import { notesOf } from './client.ts';
import { rewriteCode } from './code.ts';
import { rewriteData } from './data.ts';
import { type Embedded, embeddedIn } from './embedded.ts';
import { syntaxOf } from './languages.ts';
import { rewriteNotebook } from './notebook.ts';
import type { Document, Rewrites, RewrittenPlace, Target, TextEdit } from './document.ts';

/** Sends a document to what knows it: a language, a data format, or each part of it to what knows that part. */
export function rewriteAny(document: Document): Rewrites {
  if (document.path.endsWith('.ipynb') && document.text.trimStart().startsWith('{')) {
    return rewriteNotebook(document, rewritePlain, rewriteData);
  }
  const parts = embeddedIn(document.text, document.language);
  return parts ? rewriteParts(document, parts) : rewritePlain(document);
}

function rewritePlain(document: Document): Rewrites {
  // A shell's file of variables for direnv is a script.
  const syntax = /(?:^|\/)\.envrc$/.test(document.path) ? syntaxOf('shellscript') : syntaxOf(document.language);
  return syntax ? rewriteCode(document, syntax) : rewriteData(document);
}

function rewriteParts(document: Document, parts: readonly Embedded[]): Rewrites {
  const all: Rewrites[] = [];
  const notes = notesOf(document);
  let rest: readonly Target[] = document.targets;
  for (const part of parts) {
    const inside = rest.filter(({ start, end }) => start >= part.start && end <= part.end);
    if (inside.length === 0) continue;
    rest = rest.filter((target) => !inside.includes(target));
    all.push(withNotes(rewritePart({ ...document, targets: inside }, part), notes));
  }
  all.push(withNotes(rewriteData({ ...document, targets: rest }), notes));
  return {
    places: all.flatMap(({ places }) => places),
    shared: all.flatMap(({ shared }) => shared),
    refused: all.flatMap(({ refused }) => refused),
  };
}

/** A client-side page makes what is in it client-side too. */
function withNotes(rewrites: Rewrites, notes: RewrittenPlace['notes']): Rewrites {
  const places = rewrites.places.map((place) => ({ ...place, notes: [...new Set([...notes, ...place.notes])] }));
  return { ...rewrites, places };
}

/** A part is a document of its own. */
function rewritePart(document: Document, { start, end, language }: Embedded): Rewrites {
  const shifted = new Map(document.targets.map((target) => [moved(target, -start), target]));
  const path = document.language === 'markdown' || document.language === 'mdx' ? 'fence' : document.path;
  const made = rewritePlain({ path, language, text: document.text.slice(start, end), targets: [...shifted.keys()] });
  const outer = (target: Target): Target => shifted.get(target) ?? target;
  const places = made.places.map((place): RewrittenPlace => {
    const edits = place.edits.map((edit) => moved(edit, start));
    return { targets: place.targets.map(outer), edits, notes: place.notes };
  });
  return {
    places,
    shared: made.shared.map((edit): TextEdit => moved(edit, start)),
    refused: made.refused.map(({ target, reason }) => ({ target: outer(target), reason })),
  };
}

function moved<Range extends { start: number; end: number }>(range: Range, by: number): Range {
  return { ...range, start: range.start + by, end: range.end + by };
}
