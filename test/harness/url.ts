export interface WindowOptions {
  /** Absolute path of a folder or of a `.code-workspace` file, or the address of a folder with its scheme. */
  folder: string;
  /** The extension under development: the folder of its `package.json`. */
  extensionPath?: string | undefined;
  /** A module that exports `run()`, run inside the extension host. */
  extensionTestsPath?: string | undefined;
}

/** Where a browser finds the workbench of a server that runs with the smoke test driver. */
export function workbenchUrl(authority: string, options: WindowOptions): string {
  const remote = (path: string): string => `vscode-remote://${authority}${encodeURI(path)}`;
  const payload = [
    ['skipWelcome', 'true'],
    ['skipReleaseNotes', 'true'],
  ];
  if (options.extensionPath !== undefined) payload.push(['extensionDevelopmentPath', remote(options.extensionPath)]);
  if (options.extensionTestsPath !== undefined)
    payload.push(['extensionTestsPath', remote(options.extensionTestsPath)]);
  const url = new URL(`http://${authority}/`);
  url.searchParams.set(options.folder.endsWith('.code-workspace') ? 'workspace' : 'folder', options.folder);
  url.searchParams.set('payload', JSON.stringify(payload));
  return url.href;
}
