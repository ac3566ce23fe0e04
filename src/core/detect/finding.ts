/** How sure a finding is: `high` is proven by structure, checksum or equality with a known secret; `medium` where
 * shape and context agree; `low` looks like it. */
export type Confidence = 'low' | 'medium' | 'high';

/** Why something is a finding; messages are made from it in one place. */
export type Evidence =
  | { readonly type: 'checksum' }
  | { readonly type: 'structure' }
  | { readonly type: 'shape' }
  | { readonly type: 'context' }
  /** The value equals a secret that is known by this name, found in this source (`.env`, `environment`, `vault`). */
  | { readonly type: 'known'; readonly name: string; readonly source: string };

/**
 * A credential in text. No field can hold the value: offsets say where it stands, the fingerprint which it is.
 * Offsets count UTF-16 units from the start of the text; `end` is exclusive. The range covers the value alone:
 * without quotes, without the name, without `Bearer`.
 */
export interface Finding {
  readonly start: number;
  readonly end: number;
  /** The id of the credential kind: a fact sheet's, or one of `generic.ts`. */
  readonly kind: string;
  /** The id of the service, absent for generic kinds. */
  readonly service?: string;
  readonly confidence: Confidence;
  readonly evidence: Evidence;
  /** `hmac-sha256:` and 64 hex digits. */
  readonly fingerprint: string;
  /** The name the value is assigned to, as it stands in the text, where there is one. */
  readonly name?: string;
  /** The literal text that the kind starts with and an ellipsis: safe to show. */
  readonly redacted: string;
}

export const confidences: readonly Confidence[] = ['low', 'medium', 'high'];

export function atLeast(confidence: Confidence, minimum: Confidence): boolean {
  return confidences.indexOf(confidence) >= confidences.indexOf(minimum);
}
