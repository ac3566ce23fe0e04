import { firstOf, interpolated, joinedBy } from '../mixing.ts';
import { isConstantContext } from './javascript-places.ts';
import type { Site, Syntax } from '../syntax.ts';
import { double, single, slashes } from './forms.ts';
import type { Skip } from '../lexical.ts';

/** Where programs find their environment; the file itself says which is meant. The first that fits. */
const environments: readonly { readonly when: RegExp; readonly lookup: (env: string, site: Site) => string }[] = [
  { when: /from ['"]cloudflare:workers['"]/, lookup: (env) => `env.${env}` },
  { when: /from ['"]\$env\/dynamic\/private['"]/, lookup: (env) => `env.${env}` },
  {
    when: /\bDeno\.|from ['"](?:jsr:|npm:|https:\/\/deno\.land\/)/,
    lookup: (env, { quote, language }) => `Deno.env.get(${quote}${env}${quote})${isTyped(language) ? '!' : ''}`,
  },
  { when: /\bBun\.env\b/, lookup: (env, { language }) => `Bun.env.${env}${isTyped(language) ? '!' : ''}` },
  // Without `VITE_` or `PUBLIC_` before its name the bundler leaves a variable out of what browsers get.
  { when: /\bimport\.meta\.env\b/, lookup: (env) => `import.meta.env.${env}` },
  {
    when: /\bprocess\.env\[/,
    lookup: (env, { quote, language }) => `process.env[${quote}${env}${quote}]${isTyped(language) ? '!' : ''}`,
  },
];

/** `process.env` gives `string | undefined` where types are checked; the literal it replaces was a string. */
function lookup(env: string, site: Site): string {
  const environment = site.recall(environmentOf);
  return environment ? environment.lookup(env, site) : `process.env.${env}${isTyped(site.language) ? '!' : ''}`;
}

function environmentOf(text: string): (typeof environments)[number] | undefined {
  return environments.find(({ when }) => when.test(text));
}

function isTyped(language: string): boolean {
  return language.startsWith('typescript');
}

/** A slash begins a regular expression where no operand stands before it. */
const regularExpression: Skip = {
  lead: '/',
  pattern: /\/(?![*/])(?:\\[^\n]|\[(?:\\[^\n]|[^\]\\\n])*\]|[^\\/[\n])+\/[a-z]*/y,
  when: (text, at) => {
    const before = text.slice(Math.max(0, at - 24), at).trimEnd();
    return /(?:^|[(,=:[!&|?{};+\-*%~^<>]|\b(?:return|typeof|case|do|else|in|of|yield|await))$/.test(before);
  },
};

function templateText(text: string): string {
  return text.replaceAll(/\\(["'])|`|\$\{/g, (found, quote: string | undefined) => quote ?? `\\${found}`);
}

export const javascript: Syntax = {
  ...slashes,
  strings: [{ open: '`', close: '`', escape: 'backslash', multiline: true, hole: ['${', '}'] }, double, single],
  skip: [regularExpression],
  lookup,
  mix: firstOf(interpolated({ open: '`', close: '`', hole: ['${', '}'], text: templateText }), joinedBy(' + ')),
  quote: "'",
  constant: isConstantContext,
  enclose: (expression, { before, language }) =>
    /react|vue|svelte|javascript/.test(language) && /<[A-Za-z][^<>]*\s[\w:-]+=$/.test(before)
      ? `{${expression}}`
      : expression,
  encode: (expression) => `encodeURIComponent(${expression})`,
};
