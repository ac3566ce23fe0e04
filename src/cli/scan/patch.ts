import type { LineRanges } from './file-scan.ts';

/** A file of a patch, and which of its lines the patch adds. */
export interface PatchedFile {
  /** Relative to the repository. */
  readonly path: string;
  /** The object id of the file as it is after the patch. */
  readonly blob: string;
  readonly lines: LineRanges;
}

/**
 * Reads a patch that git makes without context (`--unified=0 --full-index`), as it comes. The content of lines is
 * stepped over by count, so that no line of a file can pass for a part of the patch.
 */
export async function* readPatch(chunks: AsyncIterable<Buffer>): AsyncGenerator<PatchedFile> {
  const left = { removed: 0, added: 0 };
  let file = newFile();
  for await (const line of splitLines(chunks)) {
    if (isContent(line, left)) continue;
    if (line.startsWith('diff --git ')) {
      if (isWhole(file)) yield file;
      file = newFile();
    } else if (line.startsWith('@@ ')) readHunk(line, file, left);
    else readHeader(line, file);
  }
  if (isWhole(file)) yield file;
}

interface Draft {
  path: string;
  blob: string;
  isLink: boolean;
  lines: [first: number, last: number][];
}

function newFile(): Draft {
  return { path: '', blob: '', isLink: false, lines: [] };
}

/** A link's content is a path, and a file that only lost lines gained nothing to look at. */
function isWhole({ path, isLink, lines }: Draft): boolean {
  return !isLink && path !== '' && lines.length > 0;
}

function isContent(line: string, left: { removed: number; added: number }): boolean {
  if (left.removed > 0 && line.startsWith('-')) left.removed--;
  else if (left.added > 0 && line.startsWith('+')) left.added--;
  else return line.startsWith('\\');
  return true;
}

function readHunk(line: string, { lines }: Draft, left: { removed: number; added: number }): void {
  const hunk = /^@@ -\d+(?:,(?<removed>\d+))? \+(?<first>\d+)(?:,(?<added>\d+))? @@/.exec(line)?.groups;
  if (!hunk) return;
  left.removed = Number(hunk['removed'] ?? 1);
  left.added = Number(hunk['added'] ?? 1);
  const first = Number(hunk['first']);
  if (left.added > 0) lines.push([first, first + left.added - 1]);
}

function readHeader(line: string, file: Draft): void {
  file.blob = /^index [0-9a-f]+\.\.(?<blob>[0-9a-f]+)/.exec(line)?.groups?.['blob'] ?? file.blob;
  if (/^(?:new file mode|new mode|index .*) 120000$/.test(line)) file.isLink = true;
  if (line.startsWith('+++ ')) file.path = pathOf(line.slice('+++ '.length)) ?? '';
}

/** Lines of bytes, each byte a character; of a long one only the start, which is all that is read of it. */
async function* splitLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let start = '';
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, from)) {
      yield start + chunk.toString('latin1', from, Math.min(end, from + longest));
      start = '';
      from = end + 1;
    }
    if (start.length < longest) start += chunk.toString('latin1', from, Math.min(chunk.length, from + longest));
  }
  if (start !== '') yield start;
}

const lineFeed = 0x0a;
/** More than any header of a patch. */
const longest = 20_000;

/** `undefined` for the side of a patch that has no file. Git puts a tab behind a name with a space in it. */
function pathOf(written: string): string | undefined {
  const name = written.replace(/\t$/, '');
  if (name === '/dev/null') return undefined;
  const path = name.startsWith('"') ? unquote(name.slice(1, -1)) : name;
  return path.replace(/^b\//, '');
}

/** As C quotes: bytes in octal, and the letters that stand for control characters. */
function unquote(quoted: string): string {
  const bytes = quoted.replaceAll(/\\(?<octal>[0-3][0-7]{2})|\\(?<letter>.)/g, (_, octal?: string, letter = '') =>
    octal === undefined
      ? (letters[letter as string] ?? (letter as string))
      : String.fromCharCode(Number.parseInt(octal, 8)),
  );
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

const letters: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};
