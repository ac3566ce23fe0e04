import type { Delivery } from '../../core/requests/manifest.ts';
import type { Grant } from '../grants/grant.ts';

/** A credential that the guard holds for a task, and the placeholder that the task holds in its place. */
export interface HeldCredential {
  readonly request: string;
  readonly request_s256: string;
  readonly subject: string;
  readonly delivery: Delivery;
  readonly placeholder: string;
  readonly grant: Grant;
}
