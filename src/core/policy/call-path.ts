/**
 * The path of a request target, without its query, as rules are compared to it: what needs no percent-encoding is
 * decoded. `undefined` where a server could read another path than we do: dot segments in any spelling, empty
 * segments, encoded slashes, backslashes, encoded question marks and percent signs, control characters, and dots that are
 * spelled with one byte too many.
 */
export function normalPath(target: string): string | undefined {
  const path = target.split('?', 1)[0] ?? '';
  if (!path.startsWith('/') || !/^[\x21-\x7e]*$/.test(path) || /[\\#]/.test(path)) return undefined;
  if (/%(?![0-9A-Fa-f]{2})|%(?:2[Ff]|3[Ff]|5[Cc]|25|[01]|7[Ff]|[Cc][01])/.test(path)) return undefined;
  const decoded = path.replaceAll(/%[0-9A-Fa-f]{2}/g, decodeUnreserved);
  const segments = decoded.split('/').slice(1);
  const isAmbiguous = segments.some((segment, index) => {
    const [name = ''] = segment.split(/;|%3B/, 1);
    return name === '.' || name === '..' || (segment === '' && index < segments.length - 1);
  });
  return isAmbiguous ? undefined : decoded;
}

/** RFC 3986: letters, digits and `-._~` mean the same with and without encoding; the rest keeps it, in upper case. */
function decodeUnreserved(encoded: string): string {
  const character = String.fromCharCode(Number.parseInt(encoded.slice(1), 16));
  return /[A-Za-z0-9._~-]/.test(character) ? character : encoded.toUpperCase();
}

/**
 * Whether a normal path is under a glob: `*` stands for characters of one segment, `**` for any number of whole
 * segments, none included: `/v1/charges/**` covers `/v1/charges` itself. A slash at the end makes no difference.
 */
export function matchesPath(glob: string, path: string): boolean {
  return matchesSegments(segmentsOf(glob), segmentsOf(path));
}

function segmentsOf(path: string): readonly string[] {
  return path.replace(/\/$/, '').split('/').slice(1);
}

/** One row a segment of the glob: `reached[i]` says whether the glob so far can end before the i-th segment. */
function matchesSegments(glob: readonly string[], path: readonly string[]): boolean {
  let reached = path.map(() => false);
  reached.unshift(true);
  for (const segment of glob) {
    let any = false;
    reached = reached.map((here, index) => {
      if (segment === '**') return (any ||= here);
      return index > 0 && (reached[index - 1] ?? false) && matchesSegment(segment, path[index - 1] ?? '');
    });
  }
  return reached.at(-1) ?? false;
}

function matchesSegment(glob: string, segment: string): boolean {
  const [first = '', ...rest] = glob.split('*');
  if (rest.length === 0) return segment === glob;
  const last = rest.pop() ?? '';
  if (segment.length < first.length + last.length || !segment.startsWith(first) || !segment.endsWith(last))
    return false;
  let at = first.length;
  const end = segment.length - last.length;
  for (const part of rest) {
    const found = segment.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}
