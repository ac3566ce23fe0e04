import { doubledPercents, firstOf, formatted, interpolated, joinedBy, unless } from '../mixing.ts';
import type { Declared, Mix, Place, Site, Syntax } from '../syntax.ts';
import { characters, double, isHeld, single, slashes, standsFree, triple, tripleRaw } from './forms.ts';

/** An annotation's argument: `@Name("…`, `@Name(value = "…`, `@Name({"…`. */
const annotation = /@[\w.]+\s*\([^()]*$/;

const encode = (expression: string): string =>
  `java.net.URLEncoder.encode(${expression}, java.nio.charset.StandardCharsets.UTF_8)`;

/** A text block may not begin on the line of its quotes, so it is not cut: it becomes a pattern. */
const textBlock: Mix = formatted({
  before: '',
  between: '.formatted(',
  after: ')',
  slot: '%s',
  text: doubledPercents,
  when: ({ literal }) => literal.form.open === '"""',
});

/** Spring fills `${NAME}` in from the environment in what its annotations are given: they keep a constant. */
function isFilledIn(text: string, before: string): boolean {
  if (/@Value\s*\(\s*(?:value\s*=\s*)?$/.test(before)) return true;
  return (
    /\borg\.springframework\b/.test(text) &&
    /@(?:FeignClient|RequestHeader|RequestParam|CookieValue|Scheduled|KafkaListener|RabbitListener|JmsListener)\s*\((?:[^()"]|"[^"\n]*")*$/.test(
      before,
    )
  );
}

function springValue({ source, targets, before }: Place): ReturnType<NonNullable<Syntax['redeclare']>> {
  if (!isFilledIn(source.text, before)) return undefined;
  return { edits: targets.map(({ start, end, reference }) => ({ start, end, newText: `\${${reference.env}}` })) };
}

export const java: Syntax = {
  ...slashes,
  skip: [characters],
  strings: [triple, double],
  lookup: (env) => `System.getenv("${env}")`,
  mix: firstOf(textBlock, joinedBy(' + ')),
  quote: '"',
  redeclare: springValue,
  constant: (place) =>
    annotation.test(place.before) || /\bcase\s+(?:[^:;]*,\s*)?$/.test(place.before) || isNamedConstant(place),
  encode,
};

/** A constant that an annotation or a `case` names has to stay one. */
function isNamedConstant({ source, before }: Place): boolean {
  const name = /\bfinal\s+(?:java\.lang\.)?String\s+(\w+)\s*=\s*$/.exec(before)?.[1];
  if (name === undefined) return false;
  return source.uses(name).some((at) => {
    const lead = source.text.slice(Math.max(0, at - 160), at);
    return /@\w+\s*\((?:[^()"]|"[^"\n]*")*$/.test(lead) || /\bcase\s+(?:\w+\.)*$/.test(lead);
  });
}

/** `?:` says which variable is missing; it binds weaker than what may follow. */
function kotlinLookup(env: string, { as, after, before }: Site): string {
  const found = `System.getenv("${env}")`;
  if (as === 'hole') return found;
  const insisting = `${found} ?: error("${env} is not set")`;
  return as === 'part' || isHeld(after) || !standsFree(before) ? `(${insisting})` : insisting;
}

export const kotlin: Syntax = {
  ...slashes,
  nestedComments: true,
  skip: [characters],
  strings: [
    { ...tripleRaw, hole: ['${', '}'] },
    { ...double, hole: ['${', '}'] },
  ],
  lookup: kotlinLookup,
  mix: joinedBy(' + '),
  quote: '"',
  constant: ({ before }) => annotation.test(before),
  loosen: [{ before: /\bconst[ \t]+val[ \t][^\n]*$/, keyword: /\bconst[ \t]+(?=val\b)/g, by: '' }],
  redeclare: springKotlin,
  encode,
};

function springKotlin({ source, literal, targets, before }: Place): ReturnType<NonNullable<Syntax['redeclare']>> {
  if (!isFilledIn(source.text, before) || !source.text.startsWith('"', literal.start)) return undefined;
  return { edits: targets.map(({ start, end, reference }) => ({ start, end, newText: `\\\${${reference.env}}` })) };
}

export const scala: Syntax = {
  ...slashes,
  nestedComments: true,
  skip: [characters],
  strings: [
    { ...tripleRaw, prefixes: ['', 's', 'f', 'raw'] },
    { ...double, prefixes: ['', 's', 'f', 'raw'] },
  ],
  lookup: (env) => `sys.env("${env}")`,
  mix: joinedBy(' + '),
  // `s` and `f` are for expressions, and `f` reads percent signs.
  keepsPrefix: (text, prefix) => (prefix === 'raw' ? /[\\$]/ : /[$%]/).test(text),
  quote: '"',
  constant: ({ before }) => annotation.test(before) || /(?:^|\n)\s*case\s+$/.test(before),
  encode,
};

/** What a step of Jenkins hands to a shell in single quotes is the shell's to fill in. */
function inStep({ source, literal, targets, before }: Place): Declared {
  const isStep = isJenkins(source.path) && /\bsh\b\s*\(?\s*(?:script\s*:\s*)?$/.test(before);
  if (!isStep || !literal.form.open.startsWith("'")) return undefined;
  const isQuoted = targets.some(
    ({ start }) =>
      source.text
        .slice(literal.innerStart, start)
        .replaceAll(/"[^"]*"/g, '')
        .split("'").length %
        2 ===
      0,
  );
  if (isQuoted) return undefined;
  return { edits: targets.map(({ start, end, reference }) => ({ start, end, newText: `\${${reference.env}}` })) };
}

function isJenkins(path: string): boolean {
  return /(?:^|\/)Jenkinsfile[^/]*$/i.test(path);
}

/** Jenkins keeps credentials itself: an `environment` block asks it for one. */
function groovyLookup(env: string, { quote, path, before }: Site): string {
  if (!isJenkins(path)) return `System.getenv(${quote}${env}${quote})`;
  return /\benvironment\s*\{[^}]*=\s*$/.test(before) ? `credentials(${quote}${env}${quote})` : `env.${env}`;
}

export const groovy: Syntax = {
  ...slashes,
  strings: [
    { ...triple, hole: ['${', '}'] },
    { open: "'''", close: "'''", escape: 'backslash', multiline: true },
    { ...double, hole: ['${', '}'] },
    single,
  ],
  lookup: groovyLookup,
  redeclare: inStep,
  mix: firstOf(
    interpolated({
      open: '"',
      close: '"',
      hole: ['${', '}'],
      text: unless(/["\\$\n]/),
      when: ({ literal }) => literal.form.open === "'",
    }),
    joinedBy(' + '),
  ),
  quote: "'",
  constant: ({ before }) => annotation.test(before),
  encode,
};
