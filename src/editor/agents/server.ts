import * as vscode from 'vscode';

/**
 * Gives the agents of this editor the tools of `valet-key mcp`, a server for each folder: a request is written into the
 * manifest of the folder that the agent works in.
 */
export function registerAgentServer({ extensionUri, extension }: vscode.ExtensionContext): vscode.Disposable {
  const cli = vscode.Uri.joinPath(extensionUri, 'dist', 'cli.mjs').fsPath;
  const { version } = extension.packageJSON as { readonly version: string };
  const changed = new vscode.EventEmitter<void>();
  return vscode.Disposable.from(
    changed,
    vscode.workspace.onDidChangeWorkspaceFolders(() => changed.fire()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => changed.fire()),
    vscode.lm.registerMcpServerDefinitionProvider('valetKey', {
      onDidChangeMcpServerDefinitions: changed.event,
      provideMcpServerDefinitions: () => serversFor(vscode.workspace.workspaceFolders ?? [], { cli, version }),
    }),
  );
}

interface Program {
  readonly cli: string;
  readonly version: string;
}

/** Nothing is started in a workspace that nobody trusts, and nothing can be where a folder is on no disk. */
export function serversFor(
  folders: readonly vscode.WorkspaceFolder[],
  { cli, version }: Program,
): vscode.McpStdioServerDefinition[] {
  if (!vscode.workspace.isTrusted) return [];
  const env = process.versions['electron'] === undefined ? {} : { ELECTRON_RUN_AS_NODE: '1' };
  const local = folders.filter(({ uri }) => uri.scheme === 'file');
  return local.map(({ name, uri }) => {
    const label = local.length === 1 ? 'Valet Key' : `Valet Key (${name})`;
    const server = new vscode.McpStdioServerDefinition(label, process.execPath, [cli, 'mcp'], env, version);
    server.cwd = uri;
    return server;
  });
}
