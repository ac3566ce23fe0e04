import { NotificationType, RequestType, RequestType0 } from 'vscode-jsonrpc';
import type { ApprovedBy, AuditEvent } from '../../core/audit/event.ts';
import type { AuditFilter } from '../../core/audit/filter.ts';
import type { AuditProblem } from '../../core/audit/problem.ts';
import type { ClockNotice } from '../../core/audit/tampering.ts';
import type { Request } from '../../core/requests/manifest.ts';
import type { Used } from '../../core/requests/used.ts';
import type { BrokerFault } from './faults.ts';

export interface AuditParams {
  readonly filter: AuditFilter;
  /** Only lines before this one. */
  readonly before?: number;
  readonly limit: number;
}

export interface AuditEntry {
  /** Counted from 1 over the whole log. */
  readonly sequence: number;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly event: AuditEvent;
}

/** The newest first. `next` is the `before` of the page that follows; absent at the beginning of the log. */
export interface AuditPage {
  readonly entries: readonly AuditEntry[];
  readonly next?: number;
}

export interface AuditVerdict {
  readonly lines: number;
  /** None for a log that is as it was written. */
  readonly problems: readonly AuditProblem[];
  /** Where the clock was set back. */
  readonly notices: readonly (ClockNotice & Pick<AuditProblem, 'file' | 'lineInFile'>)[];
  /** False where it was stopped on the way, by whoever asked or since too much is wrong. */
  readonly isWhole: boolean;
  /** The last line that a signed checkpoint covers. */
  readonly signedUpTo?: number;
}

/** What is known here of a workspace's requests. It holds no value. */
export interface Governance {
  /** The names that the vault has values under; absent where it cannot be read. */
  readonly kept?: readonly string[];
  readonly approved: readonly GivenApproval[];
  /** What each request was granted to, by its name. */
  readonly used: Readonly<Record<string, readonly Used[]>>;
  /** Why the provider of a request could not serve it on this machine, by the request's name. */
  readonly unready: Readonly<Record<string, string>>;
}

export interface GovernanceParams {
  readonly workspace: string;
  /** The manifest's, as the editor has them: they need not be saved. */
  readonly requests: Readonly<Record<string, Request>>;
}

/** The last approval of a request, as the audit log tells of it. */
export interface GivenApproval {
  readonly request: string;
  readonly request_s256: string;
  readonly by: ApprovedBy;
  readonly lasts: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export const readAuditRequest = new RequestType<AuditParams, AuditPage, BrokerFault>('audit/read');

export const verifyAuditRequest = new RequestType0<AuditVerdict, BrokerFault>('audit/verify');

/** How many lines were verified so far. */
export const verifiedNotification = new NotificationType<{ readonly lines: number }>('audit/verified');

/** Writes the whole log into a file. */
export const exportAuditRequest = new RequestType<{ readonly path: string }, boolean, BrokerFault>('audit/export');

export const governanceRequest = new RequestType<GovernanceParams, Governance, BrokerFault>('governance');
