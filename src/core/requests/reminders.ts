import type { Manifest, Replaced } from './manifest.ts';

/** A value that was in a file and still works, as far as anybody has said. */
export interface RotationReminder {
  readonly request: string;
  readonly replaced: Replaced;
}

/** What still has to be rotated, in the manifest's order, a leaked value once a request. */
export function openRotations({ requests }: Manifest): readonly RotationReminder[] {
  return Object.entries(requests).flatMap(([request, { replaces = [] }]) => {
    const seen = new Set<string>();
    return replaces.flatMap((replaced): readonly RotationReminder[] => {
      if (replaced.rotated_at !== undefined || replaced.pasted === true || seen.has(replaced.fingerprint)) return [];
      seen.add(replaced.fingerprint);
      return [{ request, replaced }];
    });
  });
}
