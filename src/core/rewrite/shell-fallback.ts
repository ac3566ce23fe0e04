import type { TextEdit } from './document.ts';

/** `${NAME:-value}` and its kin, in a shell and in a compose file. */
export interface ShellFallback {
  readonly variable: string;
  /** Makes it `${NAME:?}`, which insists that the variable is set. */
  readonly edit: TextEdit;
}

export function shellFallbackAt(
  text: string,
  { start, end }: { readonly start: number; readonly end: number },
): ShellFallback | undefined {
  const before = text.slice(Math.max(0, start - 120), start);
  const found = /\$\{(?<name>[A-Za-z_]\w*)(?<rest>:?[-=]["']?)$/.exec(before);
  const { name, rest = '' } = found?.groups ?? {};
  const after = /^["']?(?=\})/.exec(text.slice(end, end + 2));
  if (name === undefined || !after) return undefined;
  return { variable: name, edit: { start: start - rest.length, end: end + after[0].length, newText: ':?' } };
}
