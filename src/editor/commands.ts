import type * as vscode from 'vscode';

/** The commands that links, trees and code actions name. `package.json` contributes those that a person can choose. */
export const commands = {
  scanWorkspace: 'valetKey.scanWorkspace',
  showFindings: 'valetKey.showFindings',
  explain: 'valetKey.explain',
  rotate: 'valetKey.rotate',
  replace: 'valetKey.replace',
  replaceAllInFile: 'valetKey.replaceAllInFile',
  replaceEverywhere: 'valetKey.replaceEverywhere',
  reuse: 'valetKey.useExistingRequest',
  ignoreLine: 'valetKey.ignoreLine',
  baseline: 'valetKey.addToBaseline',
  applied: 'valetKey.applied',
  openManifest: 'valetKey.openManifest',
  openRequest: 'valetKey.openRequest',
  confirmRotation: 'valetKey.confirmRotation',
  lookForCopies: 'valetKey.lookForCopies',
  groupByService: 'valetKey.groupByService',
  groupByFile: 'valetKey.groupByFile',
  showGrants: 'valetKey.showGrants',
  answer: 'valetKey.answer',
  allow: 'valetKey.allow',
  allowAny: 'valetKey.allowAny',
  deny: 'valetKey.deny',
  revoke: 'valetKey.revoke',
  revokeAll: 'valetKey.revokeAll',
  chooseGrant: 'valetKey.chooseGrant',
  withdrawApprovals: 'valetKey.withdrawApprovals',
  showAudit: 'valetKey.showAudit',
  filterAudit: 'valetKey.filterAudit',
  clearAuditFilter: 'valetKey.clearAuditFilter',
  moreAudit: 'valetKey.moreAudit',
  verifyAudit: 'valetKey.verifyAudit',
  exportAudit: 'valetKey.exportAudit',
  showGovernance: 'valetKey.showGovernance',
  governanceReport: 'valetKey.governanceReport',
  guardAgents: 'valetKey.guardAgents',
  newTerminal: 'valetKey.newTerminal',
  newSandboxTerminal: 'valetKey.newSandboxTerminal',
  openSettings: 'valetKey.openSettings',
  openWalkthrough: 'valetKey.openWalkthrough',
  showLog: 'valetKey.showLog',
} as const;

export type CommandId = (typeof commands)[keyof typeof commands];

/** A link that runs a command with these arguments. */
export function commandLink(command: CommandId, ...parameters: readonly unknown[]): string {
  return `command:${command}?${encodeURIComponent(JSON.stringify(parameters))}`;
}

/** Names a finding in a link or a command: never its value. */
export interface FindingLink {
  readonly uri: string;
  readonly fingerprint: string;
  readonly start: number;
}

export function findingLink(uri: vscode.Uri, finding: { fingerprint: string; start: number }): FindingLink {
  return { uri: uri.toString(), fingerprint: finding.fingerprint, start: finding.start };
}
