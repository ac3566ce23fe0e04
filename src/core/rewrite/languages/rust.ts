import { isWholeValue } from '../declarations.ts';
import { blockHeader, indentAt } from '../enclosing.ts';
import { doubledBraces, formatted } from '../mixing.ts';
import { argumentEnds } from '../patterns.ts';
import type { TextEdit } from '../document.ts';
import type { StringForm } from '../lexical.ts';
import type { Declared, Mix, Place, Site, Source, Syntax } from '../syntax.ts';
import { doubleLines, slashes } from './forms.ts';

const read = (env: string): string => `std::env::var("${env}").expect("${env} is not set")`;

/** `&*` gives the `&str` that the literal was; what follows with a dot takes the `String` itself. */
function lookup(env: string, { as, after, before }: Site): string {
  const borrowed = as === 'whole' && !/^\s*[.?[]/.test(after) && !/\bString::from\(\s*$/.test(before);
  return borrowed ? `&*${read(env)}${outlives(before, after) ? '.leak()' : ''}` : read(env);
}

/** Whether the text is needed after the statement it stands in: what it is borrowed from would be gone. */
function outlives(before: string, after: string): boolean {
  const isGiven = /\breturn\s+$|\bfrom_static\(\s*$|\blet\b[^;]*\w!?[([][^;{}]*$/.test(before);
  return isGiven || (/[{;}]\s*$|=>\s*$/.test(before) && /^\s*[},]/.test(after));
}

const mix: Mix = (mixed) => {
  const { before, after } = mixed.place;
  const isOwned = /^\s*[.[]/.test(after) || /\bString::from\(\s*$/.test(before);
  return formatted({
    before: isOwned ? 'format!(' : '&*format!(',
    between: ', ',
    after: !isOwned && outlives(before, after) ? ').leak()' : ')',
    slot: '{}',
    text: doubledBraces,
  })(mixed);
};

const declaration =
  /((?:pub(?:\([^)]*\))?[ \t]+)?)(const|static)[ \t]+(\w+)[ \t]*:[ \t]*&[ \t]*(?:'static[ \t]+)?str[ \t]*=[ \t]*$/;

/** A constant is read at its first use: as a `static`, or as a function where a `static` may not stand. */
function constant(place: Place): Declared {
  const { source, literal, before } = place;
  const found = declaration.exec(before);
  if (!found) return /\b(?:const|static)\s+(?:mut\s+)?\w+\s*:[^;]*$/.test(before) ? 'refused' : undefined;
  const [whole = '', visible = '', , name = ''] = found;
  if (visible !== '' && !isAlone(source)) return 'shared-constant';
  const start = literal.start - whole.length;
  const uses = source.uses(name).filter((at) => at < start || at >= literal.end);
  if (new RegExp(`\\{${name}(?::[^}"]*)?\\}`).test(source.text)) return 'refused';
  const header = blockHeader(source.text, literal.start) ?? '';
  if (/\btrait\b/.test(header)) return 'refused';
  const declared = { place, start, visible, name, uses };
  return /\bimpl\b/.test(header) ? associated(declared) : lazily(declared);
}

/** The file is a program of its own: nothing else can use what it shows. */
function isAlone({ path, text }: Source): boolean {
  const isRoot = /(?:^|\/)(?:main|build)\.rs$|(?:^|\/)(?:bin|examples)\/[^/]+\.rs$/.test(path);
  return isRoot && !/^[ \t]*(?:pub[ \t]+)?mod[ \t]+\w+[ \t]*;/m.test(text);
}

interface Constant {
  readonly place: Place;
  readonly start: number;
  readonly visible: string;
  readonly name: string;
  readonly uses: readonly number[];
}

/** `KEY` becomes a `static` that is read at its first use, and its uses take what is in it. */
function lazily({ place, start, visible, name, uses }: Constant): Declared {
  const { source, literal } = place;
  const edits = uses.map((at) => dereferenced(source.text, at, name));
  if (edits.includes(undefined)) return 'refused';
  const indent = indentAt(source.text, literal.start);
  const lines = [
    `${visible}static ${name}: std::sync::LazyLock<&str> =`,
    `${indent}    std::sync::LazyLock::new(|| ${owned(place)}.leak())`,
  ];
  const newText = lines.join(source.newline);
  return { edits: [{ start, end: literal.end, newText }, ...edits.filter((edit) => edit !== undefined)] };
}

/** What an `impl` holds cannot be a `static`: a function without arguments takes its place, and its uses call it. */
function associated({ place, start, visible, name, uses }: Constant): Declared {
  const { source, literal } = place;
  const called = name.toLowerCase();
  const isCallable = (at: number): boolean => /(?:\bSelf|\w)::$/.test(source.text.slice(Math.max(0, at - 40), at));
  if (new RegExp(`\\bfn\\s+${called}\\b`).test(source.text) || !uses.every(isCallable) || !place.after.startsWith(';'))
    return 'refused';
  const indent = indentAt(source.text, literal.start);
  const lines = [`${visible}fn ${called}() -> &'static str {`, `${indent}    ${owned(place)}.leak()`, `${indent}}`];
  const calls = uses.map((at) => ({ start: at, end: at + name.length, newText: `${called}()` }));
  return { edits: [{ start, end: literal.end + 1, newText: lines.join(source.newline) }, ...calls] };
}

/** The text that the literal was, as a `String`. */
function owned(place: Place): string {
  const { source, literal, targets } = place;
  const [first] = targets;
  if (first && isWholeValue(place)) return read(first.reference.env);
  let pattern = '';
  let at = literal.innerStart;
  for (const { start, end } of targets) {
    pattern += `${doubledBraces(source.text.slice(at, start))}{}`;
    at = end;
  }
  pattern += doubledBraces(source.text.slice(at, literal.innerEnd));
  const values = targets.map(({ reference }) => read(reference.env));
  return `format!(${literal.form.open}${pattern}${literal.form.close}, ${values.join(', ')})`;
}

/** `KEY` becomes `*KEY`; a method call reaches through by itself. */
function dereferenced(text: string, at: number, name: string): TextEdit | undefined {
  const before = text.slice(Math.max(0, at - 40), at);
  const after = text.slice(at + name.length, at + name.length + 12);
  const isNamed = /::\s*$|\bconst\s+\w+\s*:[^;]*$|\b(?:const|static|fn|let|mod|use|struct)\s+$|\bconcat!\s*\([^)]*$/;
  if (isNamed.test(before) || /^\s*(?:=>|::|!)/.test(after)) return undefined;
  return { start: at, end: at, newText: /^\s*\./.test(after) ? '' : '*' };
}

const macros =
  /\b(?:e?println|e?print|format|format_args|panic|write|writeln|todo|unimplemented|unreachable|error|warn|info|debug|trace|bail|anyhow|ensure|assert)!\s*[([{]\s*(?:[^"{}]*,\s*)?$/;

/** What a macro takes for a pattern has to be a literal: the value becomes an argument of the macro, by name. */
function inPattern(place: Place): Declared {
  const { source, literal, before, targets } = place;
  if (!macros.test(before)) return undefined;
  const ends = argumentEnds(place);
  const last = ends.at(-1);
  if (last === undefined) return 'refused';
  const pattern = source.text.slice(literal.innerStart, literal.innerEnd).replaceAll(/\{\{|\}\}/g, '__');
  const isPlain = ends.length === 1 && !/\{(?:\d|:|\})/.test(pattern);
  const names = new Set(targets.map(({ reference }) => reference.env));
  const named = !isPlain || names.size < targets.length;
  const slots = targets.map(({ start, end, reference }) => ({
    start,
    end,
    newText: named ? `{${reference.env.toLowerCase()}}` : '{}',
  }));
  const values = [...names].map((env) => `${named ? `${env.toLowerCase()} = ` : ''}${read(env)}`);
  const comma = source.text.slice(literal.end, last).trimEnd().endsWith(',') ? ' ' : ', ';
  return { edits: [...slots, { start: last, end: last, newText: comma + values.join(', ') }] };
}

const raw: readonly StringForm[] = ['##', '#', ''].flatMap((mark) => [
  { open: `r${mark}"`, close: `"${mark}`, escape: 'none', multiline: true },
]);

export const rust: Syntax = {
  ...slashes,
  nestedComments: true,
  skip: [{ lead: "'", pattern: /'(?:\\[^\n']{1,10}|\\'|[^\\'\n])'/y }],
  strings: [...raw, { ...doubleLines, prefixes: ['', 'b', 'c'] }],
  lookup,
  mix,
  quote: '"',
  redeclare: (place) => constant(place) ?? inPattern(place),
  constant: ({ before, literal, after }) =>
    /#!?\[[^\]]*$|\b(?:env|include_str|concat|include_bytes|compile_error)!\s*\([^()]*$/.test(before) ||
    /[bc]/.test(literal.prefix) ||
    /^\s*(?:\|[^|]|=>)/.test(after),
};
