import * as vscode from 'vscode';
import { registerAgentServer } from './editor/agents/server.ts';
import { registerAgentHooks } from './editor/agents/hooks.ts';
import { registerAct } from './editor/act/act.ts';
import { registerAuditView } from './editor/audit/audit-view.ts';
import { createBroker } from './editor/vault/broker.ts';
import { registerDiagnostics } from './editor/diagnose/diagnostics.ts';
import { registerFindingsView } from './editor/diagnose/findings-view.ts';
import { registerHover } from './editor/diagnose/hover.ts';
import { registerOverviewRuler } from './editor/diagnose/overview-ruler.ts';
import { registerStatusBar } from './editor/diagnose/status-bar.ts';
import { createFindings } from './editor/findings.ts';
import { createAccounts } from './editor/governance/accounts.ts';
import { registerGovernanceView } from './editor/governance/governance-view.ts';
import { registerGovernanceReport } from './editor/governance/report.ts';
import { registerGrantsStatus } from './editor/grants/grants-status.ts';
import { registerApprovals } from './editor/grants/approvals.ts';
import { registerGrantsView } from './editor/grants/grants-view.ts';
import { createLiveRuns } from './editor/grants/live-runs.ts';
import { createQuestions } from './editor/grants/questions.ts';
import { registerPaste } from './editor/paste/paste.ts';
import { createManifests } from './editor/requests/manifests.ts';
import { registerRequests } from './editor/requests/requests.ts';
import { registerDebug } from './editor/run/debug.ts';
import { sayWhatGuardsSay } from './editor/run/said.ts';
import { createLending } from './editor/run/lending.ts';
import { ownCommand } from './editor/run/own-command.ts';
import { registerTasks } from './editor/run/tasks.ts';
import { registerStart } from './editor/start.ts';
import { registerTerminalCommand } from './editor/terminals/command.ts';
import { registerTerminalProfile } from './editor/terminals/profile.ts';
import { registerSandboxTerminal } from './editor/terminals/sandbox.ts';
import { createAccepted } from './editor/watch/accepted.ts';
import { createChanges } from './editor/watch/change.ts';
import { createGuard } from './editor/watch/guard.ts';
import { createSight } from './editor/watch/sight.ts';
import { registerWatch } from './editor/watch/watch.ts';

/** The front door: builds the parts and hands them to one another. */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Valet Key', { log: true });
  const questions = createQuestions();
  const broker = createBroker(context, log, {
    approve: (question) => questions.ask(question),
    onSaid: sayWhatGuardsSay(log),
  });
  const live = createLiveRuns(broker, log);
  const guard = createGuard(broker, log);
  const findings = createFindings();
  const changes = createChanges();
  const accepted = createAccepted(log);
  const sight = createSight(accepted);
  const watch = registerWatch({ guard, findings, changes, sight, memory: context.workspaceState });
  const manifests = createManifests();
  const lending = createLending(broker, live, log);
  const own = ownCommand(context, broker);
  const accounts = createAccounts(broker, manifests, log);

  context.subscriptions.push(
    log,
    broker,
    guard,
    findings,
    accepted,
    watch,
    registerDiagnostics(findings),
    registerHover(findings),
    registerOverviewRuler(findings),
    registerStatusBar(findings),
    registerFindingsView(findings, context.workspaceState),
    registerStart(context, log),
    questions,
    live,
    registerGrantsView(broker, questions, live),
    registerApprovals(broker),
    registerGrantsStatus(broker, live, questions),
    registerPaste({ broker, guard, sight, changes }, log),
    manifests,
    registerRequests(manifests, broker),
    registerAct({ broker, guard, findings, changes, sight }, manifests, context),
    registerTerminalCommand(context, broker, log),
    registerAgentServer(context),
    registerAgentHooks(context, log),
    registerAuditView(broker, manifests, log),
    accounts,
    registerGovernanceView(accounts, manifests),
    registerGovernanceReport(accounts, manifests),
    lending,
    registerTasks(own, broker, manifests),
    registerDebug(lending, manifests),
    registerTerminalProfile(lending, manifests),
    registerSandboxTerminal(own, broker, manifests),
  );
}
