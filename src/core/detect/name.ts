/**
 * The name that a value is assigned to, as it stands in the text: `STRIPE_KEY` before `= "…`, `api-key` before `: …`,
 * `--token` before a blank. Walks back over what stands between, at most a short way and on one line.
 */
export function nameBefore(text: string, start: number): string | undefined {
  const floor = Math.max(0, start - reach);
  let at = skipBack(text, start, floor, opening);
  if (at < start) at = skipBack(text, skipPrefix(text, at, floor), floor, assigning);
  else at = skipBack(text, at, floor, assigning);
  if (at === start) return undefined;
  at -= typeLength(text, at, floor);
  at = skipBack(text, at, floor, closing);
  const end = at;
  at = skipBack(text, at, floor, naming);
  const name = text.slice(at, end).replace(/^[-.$]+|[-.]+$/g, '');
  return /[A-Za-z]/.test(name) && name.length <= 80 ? name : undefined;
}

/** Rust and TypeScript put the type behind the name: `KEY: &'static str = "…"`, `key: string = "…"`. */
function typeLength(text: string, at: number, floor: number): number {
  if (!/^\s{0,4}=/.test(text.slice(at, at + 5))) return 0;
  return annotation.exec(text.slice(Math.max(floor, at - 40), at))?.[0].length ?? 0;
}

const annotation = /(?<=\w)\s?:\s?&?(?:'\w{1,10} )?\[?[A-Za-z]\w{0,20}\]?\s?$/;

/** Whether a name says that its value is made up: `TEST_KEY`, `dummyClientSecret`. */
export function saysRehearsal(name: string): boolean {
  return rehearsals.test(name);
}

const rehearsals =
  /(?:^|[^A-Za-z])(?:tests?|samples?|examples?|dummy|fake|mock)(?![a-z])|(?:Tests?|Samples?|Examples?|Dummy|Fake|Mock)(?![a-z])|(?:^|_)(?:TESTS?|SAMPLES?|EXAMPLES?|DUMMY|FAKE|MOCK)(?![A-Z])/;

const reach = 160;
const opening = codes('"\'`@ \t(\\#');
const assigning = codes('=:,> \t<-');
const closing = codes('"\'`]) \t\\');
const naming = codes('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.$');

/** The letters of a string's prefix (`rb"…"`), when nothing else is before the quote. */
function skipPrefix(text: string, from: number, floor: number): number {
  const at = skipBack(text, from, Math.max(floor, from - 2), prefixes);
  return at < from && naming[text.charCodeAt(at - 1)] === 1 ? from : at;
}

const prefixes = codes('bBrRuUfF');

function codes(characters: string): Uint8Array {
  const table = new Uint8Array(128);
  for (const character of characters) table[character.charCodeAt(0)] = 1;
  return table;
}

function skipBack(text: string, from: number, floor: number, skipped: Uint8Array): number {
  let at = from;
  while (at > floor && skipped[text.charCodeAt(at - 1)] === 1) at--;
  return at;
}
