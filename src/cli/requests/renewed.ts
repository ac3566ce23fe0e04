import { openRotations } from '../../core/requests/reminders.ts';
import { confirmRotation } from '../../core/requests/edit.ts';
import { CommandFault } from '../fault.ts';
import { openEditable } from '../fix/editable-file.ts';
import type { CliIo } from '../io.ts';
import { findManifest, problemsText, requireManifest } from '../manifest-file.ts';

export interface Renewed {
  /** The vault's name of the value. */
  readonly ref: string;
  /** Fingerprints of what the vault held and of what it holds now. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/**
 * A leaked value that made place for another one is rotated: its reminders are settled, and the manifest keeps the day.
 * A manifest that cannot be used keeps its reminders, and whoever put the value is told.
 */
export function settleRenewed({ ref, before, after }: Renewed, io: CliIo): void {
  if (before === undefined || after === undefined || before === after || !findManifest(io.cwd)) return;
  try {
    const { path, manifest } = requireManifest(io.cwd);
    const settled = openRotations(manifest).filter(({ request, replaced }) => {
      const { source } = manifest.requests[request] ?? {};
      return source?.provider === 'vault' && source.ref === ref && replaced.fingerprint === before;
    });
    if (settled.length === 0) return;
    const file = openEditable(path);
    if ('refusal' in file) throw new CommandFault(`${path}: ${file.refusal}`);
    const date = new Date().toISOString().slice(0, 10);
    let { text } = file;
    for (const { request } of settled) {
      const change = confirmRotation(text, { request, fingerprint: before, date });
      if (change.type === 'refused') throw new CommandFault(problemsText(path, change.problems));
      ({ text } = change);
    }
    if (file.write(text) === 'changed-meanwhile') throw new CommandFault(`${path} changed meanwhile`);
    const names = settled.map(({ request }) => request).join(', ');
    io.stderr.write(`Noted in ${path}: what ${names} took the place of was rotated on ${date}.\n`);
  } catch (error) {
    if (!(error instanceof CommandFault)) throw error;
    io.stderr.write(`The value is kept. Its reminder stays: ${error.message}\n`);
  }
}
