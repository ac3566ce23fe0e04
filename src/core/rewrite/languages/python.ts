import { importEdits, type ImportRule } from '../imports.ts';
import { doubledBraces, firstOf, interpolated, joinedBy } from '../mixing.ts';
import type { Needs, Site, Syntax, Place } from '../syntax.ts';
import { hashes } from './forms.ts';
import type { StringForm } from '../lexical.ts';

const prefixes = ['', 'r', 'b', 'u', 'f', 't', 'rb', 'br', 'rf', 'fr', 'rt', 'tr'];

function form(quote: string): StringForm {
  const multiline = quote.length === 3;
  return { open: quote, close: quote, escape: 'backslash', multiline, prefixes, hole: ['{', '}'], holePrefix: 'f' };
}

/** The environment as the file has it: `from os import environ` and `import os as _os` are used where they are. */
function environment(text: string): string {
  if (/^from os import (?:[\w, ]*\b)?environ\b/m.test(text)) return 'environ';
  const alias = /^[ \t]*import os as (\w+)/m.exec(text)?.[1];
  return `${alias ?? 'os'}.environ`;
}

function lookup(env: string, { text, quote, prefix, as }: Site): string {
  const found = `${environment(text)}[${quote}${env}${quote}]`;
  return /b/i.test(prefix) && as !== 'hole' ? `${found}.encode()` : found;
}

function encode(expression: string, { text, quote }: Site): string {
  const imported = /^from urllib\.parse import (?:[\w, ]*\b)?(quote_plus|quote)\b/m.exec(text)?.[1];
  const name = imported ?? 'urllib.parse.quote';
  return name === 'quote_plus' ? `quote_plus(${expression})` : `${name}(${expression}, safe=${quote}${quote})`;
}

/** Modules of the standard library that programs with credentials import; they are a section of their own. */
const standard =
  /^(?:import|from)\s+(?:__future__|abc|argparse|ast|asyncio|base64|collections|contextlib|copy|csv|ctypes|dataclasses|datetime|decimal|email|enum|functools|getpass|glob|hashlib|hmac|html|http|imaplib|inspect|io|itertools|json|logging|math|multiprocessing|operator|os|pathlib|pickle|platform|pprint|queue|random|re|secrets|shutil|signal|smtplib|socket|sqlite3|ssl|string|struct|subprocess|sys|tempfile|textwrap|threading|time|tomllib|traceback|types|typing|unittest|urllib|uuid|warnings|xml|zipfile|zlib)\b/;

function rule(module: string): ImportRule {
  return {
    present: new RegExp(
      `^[ \\t]*import[ \\t]+(?:[\\w.]+[ \\t]*,[ \\t]*)*${module.replace('.', '\\.')}\\b(?![ \\t]+as\\b|\\.)`,
      'm',
    ),
    statement: `import ${module}`,
    among: /^(?:import|from)[ \t]/,
    section: (line) => standard.test(line),
    key: (line) => `${line.startsWith('from') ? 1 : 0} ${/^(?:import|from)\s+([\w.]+)/.exec(line)?.[1] ?? ''}`,
    after: /^(?:#.*|[%!].*|from __future__ .*)?$/,
    block: [/^[ruRU]?("""|''')/, (opener) => opener.slice(-3)],
  };
}

function imports({ text, encoded, written }: Needs): ReturnType<typeof importEdits> {
  const rules: ImportRule[] = [];
  if (/\bos\.environ\b/.test(written) && environment(text) === 'os.environ') rules.push(rule('os'));
  if (encoded && /\burllib\.parse\.quote\(/.test(written)) rules.push(rule('urllib.parse'));
  return importEdits(text, rules);
}

function isText({ literal }: Place): boolean {
  return !/b/i.test(literal.prefix);
}

export const python: Syntax = {
  ...hashes,
  strings: ['"""', "'''", '"', "'"].map(form),
  lookup,
  mix: firstOf(
    interpolated({
      open: ({ literal }) => `f${literal.prefix.replace(/[uf]/i, '')}${literal.form.open}`,
      close: ({ literal }) => literal.form.close,
      hole: ['{', '}'],
      text: doubledBraces,
      when: isText,
    }),
    joinedBy(' + '),
  ),
  quote: '"',
  importsOf: imports,
  constant: ({ before, after }) =>
    /\bLiteral\[[^\]]*$|(?:^|\n)\s*case\s+(?:[^:\n]*\|\s*)?$/.test(before) && !/^\s*\+/.test(after),
  encode,
  adjacent: true,
  docstrings: true,
};
