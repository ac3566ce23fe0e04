import type { GuardMode, StartedByEditor } from '../../core/audit/event.ts';
import type { OrganisationPolicy } from '../../core/policy/organisation.ts';
import type { Manifest } from '../../core/requests/manifest.ts';
import type { Approvals } from '../approve/approvals.ts';
import type { Ask } from '../approve/approving.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Asked } from '../providers/provider.ts';

/** What is to be run, and with which requests. */
export interface RunPlan {
  readonly manifest: Manifest;
  /** The folder of the manifest. */
  readonly workspace: string;
  /** Absent for a command that is no task of the manifest. */
  readonly task?: string;
  readonly command: readonly string[];
  /** What the editor started itself, and a guard was lent to. */
  readonly started?: StartedByEditor;
  readonly cwd: string;
  /** What the task would inherit, without what opens the vault. */
  readonly env: NodeJS.ProcessEnv;
  /** Names of requests. */
  readonly uses: readonly string[];
  /** The variables that stand for requests, each with the request's name. */
  readonly fills: ReadonlyMap<string, string>;
  /** `enforced` refuses to run where the system cannot hold the task; `proxy-only` asks for no more than the guard. */
  readonly mode?: GuardMode | undefined;
  /** Absolute paths that whoever started it lets a command of their own read, and write, beside its folder. */
  readonly also?: { readonly read: readonly string[]; readonly write: readonly string[] };
  readonly agent?: string | undefined;
  /** Only asks for the approval of what somebody else, a coding agent, will run later. */
  readonly ahead?: boolean;
}

/** What the world lends to a run. */
export interface RunWorld extends Pick<Asked, 'env' | 'store'> {
  /** The data folder. */
  readonly folder: string;
  readonly home: string;
  readonly approvals: Approvals;
  readonly policy: OrganisationPolicy;
  readonly session: string;
  readonly ask: Ask;
  readonly audit: AuditLog;
  /** Tells the person who runs the task. */
  readonly say: (text: string) => void;
  readonly now: () => number;
}
