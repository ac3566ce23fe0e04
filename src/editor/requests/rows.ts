import type { Request } from '../../core/requests/manifest.ts';
import type { ManifestProblem } from '../../core/requests/read.ts';
import { openRotations } from '../../core/requests/reminders.ts';
import type { FolderManifest } from './manifests.ts';

/** A row of the Requests view. */
export type Row = FolderRow | BrokenRow | RequestRow | ReminderRow;

/** Only where several folders have a manifest. */
export interface FolderRow {
  readonly type: 'folder';
  readonly manifest: FolderManifest;
}

export interface BrokenRow {
  readonly type: 'broken';
  readonly manifest: FolderManifest;
  readonly problems: readonly [ManifestProblem, ...ManifestProblem[]];
}

export interface RequestRow {
  readonly type: 'request';
  readonly manifest: FolderManifest;
  readonly name: string;
  readonly request: Request;
}

/** A value that was in a file and still works, as far as anybody has said. */
export interface ReminderRow {
  readonly type: 'reminder';
  readonly manifest: FolderManifest;
  readonly request: string;
  readonly kind: string;
  readonly fingerprint: string;
  /** Where the request's value comes from now. */
  readonly provider: string;
  readonly ref: string;
  /** Where it was, the first place first. */
  readonly files: readonly string[];
}

export function topRows(manifests: readonly FolderManifest[]): readonly Row[] {
  if (manifests.length < 2) return manifests.flatMap(rowsOfManifest);
  return manifests.map((manifest) => ({ type: 'folder', manifest }));
}

export function rowsBelow(row: Row): readonly Row[] {
  if (row.type === 'folder') return rowsOfManifest(row.manifest);
  return row.type === 'request' ? reminders(row.manifest).filter(({ request }) => request === row.name) : [];
}

export function reminders(manifest: FolderManifest): readonly ReminderRow[] {
  const { reading } = manifest;
  const whole = reading.type === 'manifest' ? reading.manifest : manifest.before;
  if (!whole) return [];
  const { requests } = whole;
  return openRotations(whole).map(({ request, replaced: { kind, fingerprint } }) => {
    const same = (requests[request]?.replaces ?? []).filter(
      (one) => one.fingerprint === fingerprint && one.pasted !== true,
    );
    const files = [...new Set(same.map(({ file }) => file))];
    const { provider = '', ref = '' } = requests[request]?.source ?? {};
    return { type: 'reminder', manifest, request, kind, fingerprint, files, provider, ref };
  });
}

function rowsOfManifest(manifest: FolderManifest): readonly Row[] {
  const { reading } = manifest;
  if (reading.type === 'manifest') {
    return Object.entries(reading.manifest.requests).map(([name, request]) => ({
      type: 'request',
      manifest,
      name,
      request,
    }));
  }
  const [first, ...rest] = reading.problems;
  return first ? [{ type: 'broken', manifest, problems: [first, ...rest] }, ...reminders(manifest)] : [];
}

/** Names a row from one drawing of the view to the next, so that what was folded stays folded. */
export function idOf(row: Row): string {
  const folder = `${row.type} ${row.manifest.folder.uri.toString()}`;
  if (row.type === 'request') return `${folder} ${row.name}`;
  return row.type === 'reminder' ? `${folder} ${row.request} ${row.fingerprint}` : folder;
}
