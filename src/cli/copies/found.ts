import type { Copy, Unread } from '../../broker/copies/find.ts';
import type { HistoryCopy } from './history.ts';

/** What is left of replaced values on this machine, as far as one can look. */
export interface Copies {
  readonly files: readonly Copy[];
  readonly history: readonly HistoryCopy[];
  readonly unread: readonly Unread[];
}
