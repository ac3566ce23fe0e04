/**
 * The files whose content a command line would show or take in, as far as its words tell. It is a courtesy that sends
 * an agent the right way, not a wall: a program can open a file that no word names. The sandbox is the wall.
 */
export function readsOfCommand(commandLine: string): readonly string[] {
  return commandLine.split(separators).flatMap((part) => {
    const words = wordsOf(part);
    const start = words.findIndex((word) => !wrappers.has(nameOf(word)) && !/^\w+=/.test(word));
    const program = nameOf(words[start] ?? '');
    const operands = words.slice(start + 1).filter((word) => !word.startsWith('-'));
    const taken = copiers.has(program) ? operands.slice(0, -1) : readers.has(program) ? operands : [];
    return [...taken, ...redirected(part)];
  });
}

const separators = /\$\(|[|;&\n`()]+/;

/** Words with their quotes taken off. */
function wordsOf(part: string): readonly string[] {
  return [...part.matchAll(/"([^"]*)"|'([^']*)'|[^\s"']+/g)].map(([word, double, single]) => double ?? single ?? word);
}

function redirected(part: string): readonly string[] {
  return [...part.matchAll(/(?<!<)<(?![<(])\s*["']?([^\s"'<>]+)/g)].map(([, path = '']) => path);
}

function nameOf(word: string): string {
  return word.slice(word.lastIndexOf('/') + 1).toLowerCase();
}

const wrappers: ReadonlySet<string> = new Set([
  'sudo',
  'env',
  'command',
  'time',
  'nohup',
  'xargs',
  'exec',
  'builtin',
  'then',
  'do',
]);

/** What shows, copies or takes in the files that its operands name. */
const readers: ReadonlySet<string> = new Set(
  [
    'cat bat batcat tac nl less more most head tail view vim nano pr fold',
    'grep egrep fgrep rg ag ack sed awk gawk cut sort uniq tr jq yq diff paste column rev',
    'xxd od hexdump strings base64 base32 openssl gpg tar zip',
    'source . type get-content gc select-string',
  ].flatMap((line) => line.split(' ')),
);

/** The last of their operands is what they write. */
const copiers: ReadonlySet<string> = new Set(['cp', 'mv', 'ln', 'scp', 'rsync', 'install', 'copy-item']);
