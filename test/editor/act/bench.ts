import { createHmac, randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { PutAllResult, PutParams } from '../../../src/broker/protocol/vault.ts';
import {
  replaceFlagged,
  type Outcome,
  type ReplaceOptions,
  type ReplaceParts,
} from '../../../src/editor/act/replace.ts';
import { createFindings } from '../../../src/editor/findings.ts';
import type { Broker } from '../../../src/editor/vault/broker.ts';
import { createAccepted } from '../../../src/editor/watch/accepted.ts';
import { createChanges } from '../../../src/editor/watch/change.ts';
import { createGuard } from '../../../src/editor/watch/guard.ts';
import { createSight } from '../../../src/editor/watch/sight.ts';

export type PutAll = (values: readonly PutParams[]) => Promise<PutAllResult>;

/** The parts that replace, on a vault that a test has in its hand: what it does is up to `putAll`. */
export interface Bench extends vscode.Disposable {
  replace(uris: readonly vscode.Uri[], options?: ReplaceOptions): Promise<Outcome>;
  /** What the vault holds, by entry. */
  readonly kept: ReadonlyMap<string, string>;
  readonly remember: PutAll;
}

export function createBench(putAll?: (remember: PutAll) => PutAll): Bench {
  const key = randomBytes(32);
  const kept = new Map<string, string>();
  const fingerprint = (value: string) => `hmac-sha256:${createHmac('sha256', key).update(value).digest('hex')}`;
  const remember: PutAll = async (values) => {
    const taken = values.filter(({ name, value }) => (kept.get(name) ?? value) !== value).map(({ name }) => name);
    if (taken.length === 0) for (const { name, value } of values) kept.set(name, value);
    return { taken };
  };
  const list = async () => [...kept].map(([name, value]) => ({ name, fingerprint: fingerprint(value) }));
  const keyChange = new vscode.EventEmitter<void>();
  const broker = {
    client: { list, putAll: putAll?.(remember) ?? remember },
    fingerprint,
    onDidChangeKey: keyChange.event,
  } as unknown as Broker;
  const log = vscode.window.createOutputChannel('bench', { log: true });
  const accepted = createAccepted(log);
  const guard = createGuard(broker, log);
  const findings = createFindings();
  const parts: ReplaceParts = {
    broker,
    guard,
    findings,
    sight: createSight(accepted),
    changes: createChanges(),
    onGrown: () => undefined,
  };
  return {
    kept,
    remember,
    replace: (uris, options) =>
      replaceFlagged(
        uris.map((uri) => ({ uri, isWanted: () => true })),
        parts,
        options,
      ),
    dispose() {
      for (const part of [keyChange, log, accepted, guard, findings]) part.dispose();
    },
  };
}
