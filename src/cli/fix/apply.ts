import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { addVariables, isExampleFile } from '../../core/fix/example-file.ts';
import type { CliIo } from '../io.ts';
import { printable } from '../printable.ts';
import { replaceFile } from '../write-file.ts';
import { openEditable } from './editable-file.ts';
import type { FixPlan, PlannedManifest } from './fix-plan.ts';
import type { TextEdit } from '../../core/rewrite/document.ts';

export interface AppliedFix extends FixPlan {
  readonly hasFailed: boolean;
}

/**
 * Writes the manifests, then the files: whatever interrupts it, no file refers to a request that is not there. A file
 * that somebody changed since it was read stays as it is.
 */
export function applyFix(plan: FixPlan, io: CliIo): AppliedFix {
  const say = (path: string) =>
    io.stderr.write(`valet-key fix: ${printable(path)}: it changed meanwhile; left as it is\n`);
  for (const manifest of plan.manifests) {
    const { path, file, text } = manifest;
    if (file?.write(text) === 'changed-meanwhile') {
      say(path);
      return { ...plan, files: [], hasFailed: true };
    }
    if (!file) replaceFile(path, text);
    for (const { file: example, after } of exampleFiles(manifest)) example.write(after);
  }
  const files = plan.files.filter(({ path, file, planned }) => {
    if (planned.edits.length === 0) return true;
    const isWritten = file.write(edited(file.text, planned.edits)) === 'written';
    if (!isWritten) say(path);
    return isWritten;
  });
  return { ...plan, files, hasFailed: files.length < plan.files.length };
}

/** The files beside a manifest that say which variables have to be set, with those that the code now reads. */
export function exampleFiles({ path, variables }: PlannedManifest) {
  const folder = dirname(path);
  return readdirSync(folder)
    .filter(isExampleFile)
    .flatMap((name) => {
      const file = openEditable(join(folder, name));
      if ('refusal' in file) return [];
      const edits = addVariables(file.text, variables);
      return edits.length === 0 ? [] : [{ name, file, edits, after: edited(file.text, edits) }];
    });
}

function edited(text: string, edits: readonly TextEdit[]): string {
  let result = '';
  let at = 0;
  for (const { start, end, newText } of edits) {
    result += text.slice(at, start) + newText;
    at = end;
  }
  return result + text.slice(at);
}
