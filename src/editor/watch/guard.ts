import * as vscode from 'vscode';
import { createDetector, type Detector } from '../../core/detect/detector.ts';
import { services } from '../../core/services/catalogue.ts';
import type { Service } from '../../core/services/service.ts';
import type { Broker } from '../vault/broker.ts';
import { section } from '../settings.ts';
import { dotenvGlob, readKnownValues } from './known-values.ts';
import { readTeamServices } from './team-services.ts';
import type { KnownValues } from '../../core/detect/probe.ts';

/** The detector of this workspace. It is made anew when a known secret or the fingerprint key changes. */
export interface Guard extends vscode.Disposable {
  /** `undefined` until there are fingerprints. */
  readonly detector: Detector | undefined;
  /** What was found before may be found differently now. */
  readonly onDidChange: vscode.Event<void>;
}

export function createGuard(broker: Broker, log: vscode.LogOutputChannel): Guard {
  const changed = new vscode.EventEmitter<void>();
  let detector: Detector | undefined;
  let timer: NodeJS.Timeout | undefined;
  let round = 0;

  let watched: readonly Service[] = [...services, ...readTeamServices(log)];
  let learned: KnownValues | undefined;

  const build = (known = learned): void => {
    const { fingerprint } = broker;
    learned = known;
    if (!fingerprint) return;
    // Keys made to be shown are told as well; what the settings of a document leave out, `visible.ts` leaves out.
    detector = createDetector({ services: watched, fingerprint, publishable: true, ...(known && { known }) });
    changed.fire();
  };
  const learn = async (): Promise<void> => {
    const { fingerprint } = broker;
    if (!fingerprint) return;
    round += 1;
    const current = round;
    const known = await readKnownValues(fingerprint);
    if (current === round && (known.size > 0 || hadKnown)) build(known);
    hadKnown = known.size > 0;
  };
  let hadKnown = false;
  const learnSoon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void learn(), 300);
  };
  const start = (): void => {
    build();
    void learn();
  };

  const watcher = vscode.workspace.createFileSystemWatcher(dotenvGlob);
  const parts = [
    changed,
    watcher,
    watcher.onDidChange(learnSoon),
    watcher.onDidCreate(learnSoon),
    watcher.onDidDelete(learnSoon),
    vscode.workspace.onDidChangeWorkspaceFolders(learnSoon),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(`${section}.knownValues`)) learnSoon();
      if (!event.affectsConfiguration(`${section}.services.own`)) return;
      watched = [...services, ...readTeamServices(log)];
      build();
    }),
    broker.onDidChangeKey(start),
  ];
  if (broker.fingerprint) start();

  return {
    get detector() {
      return detector;
    },
    onDidChange: changed.event,
    dispose() {
      clearTimeout(timer);
      for (const part of parts) part.dispose();
    },
  };
}
