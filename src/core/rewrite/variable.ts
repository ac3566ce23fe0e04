import { assignedVariable } from './assigned-variable.ts';
import { fallbackAt } from './fallback.ts';
import { settingsVariableAt } from './formats/json.ts';
import { terraformVariableAt } from './formats/terraform.ts';
import { shellFallbackAt } from './shell-fallback.ts';

/** Where a value stands, as in a finding. */
export interface VariablePlace {
  readonly text: string;
  readonly path: string;
  /** VS Code's language id. */
  readonly language: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The variable that the place itself names, so that the reference takes it and no other: the one whose look-up has the
 * value to fall back to, the one that the line sets, the one that the tool reads for this name.
 */
export function variableAt({ text, path, language, start, end }: VariablePlace): string | undefined {
  return (
    terraformVariableAt({ text, path, language, start, end }) ??
    (text[end] === '"' ? settingsVariableAt(text, path, start) : undefined) ??
    fallbackAt(text, language, { start, end })?.variable ??
    (shells.test(language) ? shellFallbackAt(text, { start, end })?.variable : undefined) ??
    assignedVariable(text, language, { start, end })
  );
}

/** What knows `${NAME:-value}`. */
const shells = /^(?:shellscript|bash|zsh|dockercompose|yaml)$/;
