/** What the audit log tells of: who asked for what, when, for which task, and what came of it. Never a value. */
export type AuditEvent = About & Happening;

/** What every line says, as far as it is known when the event happens. */
export interface About {
  /** One run of one task: names the process tree that the grant was for. */
  readonly run: string;
  /** The folder of `valet-key.json`. */
  readonly workspace: string;
  /** The task's name; absent for `run -- COMMAND`. */
  readonly task?: string;
  /** What the editor started itself; absent for tasks and commands. */
  readonly started?: StartedByEditor;
  /** Who asks, as the request says: `task:sync-charges`. */
  readonly subject?: string;
  /** The coding agent that started the run, where its surroundings tell. */
  readonly agent?: string;
  readonly request?: string;
  /** SHA-256 of the request's canonical form. */
  readonly request_s256?: string;
  readonly grant?: string;
  readonly mode?: GuardMode;
}

export type StartedByEditor = 'debug session' | 'terminal';

/** `enforced`: the system holds both control sets. `proxy-only`: a task that goes around the proxy is not held. */
export type GuardMode = 'enforced' | 'proxy-only';

export type Happening =
  | { readonly type: 'run-started'; readonly program: string }
  | { readonly type: 'run-ended'; readonly status: number }
  | { readonly type: 'approved'; readonly by: ApprovedBy; readonly lasts: string }
  | { readonly type: 'approval-withdrawn' }
  | {
      readonly type: 'grant-issued';
      readonly delivery: string;
      readonly by: ApprovedBy;
      /** Milliseconds since 1970. */
      readonly expires_at: number;
      readonly uses?: number;
    }
  | { readonly type: 'grant-denied'; readonly reason: string }
  | { readonly type: 'grant-expired' }
  | { readonly type: 'grant-revoked'; readonly by: RevokedBy }
  | {
      readonly type: 'provider-called';
      readonly provider: string;
      readonly operation: 'issue' | 'revoke';
      readonly outcome: 'done' | 'failed';
      readonly reason?: string;
    }
  | {
      readonly type: 'call';
      readonly host: string;
      readonly method: string;
      /** Without query and fragment. */
      readonly path: string;
      readonly decision: 'allowed' | 'refused';
      readonly reason?: string;
    }
  | { readonly type: 'connection-opened'; readonly host: string }
  | ({ readonly type: 'connection-refused'; readonly host: string; readonly reason: string } & Partial<Counted>)
  | {
      /** Somebody who does not belong to the run called at its guard. */
      readonly type: 'caller-refused';
      /** Whom they named, where that could be read. */
      readonly host?: string;
      readonly pid?: number;
      readonly program?: string;
    }
  | ({
      readonly type: 'file-refused';
      readonly operation: 'read' | 'write';
      /** Below the workspace, below the home (`~/…`), or absolute. */
      readonly path: string;
    } & Counted)
  | ({
      /** A process outside of the task's sandbox. */
      readonly type: 'process-refused';
      readonly operation: ProcessOperation;
      readonly pid: number;
    } & Counted)
  | {
      /** A file that is denied by its name came to be while the task runs. */
      readonly type: 'denied-file-made';
      readonly path: string;
      /** `hidden`: the task saw it for a moment at most. `readable`: until it ends. */
      readonly outcome: 'hidden' | 'readable';
      readonly more?: number;
    }
  | { readonly type: 'leak-found'; readonly where: 'response' | 'output'; readonly host?: string }
  | {
      /** The line that was signed last is not in the log any more, or is another one. */
      readonly type: 'log-damaged';
      /** Its number. */
      readonly signed: number;
    };

/** Attempts that share a line. */
export interface Counted {
  /** How often since the line before of this run that tells of the same. */
  readonly count: number;
  /** How many more targets than this one the line stands for, where there are too many for a line each. */
  readonly more?: number;
  /** The attempts came faster than they can be counted: some may be missing here. */
  readonly uncounted?: true;
}

/** `memory` is by `process_vm_readv`, `process_vm_writev` or `/proc`, `inspect` any other file of a process there. */
export type ProcessOperation = 'environment' | 'inspect' | 'memory' | 'signal' | 'trace';

/** Who said yes: somebody at the terminal or in the editor, the organisation's policy, or an approval given before. */
export type ApprovedBy = 'terminal' | 'editor' | 'policy' | 'earlier approval' | 'command line';
export type RevokedBy = 'person' | 'end of run' | 'time limit' | 'broker';
