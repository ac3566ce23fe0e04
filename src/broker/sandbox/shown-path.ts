/** A path as a person knows it: below the workspace, below their home, or whole. Slash-separated. */
export function shownPath(
  path: string,
  { workspace, home }: { readonly workspace: string; readonly home: string },
): string {
  if (path.startsWith(`${workspace}/`)) return path.slice(workspace.length + 1);
  if (path === home || path.startsWith(`${home}/`)) return `~${path.slice(home.length)}`;
  return path;
}
