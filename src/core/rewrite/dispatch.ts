import { rewriteCode } from './code.ts';
import { rewriteData } from './data.ts';
import { syntaxOf } from './languages.ts';
import type { Document, Rewrites } from './rewrite.ts';

/** Sends a document to what knows it: a language, or a data format. */
export function rewriteAny(document: Document): Rewrites {
  const syntax = syntaxOf(document.language);
  return syntax ? rewriteCode(document, syntax) : rewriteData(document);
}
