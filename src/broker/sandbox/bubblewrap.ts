import { readFileSync, writeFileSync } from 'node:fs';

/** One option of bubblewrap with its values: `['--ro-bind', '/a', '/b']`. */
export type Option = readonly [name: string, ...values: readonly string[]];

/** A command that starts bubblewrap: what it is asked for, in its order, and what it runs. */
export interface Bubblewrap {
  readonly program: string;
  readonly options: readonly Option[];
  /** From the `--` on. */
  readonly command: readonly string[];
}

/** More words than these bubblewrap refuses, those in a file of its arguments included. */
export const mostWords = 9000;

/**
 * Reads what sandbox-runtime made: a line for `sh -c`, quoted by its own `quote`, whose mounts stand in a file of this
 * process where they are many. An option that is not known here is a fault: the runtime is pinned, and what is not
 * understood is not altered.
 */
export function readBubblewrap(argv: readonly string[]): Bubblewrap {
  const words = wordsOf(argv[2] ?? '');
  const whole = words[3] === 'srt-args' ? withFile(words.slice(5), words[4] ?? '') : words;
  const [program = '', ...rest] = whole;
  const options: Option[] = [];
  let at = 0;
  while (at < rest.length && rest[at] !== '--') {
    const name = rest[at] ?? '';
    const values = valuesOf[name];
    if (values === undefined) throw new TypeError(`bubblewrap is asked for what is not known here: ${name}`);
    options.push([name, ...rest.slice(at + 1, at + 1 + values)]);
    at += 1 + values;
  }
  if (at === rest.length) throw new TypeError('bubblewrap is asked to run nothing');
  return { program, options, command: rest.slice(at) };
}

/** The command, with its options in a file: a line has no room for thousands. The shell opens it and is replaced. */
export function writeBubblewrap({ program, options, command }: Bubblewrap, path: string): readonly string[] {
  writeFileSync(path, options.flat().join('\0') + '\0', { mode: 0o600 });
  return ['/bin/sh', '-c', 'exec 9<"$1" && shift && exec "$@"', 'valet-key', path, program, '--args', '9', ...command];
}

/** The same in the network that is there, for the same user: around it another one is user 0. */
export function inNetworkAround({ options, ...rest }: Bubblewrap): Bubblewrap {
  const others = options.filter(([name]) => name !== '--unshare-net');
  const [uid, gid] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0];
  return { ...rest, options: [...others, ['--uid', String(uid)], ['--gid', String(gid)]] };
}

export function countWords({ options, command }: Bubblewrap): number {
  return options.flat().length + command.length;
}

/** How many values each option has that the runtime uses (bwrap(1)). */
const valuesOf: Readonly<Record<string, number>> = {
  '--bind': 2,
  '--cap-add': 1,
  '--cap-drop': 1,
  '--dev': 1,
  '--die-with-parent': 0,
  '--disable-userns': 0,
  '--new-session': 0,
  '--proc': 1,
  '--ro-bind': 2,
  '--setenv': 2,
  '--tmpfs': 1,
  '--unsetenv': 1,
  '--unshare-net': 0,
  '--unshare-pid': 0,
  '--unshare-user': 0,
};

/** Words in single quotes, in double quotes without expansion, or bare. */
function wordsOf(line: string): readonly string[] {
  return (line.match(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g) ?? []).map((word) =>
    word.replaceAll(/'([^']*)'|"([^"]*)"/g, (_whole, single?: string, double?: string) => single ?? double ?? ''),
  );
}

function withFile(words: readonly string[], path: string): readonly string[] {
  const at = words.indexOf('--args');
  const inside = readFileSync(path, 'utf8').split('\0').slice(0, -1);
  return words.toSpliced(at, 2, ...inside);
}
