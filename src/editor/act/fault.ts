import type { BrokerFault } from '../../broker/protocol/faults.ts';
import type { ManifestProblem } from '../../core/requests/read.ts';

/** Why nothing was replaced. In each case every text is as it was. */
export type Fault =
  | { readonly code: 'untrusted' }
  /** Nothing is flagged there any more. */
  | { readonly code: 'nothing' }
  /** No folder is open, so there is no place for a manifest. */
  | { readonly code: 'no-folder' }
  /** The document belongs to none of several folders. */
  | { readonly code: 'which-folder' }
  | { readonly code: 'manifest-broken'; readonly manifest: string; readonly problem: ManifestProblem | undefined }
  | { readonly code: 'manifest-read-only'; readonly manifest: string }
  | { readonly code: 'manifest-unreadable'; readonly manifest: string }
  /** The request that was chosen is not there, or names no variable. */
  | { readonly code: 'unknown-request'; readonly request: string }
  | { readonly code: 'vault'; readonly fault: BrokerFault }
  /** The vault holds other values under every name that was tried. */
  | { readonly code: 'no-name' }
  /** The texts changed again and again while they were worked on. */
  | { readonly code: 'changed' }
  /** A file is too large for the editor to open, or gone. */
  | { readonly code: 'unopened'; readonly file: string }
  | { readonly code: 'cancelled' };
