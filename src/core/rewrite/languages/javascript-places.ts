import type { Place } from '../syntax.ts';

/** Types, enumerations and module names take literals only, and so do the keys of objects. */
export function isConstantContext({ source, literal, before, after }: Place): boolean {
  const { language } = source;
  if (/^\s*:(?!:)/.test(after) && literal.form.open !== '`' && /[{,]\s*$/.test(before)) return true;
  if (/(?:^|\n)\s*import\s*$|\b(?:import|require)\s*\(\s*$|\bfrom\s+$/.test(before)) return true;
  if (/\bcase\s+$/.test(before)) return false;
  if (!language.startsWith('typescript')) return false;
  return (
    /\btype\s+\w+(?:<[^=;]*>)?\s*=[^=;]*$|\benum\s+\w+\s*\{[^}]*$/.test(before) ||
    (/(?:\bas|\bsatisfies|[|&])\s+$/.test(before) &&
      /^\s*[;|&,)\]}]/.test(after) &&
      /[|&]\s+$|\bas\s+$/.test(before) &&
      /:\s*["'`\w\s|&]*$/.test(before))
  );
}
