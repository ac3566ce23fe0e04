import * as vscode from 'vscode';
import { registerManifestProblems } from './manifest-problems.ts';
import type { Broker } from '../vault/broker.ts';
import type { Manifests } from './manifests.ts';
import { registerOpening } from './open.ts';
import { registerRequestsView } from './requests-view.ts';
import { registerRotation } from './rotation.ts';

/** The requests of this workspace, and what is wrong with their manifests. */
export function registerRequests(manifests: Manifests, broker: Broker): vscode.Disposable {
  return vscode.Disposable.from(
    registerManifestProblems(manifests),
    registerRequestsView(manifests),
    registerOpening(manifests),
    registerRotation(broker),
  );
}
