import { lineStart } from '../enclosing.ts';
import type { Redeclared, Syntax, Place } from '../syntax.ts';

/** Each client replaces variables in its own way; what none knows is left a literal, so that the statement stays one. */
const dialects: readonly {
  readonly when: RegExp;
  readonly inside: (env: string) => string;
  readonly how: (env: string) => string;
}[] = [
  {
    when: /^GO\s*$|\[dbo\]|^:setvar\b|\bNVARCHAR\b|\bWITH\s+PASSWORD\s*=|\bsp_\w+/im,
    inside: (env) => `$(${env})`,
    how: (env) => `sqlcmd reads ${env} from the environment.`,
  },
  {
    when: /^\\(?:c|connect|set|i|ir|echo|getenv|if|copy)\b/m,
    inside: (env) => `:'${env}'`,
    how: (env) => `psql -v ${env}="$${env}" gives ${env} to this script.`,
  },
  {
    when: /(?:)/,
    inside: (env) => `\${${env}}`,
    how: (env) => `Fill in ${env} from the environment before it runs, as envsubst and Flyway do.`,
  },
];

/** A variable instead of the value, and a comment above the statement that says who fills it in. */
function variable({ source, literal, targets }: Place): Redeclared | undefined {
  const { text, newline } = source;
  const [target] = targets;
  if (!target) return undefined;
  const dialect = dialects.find(({ when }) => when.test(text)) ?? dialects[2];
  if (!dialect) return undefined;
  const whole = targets.length === 1 && target.start === literal.innerStart && target.end === literal.innerEnd;
  const edits = targets.map(({ start, end, reference }) => {
    const written = dialect.inside(reference.env);
    if (!written.startsWith(':')) return { start, end, newText: written };
    return whole
      ? { start: literal.start, end: literal.end, newText: written }
      : { start, end, newText: `' || ${written} || '` };
  });
  const at = lineStart(text, statementStart(text, literal.start));
  const indent = /^[ \t]*/.exec(text.slice(at, at + 80))?.[0] ?? '';
  const comment = `${indent}-- ${dialect.how(target.reference.env)}${newline}`;
  return { edits, once: [{ start: at, end: at, newText: comment }], notes: ['sql-variable'] };
}

function statementStart(text: string, at: number): number {
  const window = text.slice(Math.max(0, at - 2000), at);
  const gap = window.slice(window.lastIndexOf(';') + 1);
  const first = gap.search(/\S/);
  return at - gap.length + Math.max(first, 0);
}

export const sql: Syntax = {
  lineComments: ['--'],
  blockComments: [['/*', '*/']],
  strings: [
    { open: "'", close: "'", escape: 'doubled', multiline: true },
    { open: '"', close: '"', escape: 'doubled', multiline: true },
    { open: '$$', close: '$$', escape: 'none', multiline: true },
  ],
  lookup: (env) => `'\${${env}}'`,
  mix: () => undefined,
  quote: "'",
  redeclare: variable,
};
