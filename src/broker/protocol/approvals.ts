import { RequestType, RequestType0 } from 'vscode-jsonrpc';
import type { ApprovedBy } from '../../core/audit/event.ts';
import type { Request } from '../../core/requests/manifest.ts';
import type { BrokerFault } from './faults.ts';

/** What a person is asked: everything they need to judge, and nothing to be believed without looking. */
export interface Question {
  readonly workspace: string;
  readonly task?: string;
  readonly command: readonly string[];
  /** The coding agent that started the run, where its surroundings tell. */
  readonly agent?: string;
  readonly mode: 'enforced' | 'proxy-only';
  readonly requests: readonly AskedRequest[];
}

export interface AskedRequest {
  readonly name: string;
  readonly request: Request;
  readonly request_s256: string;
  /** What changed since the last approval; empty for a request that is new. */
  readonly changes: readonly string[];
  /** Milliseconds since 1970 of the last approval. */
  readonly approvedBefore?: number;
  /** How long a yes lasts. */
  readonly lasting: 'run' | 'session' | 'expiry';
}

/** `command` is a yes for this command alone, `any command` for whatever is run in this workspace, for as long. */
export type Answer =
  | { readonly type: 'yes'; readonly by: ApprovedBy; readonly scope: 'command' | 'any command' }
  | { readonly type: 'no'; readonly reason: 'declined' | 'nobody-to-ask' };

/** Something that was approved and still holds: it may be granted without asking again. */
export interface StandingApproval {
  readonly workspace: string;
  readonly request: string;
  readonly scope: 'command' | 'any command';
  /** Of that command. */
  readonly task?: string;
  readonly program?: string;
  /** Milliseconds since 1970. */
  readonly until: number;
}

/** A request whose approvals are withdrawn, whatever command they were for. */
export type Withdrawn = Pick<StandingApproval, 'workspace' | 'request'>;

/** A run asks the broker of its editor, and that broker asks its editor, whether a person allows it. */
export const approvalRequest = new RequestType<Question, Answer, BrokerFault>('approval/ask');

export const approvalsRequest = new RequestType0<readonly StandingApproval[], BrokerFault>('approvals/list');

export const withdrawRequest = new RequestType<
  { readonly requests: readonly Withdrawn[] },
  { readonly withdrawn: number },
  BrokerFault
>('approvals/withdraw');
