import { firstOf, interpolated, joinedBy, unless } from '../mixing.ts';
import type { Syntax, Mixed, Mixture } from '../syntax.ts';
import { singleLines } from './forms.ts';
import type { Heredoc } from '../lexical.ts';

const raw = { escape: 'none', multiline: true } as const;

/** A script that sets the variable itself insists that it was given it. */
function variable(env: string, before: string): string {
  const own = /(?:^|[\s;&|(])([A-Za-z_]\w*)=["']?$/.exec(before)?.[1] === env;
  return own ? `\${${env}:?}` : `\${${env}}`;
}

const heredoc: Heredoc = {
  lead: '<',
  opener: /<<-?[ \t]*(?:(?<raw>['"\\])(?=\w)|)(?<tag>[A-Za-z_]\w*)['"]?/y,
  form: { open: '', close: '', escape: 'backslash', multiline: true, variables: true },
  rawForm: { open: '', close: '', ...raw },
  special: /[$`\\]/,
  opened: (opener) => opener.replaceAll(/["'\\]/g, ''),
};

/** Bash, zsh and their kin: how the variable is written depends on the quotes it stands in. */
export const shell: Syntax = {
  lineComments: ['#'],
  spacedComments: true,
  blockComments: [],
  skip: [
    { lead: '\\', pattern: /\\[^]/y },
    // `${KEY:-"${OTHER}"}`
    { lead: '$', pattern: /\$\{(?:\$\{[^{}\n]*\}|"(?:\$\{[^{}\n]*\}|[^"\n$]|\$(?!\{[^{}\n]*\}))*"|[^{}"\n])*\}|\$#/y },
  ],
  strings: [
    { open: "$'", close: "'", escape: 'backslash', multiline: true },
    { open: '"', close: '"', escape: 'backslash', multiline: true, hole: ['$(', ')'], variables: true },
    { open: "'", close: "'", ...raw },
  ],
  heredoc,
  lookup: (env, { before }) => `"${variable(env, before)}"`,
  inside: (env, { before }) => variable(env, before),
  mix: shellMix,
  quote: '"',
  bare: (env, { before }) => `"${variable(env, before)}"`,
};

/** Single quotes are opened around the variable: what else they hold stays literal. */
function shellMix({ place, pieces }: Mixed): Mixture | undefined {
  const { open, close } = place.literal.form;
  if (open === '') return undefined;
  const written = pieces.map((piece) =>
    'text' in piece ? open + piece.text + close : `"\${${piece.target.reference.env}}"`,
  );
  return { newText: written.join('') };
}

export const fish: Syntax = {
  ...shell,
  skip: [{ lead: '\\', pattern: /\\[^]/y }],
  strings: [
    { open: '"', close: '"', escape: 'backslash', multiline: true, hole: ['$(', ')'], variables: true },
    singleLines,
  ],
  heredoc: undefined,
  lookup: (env) => `$${env}`,
  inside: (env, { after }) => (/^[\w[]/.test(after) ? `{$${env}}` : `$${env}`),
  mix: ({ place, pieces }) => {
    const { open, close } = place.literal.form;
    return {
      newText: pieces
        .map((piece) => ('text' in piece ? open + piece.text + close : `"$${piece.target.reference.env}"`))
        .join(''),
    };
  },
  bare: (env, { after }) => (/^[\w[]/.test(after) ? `{$${env}}` : `$${env}`),
};

const inPowershell = (env: string, { after }: { after: string }): string =>
  /^[\w:?]/.test(after) ? `\${env:${env}}` : `$env:${env}`;

export const powershell: Syntax = {
  lineComments: ['#'],
  spacedComments: true,
  blockComments: [['<#', '#>']],
  skip: [{ lead: '`', pattern: /`[^]/y }],
  strings: [
    { open: '@"', close: '\n"@', escape: 'none', multiline: true, variables: true },
    { open: "@'", close: "\n'@", escape: 'none', multiline: true },
    { open: '"', close: '"', escape: 'backtick', multiline: true, hole: ['$(', ')'], variables: true },
    { open: "'", close: "'", escape: 'doubled', multiline: true },
  ],
  lookup: (env) => `$env:${env}`,
  inside: inPowershell,
  mix: firstOf(
    interpolated({ open: '"', close: '"', text: unless(/["'`$]/), when: ({ literal }) => literal.form.open === "'" }),
    interpolated({
      open: '@"',
      close: ({ source, literal }) => source.text.slice(literal.innerEnd, literal.end).replace("'", '"'),
      text: unless(/[`$]/),
      when: ({ literal }) => literal.form.open === "@'",
    }),
    (mixed) => (mixed.place.literal.form.open === "@'" ? undefined : wrapped(mixed)),
  ),
  quote: "'",
  constant: ({ source, before }) =>
    source.path.endsWith('.psd1') ||
    (/\[\w+\([^)\]]*$/.test(before.slice(before.lastIndexOf('\n'))) &&
      /\[(?:Parameter|Validate\w+|Alias|OutputType)\(/.test(before)),
  encode: (expression) => `[uri]::EscapeDataString(${expression})`,
  bare: (env) => `$env:${env}`,
};

function wrapped(mixed: Mixed): Mixture | undefined {
  const joined = joinedBy(' + ')(mixed);
  return joined && { newText: `(${joined.newText})` };
}

/** Batch replaces variables everywhere, in quotes and out of them. */
export const batch: Syntax = {
  lineComments: ['::', 'rem ', 'REM ', 'Rem '],
  spacedComments: true,
  blockComments: [],
  strings: [{ open: '"', close: '"', escape: 'none', multiline: false, variables: true }],
  lookup: (env) => `"%${env}%"`,
  inside: (env) => `%${env}%`,
  mix: joinedBy(''),
  quote: '"',
  bare: (env) => `%${env}%`,
};
