import type { Request } from '../../core/requests/manifest.ts';
import { findManifest, requireManifest } from '../manifest-file.ts';
import type { AgentTool } from './tool.ts';

export const listRequests: AgentTool<object> = {
  name: 'list_requests',
  title: 'List requests',
  description:
    'Which credentials this project asks for: for each request the environment variable that code reads, the hosts, methods and paths it may be sent to, and why. Use it before you ask for another. No value is given.',
  input: { type: 'object', properties: {}, additionalProperties: false },
  readOnly: true,
  call(_, { io }) {
    if (findManifest(io.cwd) === undefined) return { requests: [], tasks: [] };
    const { manifest } = requireManifest(io.cwd);
    const requests = Object.entries(manifest.requests).map(([name, request]) => ({ name, ...told(request) }));
    const tasks = Object.entries(manifest.tasks ?? {}).map(([name, { command, uses }]) => ({ name, command, uses }));
    return { requests, tasks };
  },
};

/** Without fingerprints, and where the value is kept: neither is of use to an agent. */
function told({ subject, purpose, authorization_details, call, delivery, max_ttl, expires_at }: Request) {
  return {
    variable: delivery.env,
    purpose,
    subject,
    actions: authorization_details.flatMap(({ actions = [] }) => actions),
    call,
    max_ttl,
    ...(expires_at !== undefined && { expires_at }),
  };
}
