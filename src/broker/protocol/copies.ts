import { NotificationType, RequestType } from 'vscode-jsonrpc';
import type { BrokerFault } from './faults.ts';

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

/** Where copies of values are left on this machine, names and paths alone. Answers with what was found where it is cancelled. */
export const lookForCopiesRequest = new RequestType<LookFor, Copies, BrokerFault>('copies/look');

/** How many files and objects were looked into so far. */
export const lookedNotification = new NotificationType<{ readonly looked: number }>('copies/looked');

/** Writes asterisks over the values in files that a person chose. */
export const purgeCopiesRequest = new RequestType<Purge, Purged, BrokerFault>('copies/purge');
