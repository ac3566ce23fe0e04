import { services } from '../../core/services/catalogue.ts';
import type { Service } from '../../core/services/service.ts';
import { loadTeamRules } from '../scan/team-rules.ts';
import type { AgentSession, AgentTool } from './tool.ts';

export const findService: AgentTool<{ readonly query: string }> = {
  name: 'find_service',
  title: 'Find a service',
  description:
    'How an outside service is reached: its id for ask_for_credential, the environment variables its own SDK reads, its hosts, and the actions a request can be narrowed to. Query by name, host, package or variable, such as "stripe", "api.openai.com" or "GITHUB_TOKEN".',
  input: {
    type: 'object',
    properties: { query: { type: 'string', minLength: 2, maxLength: 200 } },
    required: ['query'],
    additionalProperties: false,
  },
  readOnly: true,
  call({ query }, session) {
    const word = query.trim().toLowerCase();
    const ranked = allServices(session)
      .map((service) => ({ service, rank: rankOf(service, word) }))
      .filter(({ rank }) => rank < Infinity)
      .toSorted((one, other) => one.rank - other.rank);
    return { services: ranked.slice(0, most).map(({ service }) => told(service)) };
  },
};

const most = 5;

export function allServices({ io }: AgentSession): readonly Service[] {
  return [...services, ...loadTeamRules(undefined, io.cwd, () => undefined)];
}

/** The whole of a name before a part of one. */
function rankOf({ id, title, hosts, env, packages }: Service, word: string): number {
  const clients = Object.values(packages as Readonly<Record<string, readonly string[]>>).flat();
  const names = [id, title, ...hosts, ...env, ...clients].map((name) => name.toLowerCase());
  if (names.includes(word)) return 0;
  if (names.some((name) => name.startsWith(word))) return 1;
  return names.some((name) => name.includes(word)) ? 2 : Infinity;
}

function told({ id, title, docs, hosts, env, actions }: Service) {
  return { id, title, docs, variables: env, hosts, actions };
}
