import { confirmRotation } from '../../core/requests/edit.ts';
import { CommandFault } from '../fault.ts';
import { openEditable } from '../fix/editable-file.ts';
import type { CliIo } from '../io.ts';
import { type ManifestFile, problemsText } from '../manifest-file.ts';

/** Somebody says that the values which a request took the place of no longer work. */
export function confirmRotated(name: string, { path, manifest }: ManifestFile, io: CliIo): number {
  const open = (manifest.requests[name]?.replaces ?? []).filter(({ rotated_at }) => rotated_at === undefined);
  if (open.length === 0) {
    io.stderr.write(`Nothing of ${name} has to be rotated.\n`);
    return 0;
  }
  const file = openEditable(path);
  if ('refusal' in file) throw new CommandFault(`${path}: ${file.refusal}`);
  const date = new Date().toISOString().slice(0, 10);
  let { text } = file;
  for (const fingerprint of new Set(open.map((replaced) => replaced.fingerprint))) {
    const change = confirmRotation(text, { request: name, fingerprint, date });
    if (change.type === 'refused') throw new CommandFault(problemsText(path, change.problems));
    ({ text } = change);
  }
  if (file.write(text) === 'changed-meanwhile')
    throw new CommandFault(`${path} changed meanwhile; nothing was written`);
  io.stderr.write(`Noted in ${path}: what ${name} took the place of was rotated on ${date}.\n`);
  return 0;
}
