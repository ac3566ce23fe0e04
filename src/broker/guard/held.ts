import type { Delivery } from '../../core/requests/manifest.ts';
import type { Grant } from '../grants/grant.ts';

/** A grant whose value the task has itself: what the task connects to under its request counts as a use of it. */
export interface HandedOut {
  readonly request: string;
  readonly request_s256: string;
  readonly subject: string;
  readonly grant: Grant;
}

/** A credential that the guard holds for a task, and the placeholder that the task holds in its place. */
export interface HeldCredential extends HandedOut {
  readonly delivery: Delivery;
  readonly placeholder: string;
}
