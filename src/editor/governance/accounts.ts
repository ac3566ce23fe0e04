import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import type { Governance } from '../../broker/protocol/records.ts';
import { accountOf } from '../../core/requests/account.ts';
import type { RequestAccount } from '../../core/requests/account.ts';
import { accountRows, taskRows } from '../../core/requests/account-rows.ts';
import type { AccountRow } from '../../core/requests/account-rows.ts';
import { requestDigest } from '../../core/requests/digest.ts';
import type { FolderManifest, Manifests } from '../requests/manifests.ts';
import type { Broker } from '../vault/broker.ts';
import { commandsIn } from './commands-run.ts';
import { launchesIn } from './launches.ts';
import type { Launch } from './launches.ts';

/** A request, or what uses some: a task, a launch configuration or a command; with its answers. */
export interface Workflow {
  readonly type: WorkflowType;
  readonly name: string;
  readonly purpose: string;
  readonly rows: readonly AccountRow[];
  /** What it uses. */
  readonly requests: readonly Workflow[];
  /** How much is missing, in it and in what it uses. */
  readonly missing: number;
  readonly manifest: FolderManifest;
}

export type WorkflowType = 'task' | 'debug' | 'command' | 'request';

/** Everything that may use a credential in this workspace: the same account as `valet-key requests` gives. */
export interface Accounts extends vscode.Disposable {
  of(manifest: FolderManifest): readonly Workflow[];
  refresh(): Promise<void>;
  readonly onDidChange: vscode.Event<void>;
}

export function createAccounts(broker: Broker, manifests: Manifests, log: vscode.LogOutputChannel): Accounts {
  const changed = new vscode.EventEmitter<void>();
  let known = new Map<string, Governance>();
  const refresh = async (): Promise<void> => {
    if (!vscode.workspace.isTrusted) return;
    const next = new Map<string, Governance>();
    for (const { folder, reading } of manifests.all()) {
      if (folder.uri.scheme !== 'file' || reading.type !== 'manifest') continue;
      const { requests } = reading.manifest;
      try {
        next.set(folder.uri.toString(), await broker.client.governance({ workspace: folder.uri.fsPath, requests }));
      } catch (error) {
        log.debug(`No account from the broker (${error instanceof Error ? error.message : 'unknown'}).`);
      }
    }
    known = next;
    changed.fire();
  };
  const listening = vscode.Disposable.from(
    manifests.onDidChange(() => void refresh()),
    vscode.workspace.onDidChangeConfiguration((change) => change.affectsConfiguration('launch') && changed.fire()),
  );
  return {
    of: (manifest) => workflowsOf(manifest, known.get(manifest.folder.uri.toString())),
    refresh,
    onDidChange: changed.event,
    dispose() {
      listening.dispose();
      changed.dispose();
    },
  };
}

/** Tasks, launch configurations and commands with what they use, then the requests that no task uses. */
function workflowsOf(manifest: FolderManifest, known: Governance | undefined): readonly Workflow[] {
  const { reading } = manifest;
  if (reading.type !== 'manifest') return [];
  const { requests, tasks = {} } = reading.manifest;
  const kept = known?.kept === undefined ? undefined : new Set(known.kept);
  const today = new Date().toISOString().slice(0, 10);
  const approved = new Map(known?.approved.map((one) => [one.request, one]));
  const granted = new Map(Object.entries(known?.used ?? {}));
  const reasons = new Map(Object.entries(known?.unready ?? {}));
  const requestFlow = (name: string): Workflow => {
    const unready = (): string | undefined => reasons.get(name);
    const account = accountOf(name, reading.manifest, { kept, today, approved, used: granted, digest, unready });
    return { type: 'request', name, ...flowOf(account), requests: [], manifest };
  };
  const flowWith = (type: 'task' | 'debug' | 'command', { name, rows, uses }: Launch): Workflow => {
    const used = uses.filter((request) => Object.hasOwn(requests, request)).map(requestFlow);
    const missing = used.reduce((sum, one) => sum + one.missing, countMissing(rows));
    return { type, name, purpose: uses.join(', '), rows, requests: used, missing, manifest };
  };
  const taskFlows = Object.entries(tasks).map(([name, { uses }]) =>
    flowWith('task', { name, uses, rows: taskRows(name, reading.manifest) }),
  );
  const launches = launchesIn(configurationsOf(manifest.folder), reading.manifest);
  const launchFlows = launches.map((launch) => flowWith('debug', launch));
  const commandFlows = commandsIn(granted, reading.manifest).map((command) => flowWith('command', command));
  const used = new Set(Object.values(tasks).flatMap(({ uses }) => uses));
  const others = Object.keys(requests).filter((name) => !used.has(name));
  return [...taskFlows, ...launchFlows, ...commandFlows, ...others.map(requestFlow)];
}

/** Whoever edits `launch.json` may have left anything in it. */
function configurationsOf(folder: vscode.WorkspaceFolder): readonly vscode.DebugConfiguration[] {
  const written: unknown = vscode.workspace.getConfiguration('launch', folder.uri).get('configurations');
  return Array.isArray(written) ? written.filter(isConfiguration) : [];
}

function isConfiguration(written: unknown): written is vscode.DebugConfiguration {
  if (typeof written !== 'object' || written === null) return false;
  const { name, type } = written as Readonly<Record<string, unknown>>;
  return typeof name === 'string' && typeof type === 'string';
}

function flowOf(account: RequestAccount): Pick<Workflow, 'purpose' | 'rows' | 'missing'> {
  return { purpose: account.purpose, rows: accountRows(account), missing: account.missing.length };
}

function countMissing(rows: readonly AccountRow[]): number {
  return rows.find(({ question }) => question === 'missing')?.lines.length ?? 0;
}

function digest(request: Parameters<typeof requestDigest>[0]): string {
  return requestDigest(request, (text) => createHash('sha256').update(text, 'utf8').digest('hex'));
}
