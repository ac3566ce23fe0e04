import { commentOf } from './comments.ts';

/** Anything that stands in a text, as a finding does. */
export interface Ranged {
  readonly start: number;
  readonly end: number;
}

/** A comment `valet-key-ignore: reason` or `valet-key-ignore-next-line: reason`, whatever the language's comments. */
export interface IgnoreComment extends Ranged {
  /** The line it speaks of, from 0. */
  readonly line: number;
  /** Absent where none was given: then the comment does nothing, and a hint says so. */
  readonly reason?: string;
}

export interface Sifted<Found extends Ranged> {
  readonly kept: readonly Found[];
  readonly ignored: readonly { readonly finding: Found; readonly reason: string }[];
  /** Comments that ask to ignore a finding without saying why. */
  readonly unreasoned: readonly IgnoreComment[];
}

/** Takes out the findings that a comment with a reason tells to ignore. A text without such comments costs one search. */
export function siftIgnored<Found extends Ranged>(text: string, findings: readonly Found[]): Sifted<Found> {
  const comments = ignoreComments(text);
  if (comments.length === 0) return { kept: findings, ignored: [], unreasoned: [] };
  const lineAt = lineNumbers(text);
  const commentAt = new Map(comments.map((comment) => [comment.line, comment]));
  const kept: Found[] = [];
  const ignored: { finding: Found; reason: string }[] = [];
  const unreasoned = new Set<IgnoreComment>();
  for (const finding of findings) {
    const comment = commentAt.get(lineAt(finding.start));
    if (comment?.reason === undefined) kept.push(finding);
    else ignored.push({ finding, reason: comment.reason });
    if (comment && comment.reason === undefined) unreasoned.add(comment);
  }
  return { kept, ignored, unreasoned: [...unreasoned] };
}

/** Every ignore comment of a text, in order. */
export function ignoreComments(text: string): readonly IgnoreComment[] {
  const found: IgnoreComment[] = [];
  let line = 0;
  let counted = 0;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
    line += breaksIn(text, counted, at);
    counted = at;
    const lineStart = startOfLine(text, at);
    if (!isInComment(text.slice(lineStart, at))) continue;
    const match = form.exec(text.slice(at, endOfLine(text, at)));
    if (!match) continue;
    const reason = cleanReason(match.groups?.['reason'] ?? '');
    const next = match.groups?.['next'] !== undefined;
    const end = at + match[0].trimEnd().length;
    found.push({ start: at, end, line: next ? line + 1 : line, ...(reason !== '' && { reason }) });
  }
  return found;
}

export interface IgnoreRequest {
  readonly text: string;
  readonly language: string;
  /** Where the finding starts. */
  readonly start: number;
  readonly reason: string;
}

/** The line to put above a finding so that it is ignored; `undefined` where the language has no comments. */
export function ignoreEdit({
  text,
  language,
  start,
  reason,
}: IgnoreRequest): (Ranged & { readonly newText: string }) | undefined {
  const comment = commentOf(language);
  if (!comment) return undefined;
  const at = startOfLine(text, start);
  const indent = /^[\t ]*/.exec(text.slice(at, start))?.[0] ?? '';
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const oneLine = reason.replaceAll(/\s+/g, ' ').trim();
  return { start: at, end: at, newText: `${indent}${comment.open}${word}-next-line: ${oneLine}${comment.close}${eol}` };
}

const word = 'valet-key-ignore';

const form = /^valet-key-ignore(?<next>-next-line)?(?![\w-])\s*(?::(?<reason>.*))?/;

/** What opens a comment in some language, with nothing but blanks or stars before the word. */
const opening = /(?:\/\/|\/\*|#|--|<!--|;|%|\{-|\(\*|(?:^|\s)'|(?:^|\s)"|\bREM|^\s*\*+|^\s*:)[\s*!/#]*$/i;

/** What opens a comment, with the blanks and stars after it. */
const longestOpening = 200;

function isInComment(before: string): boolean {
  return opening.test(before.slice(-longestOpening));
}

/** In characters. */
const longestReason = 1000;

/** Without what closes a comment. A reason has a letter in it. */
function cleanReason(text: string): string {
  const reason = text
    .slice(0, longestReason)
    .replace(/\s*(?:\*\/|-->|\*\)|-\}|--\}\}|#\}|\*\/\})+\s*$/, '')
    .trim();
  return /\p{L}/u.test(reason) ? reason : '';
}

function startOfLine(text: string, at: number): number {
  return Math.max(text.lastIndexOf('\n', at - 1), text.lastIndexOf('\r', at - 1)) + 1;
}

function endOfLine(text: string, at: number): number {
  const end = text.slice(at, at + longestComment).search(/[\r\n]/);
  return end < 0 ? Math.min(text.length, at + longestComment) : at + end;
}

const longestComment = 2_000;

function breaksIn(text: string, from: number, to: number): number {
  let breaks = 0;
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) breaks++;
  return breaks;
}

/** Answers for offsets in any order; findings come in order, so most answers are a step away. */
function lineNumbers(text: string): (offset: number) => number {
  let [line, counted] = [0, 0];
  return (offset) => {
    if (offset < counted) [line, counted] = [0, 0];
    line += breaksIn(text, counted, offset);
    counted = offset;
    return line;
  };
}
