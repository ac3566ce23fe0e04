import type { Request } from '../../core/requests/manifest.ts';

/** Whether a task sees the value with its own eyes: nothing takes it away from it again. */
export function isVisible({ delivery: { mode } }: Pick<Request, 'delivery'>): boolean {
  return mode === 'env' || mode === 'fd';
}
