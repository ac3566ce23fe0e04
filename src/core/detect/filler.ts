import { randomness } from './generic/randomness.ts';

/**
 * Whether the part of a credential that should be chance is filler instead: what people write into examples and
 * templates in place of a key. It judges a value that already has the shape of a credential, so chance alone must
 * practically never look like this.
 */
export function isFiller(value: string): boolean {
  return words.test(value) || repeats(value) || ascends(value) || hasPeriod(value);
}

/** Whether a value is put together from words, as names are and chance is not: `loading-spinner-small`, `getUserName`. */
export function isWords(value: string): boolean {
  return (
    (value.length >= 16 && isEachWords(value)) ||
    /^(?:[A-Z]?[a-z]*|[A-Z]*)(?:[-_.+/](?:[A-Z]?[a-z]+|[A-Z]+|\d{1,4}))*[-_.]?$/.test(value) ||
    (value.length < 64 && /^[a-z]+(?:[A-Z][a-z]{2,}){2,}\d{0,2}$/.test(value))
  );
}

/** What reads like words piece by piece: `Mistral3ForConditionalGeneration`, `V1TicketGetAllParams`. */
function isEachWords(value: string): boolean {
  const pieces = value.split(/[^A-Za-z\d]+/).filter((piece) => piece.length >= 4);
  return pieces.some((piece) => piece.length >= 8) && pieces.every((piece) => randomness(piece) < piece.length / 4);
}

const words =
  /example|placeholder|your[-_]?(?:api|key|token|secret|own|access)|change[-_]?(?:me|it|this)|dummy|redacted|replace[-_]?(?:me|with|this)|insert[-_]?(?:your|here)|goes[-_]?here|xxxx|\*{4}|\.{4}|not[-_]?(?:a[-_]?)?real|qwerty|asdfgh|foobar|deadbeef|cafebabe|lorem|fake[-_]?(?:key|token|secret|api)|(?:test|sample|mock|my)[-_](?:key|token|secret|api)/i;

/** Equal characters in a row, or hardly any different ones. */
function repeats(value: string): boolean {
  let run = 1;
  const seen = new Set<number>();
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at);
    run = at > 0 && code === value.charCodeAt(at - 1) ? run + 1 : 1;
    if (run >= chanceRun(code)) return true;
    seen.add(code);
  }
  return value.length >= 12 && seen.size <= 4;
}

/** The run that chance does not make: hex digits are few, and base64 of structures has runs of `A`, which is zero. */
function chanceRun(code: number): number {
  if (code === 0x41) return 12;
  return code < 0x3a || (code > 0x60 && code < 0x67) ? 6 : 5;
}

/** Six neighbours of the alphabet or of the digits in order, up or down (`123456`, `fedcba`), nine being safe to say. */
function ascends(value: string): boolean {
  let up = 1;
  let down = 1;
  for (let at = 1; at < value.length; at++) {
    const step = folded(value, at) - folded(value, at - 1);
    up = step === 1 || step === -9 ? up + 1 : 1;
    down = step === -1 || step === 9 ? down + 1 : 1;
    if (up >= 6 || down >= 6) return true;
  }
  return false;
}

function folded(value: string, at: number): number {
  return value.charCodeAt(at) | 0x20;
}

/** The same few characters over and over. */
function hasPeriod(value: string): boolean {
  if (value.length < 16) return false;
  for (let period = 2; period <= Math.min(16, value.length / 2); period++) {
    if (value.slice(period) === value.slice(0, -period)) return true;
  }
  return false;
}
