import { randomBytes, randomInt } from 'node:crypto';
import type { Request } from '../../core/requests/manifest.ts';
import { example } from '../../core/services/example.ts';
import { shapings } from '../../core/services/shaping.ts';
import type { ShapedKind } from '../../core/services/shaping.ts';

/**
 * What a task holds in the place of a value: of the same shape, as SDKs check prefixes and lengths, and new for each
 * run, so that nobody who does not hold it can have it exchanged for the value.
 */
export function placeholderFor(request: Request): string {
  const kind = kindOf(request);
  for (const shape of kind?.shapes ?? []) {
    const made = example({ shape, check: kind?.check }, () => randomInt(2 ** 32) / 2 ** 32);
    if (isUsable(made)) return made;
  }
  return `placeholder-${randomBytes(20).toString('hex')}`;
}

function kindOf({ replaces = [], call }: Request): ShapedKind | undefined {
  const replaced = replaces.map(({ kind }) => kindById(kind)).find((kind) => kind !== undefined);
  if (replaced) return replaced;
  const hosts = call.map(({ host }) => host.replace(/:443$/, ''));
  const service = shapings.find((each) => each.hosts.some((host) => hosts.includes(host)));
  return service?.kinds.find(({ role }) => role !== 'publishable');
}

function kindById(id: string): ShapedKind | undefined {
  return shapings.flatMap(({ kinds }) => kinds).find((kind) => kind.id === id);
}

/** It travels in headers, and is told apart from everything else: short shapes and those of many lines are neither. */
function isUsable(made: string): boolean {
  return made.length >= 24 && /^[\x21-\x7e]+$/.test(made) && new Set(made.slice(-20)).size >= 8;
}
