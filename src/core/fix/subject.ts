/**
 * Who asks for a credential, as a manifest says it: the agent that wrote it, where it is known, else the program that
 * the folder holds. What a manifest does not take in a name becomes a dash.
 */
export function subjectOf({ agent, folder }: { readonly agent?: string | undefined; readonly folder: string }): string {
  return agent === undefined ? `workload:${named(folder) || 'app'}` : `agent:${named(agent) || 'unknown'}`;
}

function named(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9@._-]+/g, '-')
    .replaceAll(/[a-z0-9_]{20,}/g, (run) => (/\d/.test(run) && /[a-z]/.test(run) ? '' : run))
    .replaceAll(/^[^a-z0-9]+|[^a-z0-9]+$/g, '')
    .slice(0, 80);
}
