import { NotificationType, RequestType } from 'vscode-jsonrpc';
import type { StartedByEditor } from '../../core/audit/event.ts';
import type { BrokerFault } from './faults.ts';

/** A guard for a process that the editor starts itself: a debugger, a terminal. */
export interface GuardParams {
  /** The folder of `valet-key.json`. */
  readonly workspace: string;
  /** A task of the manifest, whose requests and call set hold. */
  readonly task?: string;
  /** Names of requests; without them and without a task, all there are. */
  readonly uses?: readonly string[];
  /** Variables that stand for requests beside those that the requests name, each with its request's name. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Variables that it sets itself, over those that it inherits: what the guard adds to them does not lose them. */
  readonly env?: Readonly<Record<string, string>>;
  /** What is started, as it is shown to whoever approves: an approval holds for it alone. */
  readonly command: readonly string[];
  readonly started: StartedByEditor;
  /** What becomes of requests that a guard alone cannot serve. */
  readonly unfit: 'refuse' | 'leave out';
}

export type GuardResult =
  | {
      readonly type: 'started';
      readonly run: string;
      /** A process that the broker did not start is not held by the system. */
      readonly mode: 'proxy-only';
      /** Placeholders, and the way to the guard. It holds no value. */
      readonly env: Readonly<Record<string, string>>;
      /** Variables that open a provider: the process must not inherit them. */
      readonly unset: readonly string[];
      readonly requests: readonly string[];
      readonly leftOut: readonly Unfit[];
    }
  | { readonly type: 'refused'; readonly reason: GuardRefusal; readonly names: readonly string[] };

export interface Unfit {
  readonly request: string;
  readonly reason: UnfitReason;
}

/**
 * `visible`: its delivery shows the value to the task, which a guard cannot do. `not-ready`: its provider lacks a
 * setting in the editor's environment, or could never serve it.
 */
export type UnfitReason = 'visible' | 'no-variable' | 'same-variable' | 'no-value' | 'no-provider' | 'not-ready';

export type GuardRefusal =
  | UnfitReason
  | 'no-manifest'
  | 'broken-manifest'
  | 'unknown-task'
  | 'unknown-request'
  | 'nothing-to-guard'
  | 'must-be-enforced'
  | 'expired'
  | 'policy'
  | 'declined'
  | 'nobody-to-ask';

/** Approves and grants, and answers with the environment of a process whose calls are guarded until `guard/end`. */
export const guardStartRequest = new RequestType<GuardParams, GuardResult, BrokerFault>('guard/start');

/** What the person who uses what was started is to know: what its guard refused, or why a credential cannot be had. */
export const saidNotification = new NotificationType<Said>('guard/said');

export interface Said {
  readonly started: GuardParams['started'];
  /** One sentence; never a value. */
  readonly text: string;
}

/** Revokes the grants of the run and ends its guard. `false` where it has ended before. */
export const guardEndRequest = new RequestType<{ readonly run: string }, boolean, BrokerFault>('guard/end');
