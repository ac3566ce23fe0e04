import { RequestType, RequestType0 } from 'vscode-jsonrpc';
import type { BrokerFault } from './faults.ts';

/** A run and its grants as others may see them: names and times, never a value. */
export interface LiveRun {
  readonly run: string;
  readonly pid: number;
  /** Tells the process from a later one of the same number. */
  readonly start?: string;
  readonly workspace: string;
  readonly task?: string;
  readonly program: string;
  readonly agent?: string;
  readonly mode: 'enforced' | 'proxy-only';
  readonly startedAt: number;
  readonly grants: readonly LiveGrant[];
}

export interface LiveGrant {
  readonly id: string;
  readonly request: string;
  readonly subject: string;
  readonly delivery: string;
  readonly expiresAt: number;
  readonly usesLeft?: number;
  readonly state: GrantState;
}

export type GrantState = 'live' | 'expired' | 'revoked';

export const liveRunsRequest = new RequestType0<readonly LiveRun[], BrokerFault>('grants/list');

/** Revokes live grants by their ids, `*` for all. */
export const revokeRequest = new RequestType<
  { readonly grants: readonly string[] },
  { readonly asked: number },
  BrokerFault
>('grants/revoke');
