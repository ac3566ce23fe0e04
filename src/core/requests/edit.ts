import type { Manifest, Replaced, Request } from './manifest.ts';
import { readManifest } from './read.ts';
import type { ManifestProblem } from './read.ts';
import { append, cut } from './splice.ts';

/** One replaced range, in offsets of the text before any edit, `end` exclusive. */
export interface ManifestEdit {
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

/** A broken manifest is never written to: its owner mends it first. */
export type ManifestChange =
  | { readonly type: 'changed'; readonly text: string; readonly edits: readonly ManifestEdit[] }
  | { readonly type: 'refused'; readonly problems: readonly ManifestProblem[] };

export interface NamedRequest {
  readonly name: string;
  readonly request: Request;
}

/** Where the schema is found by an editor that does not have the extension. */
export const schemaUrl = 'https://valet-key.dev/schema/valet-key-1.json';

/**
 * Adds a request, or, where one of this name is there, only the literals that it now also takes the place of. The
 * formatting, comments and line ends of what stands there stay. `undefined` is a manifest yet to be made.
 */
export function addRequest(text: string | undefined, named: NamedRequest): ManifestChange {
  return addRequests(text, [named]);
}

/** Adds several requests at once, each as `addRequest` does; their names differ. */
export function addRequests(text: string | undefined, named: readonly NamedRequest[]): ManifestChange {
  if (named.length === 0) return { type: 'changed', text: text ?? '', edits: [] };
  if (text === undefined || text.trim() === '') return newManifest(text ?? '', named);
  return changing(text, (manifest) => {
    const fresh = named.filter(({ name }) => !requestIn(manifest, name));
    const added = fresh.map(({ name, request }) => ({ name, value: request }));
    const grown = named.flatMap(({ name, request }) => replacesSteps(requestIn(manifest, name), name, request));
    return [...grown, ...(added.length === 0 ? [] : [(before: string) => append(before, ['requests'], ...added)])];
  });
}

/** What the request that is there lacks of what it now takes the place of. */
function replacesSteps(there: Request | undefined, name: string, { replaces = [] }: Request): readonly Step[] {
  if (!there) return [];
  const known = there.replaces ?? [];
  const fresh = replaces.filter((replaced) => !known.some((other) => covers(other, replaced)));
  if (fresh.length === 0) return [];
  if (!there.replaces) return [(before) => append(before, ['requests', name], { name: 'replaces', value: fresh })];
  return [(before) => append(before, ['requests', name, 'replaces'], ...fresh.map((value) => ({ value })))];
}

/** Takes a request out, and out of the tasks that use it. */
export function removeRequest(text: string, name: string): ManifestChange {
  return changing(text, (manifest) => {
    if (!requestIn(manifest, name)) return [];
    const uses = Object.entries(manifest.tasks ?? {}).flatMap(([task, { uses: used }]): readonly Step[] => {
      const index = used.indexOf(name);
      return index < 0 ? [] : [(before) => cut(before, ['tasks', task, 'uses', index])];
    });
    return [...uses, (before) => cut(before, ['requests', name])];
  });
}

export interface Rotation {
  readonly request: string;
  readonly fingerprint: string;
  /** RFC 3339 full-date of today. */
  readonly date: string;
}

/** Settles the reminders of one leaked value: somebody says that it no longer works. */
export function confirmRotation(text: string, { request, fingerprint, date }: Rotation): ManifestChange {
  return changing(text, (manifest) =>
    (requestIn(manifest, request)?.replaces ?? []).flatMap((replaced, index): readonly Step[] =>
      replaced.fingerprint !== fingerprint || replaced.rotated_at !== undefined
        ? []
        : [(before) => append(before, ['requests', request, 'replaces', index], { name: 'rotated_at', value: date })],
    ),
  );
}

type Step = (before: string) => string;

function changing(text: string, stepsFor: (manifest: Manifest) => readonly Step[]): ManifestChange {
  const reading = readManifest(text);
  if (reading.type === 'problems') return { type: 'refused', problems: reading.problems };
  let changed = text;
  for (const step of stepsFor(reading.manifest)) changed = step(changed);
  return { type: 'changed', text: changed, edits: difference(text, changed) };
}

function newManifest(before: string, named: readonly NamedRequest[]): ManifestChange {
  const requests = Object.fromEntries(named.map(({ name, request }) => [name, request]));
  const manifest: Manifest = { $schema: schemaUrl, version: 1, requests };
  const text = `${JSON.stringify(manifest, undefined, 2)}\n`;
  return { type: 'changed', text, edits: [{ start: 0, end: before.length, newText: text }] };
}

/** The one range in which the texts differ: several small changes to a manifest lie close together. */
function difference(before: string, after: string): readonly ManifestEdit[] {
  if (before === after) return [];
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let tail = 0;
  while (tail < shorter - start && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  return [{ start, end: before.length - tail, newText: after.slice(start, after.length - tail) }];
}

function requestIn({ requests }: Manifest, name: string): Request | undefined {
  return Object.hasOwn(requests, name) ? requests[name] : undefined;
}

/** Whether one literal says all that the other would: one that stood in a file more than one that was only pasted. */
export function covers(known: Replaced, other: Replaced): boolean {
  const isSame = known.file === other.file && known.kind === other.kind && known.fingerprint === other.fingerprint;
  return isSame && (known.pasted !== true || other.pasted === true);
}
