/**
 * How firmly the text between a naming word and a value says that the value is that word's credential. The word stands
 * at `[at, end)`, the value begins at `start`. Undefined where the text says that it is something else: a digest,
 * a revision, an identifier.
 */
export function namedBy(
  text: string,
  { at, end, start }: { at: number; end: number; start: number },
): 'assigned' | 'mentioned' | undefined {
  const floor = Math.max(0, at - nameLength);
  let from = at;
  while (from > floor && /[\w.-]/.test(text.charAt(from - 1))) from--;
  // In a blob of base64 any short word turns up, with the rest of the blob behind it.
  if (!/[^\w+/-]/.test(text.slice(end, start))) return undefined;
  const between = text.slice(from, start).replace(/\s+/g, ' ');
  if (otherwise.test(`${text.slice(from, at)} ${text.slice(end, start)}`)) return undefined;
  const firmly = assigned.test(between);
  if (!credential.test(between)) return firmly ? 'mentioned' : undefined;
  return firmly ? 'assigned' : 'mentioned';
}

const nameLength = 64;

/** `ably` is named in `ABLY_KEY` and `myAblyKey`, not in `probably`. */
export function beginsWord(text: string, at: number): boolean {
  const before = text.charAt(at - 1);
  if (!/[A-Za-z]/.test(before)) return true;
  return /[a-z]/.test(before) && /[A-Z]/.test(text.charAt(at));
}

const otherwise =
  /(?:sha-?\d*|md5|hash|digest|checksum|commit|revision|integrity|etag|guid|crc|fingerprint|public_?key|\.git[@#/]|\/(?:blob|tree|raw)\/)(?:[^a-z]|$)/i;

const credential =
  /key|token|secret|pass|pwd|auth|cred|bearer|private|access|webhook|dsn|license|sid(?:[^a-z]|$)|signature|jwt/i;

/** Nothing but a name, its type and an operator between the word and the value; blanks are one. */
const assigned =
  /^[\w.\-$]+\\{0,3}["'`\])]* ?(?:: ?[\w<>[\]?|& ]{1,40}?)? ?(?::=|=>|==?|:|,|\(|->|<-|\||>)? ?(?:\w{1,20}\()?[$@brufBRUF]{0,2}\\{0,3}["'`]? ?(?:(?:Bearer|Basic|Token|token|key|ApiKey)[ =]?)?$/;
