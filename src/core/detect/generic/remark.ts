import type { Surroundings } from './surroundings.ts';

/** How a value is said to people rather than used: its line is a comment, or the lines before it announce an example. */
export type Remark = 'comment' | 'example' | undefined;

export function remarkAt(text: string, at: number, surroundings: Surroundings): Remark {
  if (isAnnounced(text, at, surroundings)) return 'example';
  return isCommented(text, at, surroundings) ? 'comment' : undefined;
}

/** A line that begins as a comment does. */
function isCommented(text: string, at: number, { sort }: Surroundings): boolean {
  const before = text.slice(Math.max(0, at - 160), at);
  const line = before.slice(before.lastIndexOf('\n') + 1);
  return (sort === 'config' ? remarkInSettings : remarkInCode).test(line);
}

const remarkInSettings = /^\s*(?:#|;|<!--|REM\s)/;
const remarkInCode = /^\s*(?:\/\/|\/\*(?!.*\*\/)|\*|#|--\s|;|%|<!--|>>>|REM\s)/;

/** Documentation inside code: a session at Python's prompt, or the word that an example follows. */
function isAnnounced(text: string, at: number, { sort }: Surroundings): boolean {
  if (sort !== 'code') return false;
  const lines = text
    .slice(Math.max(0, at - announcement), at)
    .split('\n')
    .slice(-linesBefore);
  return lines.some((line) => announces.test(line));
}

const announcement = 480;
/** Its own line among them. */
const linesBefore = 5;
const announces = /^\s*>>>\s|^[^"'`=]*\bexamples?:{1,2}\s*$/i;

/**
 * Whether a literal in Rust stands one level in. Unit tests live in the file they test, in a module of their own; what
 * a program is given for itself stands at the margin.
 */
export function isInRustModule(text: string, at: number, path: string | undefined): boolean {
  if (!path?.endsWith('.rs')) return false;
  const lines = text
    .slice(Math.max(0, at - announcement), at)
    .split('\n')
    .slice(-3);
  // A literal may open on the line before its text.
  const opening = lines.findLast((line) => /["'`(,=&]/.test(line)) ?? '';
  return /^[ \t]/.test(opening);
}
