import { NotificationType, RequestType, RequestType0 } from 'vscode-jsonrpc';
import type { ApprovedBy, AuditEvent, StartedByEditor } from '../core/audit/event.ts';
import type { AuditFilter } from '../core/audit/filter.ts';
import type { AuditProblem } from '../core/audit/problem.ts';
import type { ClockNotice } from '../core/audit/tampering.ts';
import type { Request } from '../core/requests/manifest.ts';
import type { Used } from '../core/requests/used.ts';

/**
 * What the editor and the terminal say to the broker, JSON-RPC over its stdio (editor) or its socket (terminals that
 * the editor opened). Values go in by `vault/put` and `vault/putAll`; only `vault/values`, for a task about to run, gives any out.
 */

/** The variable by which an editor tells its terminals where its broker's socket is. */
export const socketVariable = 'VALET_KEY_SOCKET';

/** `editor` has a run ask there rather than at its terminal: that of a task, which few people look at. */
export const askVariable = 'VALET_KEY_ASK';

/** How the vault is unlocked, in the order they are tried. */
export type KeySource = 'keychain' | 'handed' | 'passphrase';

export interface StartParams {
  /** Base64 of a 32-byte key kept in VS Code's SecretStorage, for machines without a keychain. */
  readonly handedKey?: string;
  /** Where terminals of this editor reach this broker; absent for no socket. */
  readonly socketPath?: string;
}

export interface StartResult {
  readonly keySource: KeySource;
  /**
   * A fresh handed key, only when one was made. The vault stays shut until the editor has kept it and started the
   * broker once more with it, so that no value is ever sealed under a key that nobody has.
   */
  readonly newHandedKey?: string;
}

export interface PutParams {
  /** The request's `source.ref`. */
  readonly name: string;
  readonly value: string;
  readonly kind: string;
  /** Takes the place of another value under this name, as after a rotation. */
  readonly replace?: boolean;
}

/**
 * `created`: new entry; `same`: the entry already held this value; `replaced`: as asked for; `other`: it holds another
 * value, nothing written.
 */
export type PutResult = { readonly status: 'created' | 'same' | 'replaced' | 'other' };

/** The names that hold other values already. Where there is one, none of the values was put. */
export interface PutAllResult {
  readonly taken: readonly string[];
}

export interface VaultEntry {
  readonly name: string;
  readonly kind: string;
  readonly fingerprint: string;
  /** RFC 3339. */
  readonly createdAt: string;
}

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

/** Names the run that a guard was lent to, in the environment of its processes. */
export const runVariable = 'VALET_KEY_RUN';

/** Who keeps copies of what people and agents write. */
export type Keeper = 'local-history' | 'backup' | 'agent' | 'shell' | 'state';

/** A file that holds copies of a value; never the value. */
export interface Copy {
  /** The vault's name of the value. */
  readonly name: string;
  readonly keeper: Keeper;
  readonly path: string;
  readonly count: number;
  /** Why it is not purged: a program works on the database, or its folder cannot be written. */
  readonly stays?: 'database' | 'read-only';
}

/** An object of a repository that holds a value: in commits, stashes, the reflog, or in nothing any more. */
export interface HistoryCopy {
  readonly name: string;
  readonly repository: string;
  /** Absent where no commit names the object: it was only added, or what named it was dropped. */
  readonly path?: string;
  readonly commits: number;
  /** The oldest commit with it, abbreviated, and its day. */
  readonly first?: string;
}

export interface Unread {
  readonly path: string;
  /** The system's code, as in `EACCES`, or what git said. */
  readonly code: string;
}

/** What is left of replaced values on this machine, as far as one can look. */
export interface Copies {
  readonly files: readonly Copy[];
  readonly history: readonly HistoryCopy[];
  readonly unread: readonly Unread[];
  /** Names of values that are too short to be told from other text. */
  readonly short: readonly string[];
  /** False where it was stopped on the way. */
  readonly isWhole: boolean;
}

/** What is looked for, and where besides the usual places of this machine. */
export interface LookFor {
  /** The vault's names. */
  readonly names: readonly string[];
  /** Absolute paths of the folders whose repositories and transcripts count. */
  readonly workspaces: readonly string[];
  /** Absolute paths of editors' own data folders that are not where they usually are. */
  readonly editors?: readonly string[];
}

/** Files to be purged: only those in which copies are kept are touched. */
export interface Purge extends LookFor {
  readonly paths: readonly string[];
}

export interface Purged {
  readonly purged: readonly string[];
  readonly failed: readonly Unread[];
}

/** The broker asks its editor, which asks a person: `null` where they give none. `isWrong`: the one before was not it. */
export const passphraseRequest = new RequestType<{ readonly isWrong: boolean }, string | null, BrokerFault>(
  'vault/passphrase',
);
/** A run asks the broker of its editor, and that broker asks its editor, whether a person allows it. */
export const approvalRequest = new RequestType<Question, Answer, BrokerFault>('approval/ask');
export const liveRunsRequest = new RequestType0<readonly LiveRun[], BrokerFault>('grants/list');
/** Revokes live grants by their ids, `*` for all. */
export const revokeRequest = new RequestType<
  { readonly grants: readonly string[] },
  { readonly asked: number },
  BrokerFault
>('grants/revoke');

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

export const readAuditRequest = new RequestType<AuditParams, AuditPage, BrokerFault>('audit/read');
export const verifyAuditRequest = new RequestType0<AuditVerdict, BrokerFault>('audit/verify');
/** How many lines were verified so far. */
export const verifiedNotification = new NotificationType<{ readonly lines: number }>('audit/verified');
/** Writes the whole log into a file. */
export const exportAuditRequest = new RequestType<{ readonly path: string }, boolean, BrokerFault>('audit/export');
export const governanceRequest = new RequestType<GovernanceParams, Governance, BrokerFault>('governance');
export const approvalsRequest = new RequestType0<readonly StandingApproval[], BrokerFault>('approvals/list');
export const withdrawRequest = new RequestType<
  { readonly requests: readonly Withdrawn[] },
  { readonly withdrawn: number },
  BrokerFault
>('approvals/withdraw');

/** Base64 of the machine's 32-byte fingerprint key: names values, decrypts nothing. Needs no start and no vault. */
export const fingerprintKeyRequest = new RequestType0<{ readonly key: string }, BrokerFault>('broker/fingerprintKey');
/** Opens the socket for the editor's terminals without the vault: approvals are asked for there all the same. */
export const listenRequest = new RequestType<{ readonly socketPath: string }, boolean, BrokerFault>('broker/listen');
export const startRequest = new RequestType<StartParams, StartResult, BrokerFault>('broker/start');
export const putRequest = new RequestType<PutParams, PutResult, BrokerFault>('vault/put');
/** All or nothing, with one write to the disk. */
export const putAllRequest = new RequestType<{ readonly values: readonly PutParams[] }, PutAllResult, BrokerFault>(
  'vault/putAll',
);
export const listRequest = new RequestType0<readonly VaultEntry[], BrokerFault>('vault/list');
export const removeRequest = new RequestType<{ readonly name: string }, { readonly removed: boolean }, BrokerFault>(
  'vault/remove',
);
export const valuesRequest = new RequestType<
  { readonly names: readonly string[] },
  Readonly<Record<string, string>>,
  BrokerFault
>('vault/values');

/** Where copies of values are left on this machine, names and paths alone. Answers with what was found where it is cancelled. */
export const lookForCopiesRequest = new RequestType<LookFor, Copies, BrokerFault>('copies/look');
/** How many files and objects were looked into so far. */
export const lookedNotification = new NotificationType<{ readonly looked: number }>('copies/looked');
/** Writes asterisks over the values in files that a person chose. */
export const purgeCopiesRequest = new RequestType<Purge, Purged, BrokerFault>('copies/purge');

/** The `data` of a JSON-RPC error: a stable code that the client turns into words. Never holds a value. */
export interface BrokerFault {
  readonly code: BrokerFaultCode;
  /** The file or folder it is about. */
  readonly path?: string;
  /** The vault's entry it is about. */
  readonly entry?: string;
  /** How the vault is wrapped, where that decides what to do. */
  readonly keySource?: KeySource;
  /** The operating system's code, as in `ENOSPC`. */
  readonly systemCode?: string;
}

export type BrokerFaultCode =
  /** The file is not a vault, or somebody changed it: it is left as it is. */
  | 'vault-corrupt'
  /** Another process holds the vault for too long. */
  | 'vault-locked'
  /** The vault is whole, but the key that it was sealed with is not there, or is another one. */
  | 'key-missing'
  | 'wrong-passphrase'
  /** The disk is full, or the data folder cannot be read or written. */
  | 'disk'
  /** The audit log cannot be written: nothing is granted. */
  | 'audit'
  /** The organisation's policy is broken, or others than an administrator can write it: nothing is granted. */
  | 'policy'
  /** No keychain, no editor and no passphrase: nowhere to keep the key of a new vault. */
  | 'no-key-store'
  | 'unknown-entry'
  | 'not-started'
  /** The broker ended and could not be started again. */
  | 'broker-gone'
  | 'timed-out'
  /** A fault of the broker itself. */
  | 'internal';

/** What went wrong in the broker, on both sides of the process boundary. */
export class BrokerError extends Error {
  override readonly name = 'BrokerError';
  readonly fault: BrokerFault;

  constructor(fault: BrokerFault, options?: ErrorOptions) {
    super(messageOf(fault), options);
    this.fault = fault;
  }
}

/** The words for a shell or a log; an editor makes its own from the code. */
function messageOf({ code, path, entry, keySource, systemCode }: BrokerFault): string {
  const vault = path === undefined ? 'the vault' : `the vault ${path}`;
  const about: Readonly<Record<BrokerFaultCode, string>> = {
    'vault-corrupt': `${vault} cannot be read: it was damaged or changed${entry === undefined ? '' : ` (entry ${entry})`}. It is left as it is; restore it from a backup, or run "valet-key vault set-aside" to begin a new one`,
    'vault-locked': `${vault} is held by another process`,
    'key-missing':
      keySource === 'passphrase'
        ? `${vault} is closed: nobody gave its passphrase; run in a terminal to be asked for it, or name a file with it in VALET_KEY_PASSPHRASE_FILE`
        : `the key of ${vault} is missing${keySource ? ` from where it was kept (${keyPlace[keySource]})` : ''}. Its values are safe but closed; "valet-key vault set-aside" begins a new vault and keeps this one`,
    'wrong-passphrase': `this is not the passphrase of ${vault}`,
    disk: `cannot write ${path ?? 'the data folder'}${systemCode === undefined ? '' : ` (${systemCode})`}`,
    policy: `the policy ${path ?? ''} cannot be used: it must be valid, owned by an administrator and writable by nobody else`,
    audit: `the audit log ${path ?? ''} cannot be written${systemCode === undefined ? '' : ` (${systemCode})`}; what is not recorded is not granted`,
    'no-key-store':
      'there is no keychain here, no editor that keeps the key, and no passphrase: run in a terminal to be asked for one, or name a file with it in VALET_KEY_PASSPHRASE_FILE',
    'unknown-entry': `the vault holds no value named ${entry ?? '(unnamed)'}`,
    'not-started': 'the broker has not unlocked its vault yet',
    'broker-gone': 'the broker ended unexpectedly',
    'timed-out': 'the broker did not answer in time',
    internal: 'the broker failed',
  };
  return about[code];
}

const keyPlace: Readonly<Record<KeySource, string>> = {
  keychain: "the operating system's keychain",
  handed: "the editor's secret storage",
  passphrase: 'a passphrase',
};
