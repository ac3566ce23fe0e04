import type { HookText } from './hook.ts';

/**
 * The files that a patch in the format of `apply_patch` makes or changes. Of a changed file only what the patch shows
 * is known: its context, with what it takes out, and with what it puts in.
 * Source: https://developers.openai.com/api/docs/guides/tools-apply-patch
 */
export function textsOfPatch(patch: string): readonly HookText[] {
  return patch
    .split(/^(?=\*\*\* (?:Add|Update) File: )/m)
    .slice(1)
    .map((part) => {
      const [head = '', ...lines] = part.split(/\r?\n/);
      const isNew = head.startsWith('*** Add');
      const path = head.slice(head.indexOf(':') + 1).trim();
      const moved = lines
        .find((line) => line.startsWith('*** Move to: '))
        ?.slice(13)
        .trim();
      const text = sideOf(lines, isNew ? /^\+/ : /^[+ ]/);
      if (isNew) return { type: 'file', path, text };
      return { type: 'edit', path: moved ?? path, before: sideOf(lines, /^[- ]/), text };
    });
}

/** Whether a text, or a command that carries it, is such a patch. */
export function isPatch(text: string): boolean {
  return /^\*\*\* Begin Patch$/m.test(text);
}

function sideOf(lines: readonly string[], sign: RegExp): string {
  return lines
    .filter((line) => sign.test(line))
    .map((line) => line.slice(1))
    .join('\n');
}
