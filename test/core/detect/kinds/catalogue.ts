import { createDetector } from '../../../../src/core/detect/detector.ts';
import { isFiller, isWords } from '../../../../src/core/detect/filler.ts';
import { compileShape } from '../../../../src/core/detect/shape-pattern.ts';
import { services } from '../../../../src/core/services/catalogue.ts';
import type { Check, CredentialKind } from '../../../../src/core/services/service.ts';
import { fingerprint, seeded } from '../make.ts';

export const detector = createDetector({ services, fingerprint });

/** Kinds that are whole files or blocks have tests of their own (`key-probe.test.ts`). */
export const kinds = services
  .flatMap(({ credentials }) => credentials)
  .filter(({ check }) => check !== 'private-key' && check !== 'gcp-service-account');

/** `VALET_KEY_FUZZ` makes this many values of each kind, from another seed each time. */
const asked = Number(process.env['VALET_KEY_FUZZ'] ?? 0);

export function runs(usual: number): { readonly numRuns: number; readonly seed?: number } {
  return { numRuns: asked || usual, ...(asked ? {} : { seed: 20_261_124 }) };
}

export function random(seed: number): () => number {
  const chance = seeded(seed);
  return () => chance(2 ** 30) / 2 ** 30;
}

/** The name that a person gives it. */
export function nameOf({ near }: CredentialKind): string {
  return near ? `${near[0]}_key` : 'value';
}

/**
 * Chance makes a row of equal letters or a word now and then, which is passed over as what people make up. In a key of
 * minisign zeros stand in a row: what proves it is stronger.
 */
export function looksMadeUp(value: string, { shape, check }: { shape: string; check?: Check | undefined }): boolean {
  if (check === 'minisign') return false;
  const body = value.slice(compileShape(shape).visible(value));
  return isFiller(body) || isWords(body);
}
