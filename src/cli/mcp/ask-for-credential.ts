import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { subjectOf } from '../../core/fix/subject.ts';
import { composeRequest } from '../../core/requests/compose.ts';
import { addRequest } from '../../core/requests/edit.ts';
import { knownRequests } from '../../core/requests/known-requests.ts';
import type { CallRule, Manifest, Request } from '../../core/requests/manifest.ts';
import { readManifest } from '../../core/requests/read.ts';
import type { Service } from '../../core/services/service.ts';
import { CommandFault } from '../fault.ts';
import { openHookWorld } from '../hook/world.ts';
import { findManifest, manifestName, problemsText, readManifestText } from '../manifest-file.ts';
import { printable } from '../printable.ts';
import { repositoryOf } from '../scan/ignored.ts';
import { similarTo } from '../similar.ts';
import { replaceFile } from '../write-file.ts';
import { allServices } from './find-service.ts';
import type { AgentSession, AgentTool } from './tool.ts';

interface Asked {
  readonly service: string;
  readonly purpose: string;
  readonly actions?: readonly string[];
  readonly call?: readonly CallRule[];
  readonly max_ttl?: string;
  readonly variable?: string;
}

/** An agent asks in its own name; whoever is asked to approve sees that. */
export const askForCredential: AgentTool<Asked> = {
  name: 'ask_for_credential',
  title: 'Ask for a credential',
  description:
    'Writes a request into valet-key.json for a credential that code needs, as narrow as the task allows: name the actions, hosts, methods and paths you will use and nothing more. It grants nothing: a person approves when `valet-key run -- COMMAND` first needs it. Answers with the environment variable that code reads.',
  input: {
    type: 'object',
    properties: {
      service: { type: 'string', maxLength: 100, description: 'The id that find_service gives, such as "stripe".' },
      purpose: {
        type: 'string',
        minLength: 8,
        maxLength: 200,
        description: 'What for, one sentence for the person who approves.',
      },
      actions: { type: 'array', items: { type: 'string', maxLength: 100 }, maxItems: 30 },
      call: {
        type: 'array',
        maxItems: 20,
        description: 'What it may be sent to; the hosts of the service where it is left out.',
        items: {
          type: 'object',
          properties: {
            host: { type: 'string', maxLength: 253, description: 'Name and port, such as "api.stripe.com:443".' },
            methods: { type: 'array', items: { type: 'string', maxLength: 20 } },
            paths: {
              type: 'array',
              items: { type: 'string', maxLength: 500 },
              description: 'Globs, such as "/v1/charges/**".',
            },
          },
          required: ['host'],
          additionalProperties: false,
        },
      },
      max_ttl: { type: 'string', maxLength: 10, description: 'How long one use may last, such as "15m".' },
      variable: {
        type: 'string',
        pattern: '^[A-Z][A-Z0-9_]{1,60}$',
        description: 'Where code reads another variable than the service’s own.',
      },
    },
    required: ['service', 'purpose'],
    additionalProperties: false,
  },
  readOnly: false,
  call(asked, session) {
    if (
      openHookWorld({ folder: session.io.cwd, paths: [], minConfidence: 'medium' }, session.io).find(
        JSON.stringify(asked),
        undefined,
      ).length > 0
    ) {
      throw new CommandFault('a request never holds a value: leave it out');
    }
    const service = serviceNamed(asked.service, session);
    const path = findManifest(session.io.cwd) ?? join(repositoryOf(session.io.cwd) ?? session.io.cwd, manifestName);
    const text = existsSync(path) ? readManifestText(path) : undefined;
    const { name, env, request } = compose(asked, service, {
      manifest: manifestOf(path, text),
      folder: dirname(path),
      session,
    });
    const change = addRequest(text, { name, request });
    if (change.type === 'refused') throw new CommandFault(problemsText(path, change.problems));
    const reading = readManifest(change.text);
    if (reading.type !== 'manifest')
      throw new CommandFault(`this cannot be asked for: ${reading.problems.map(({ message }) => message).join('; ')}`);
    replaceFile(path, change.text);
    return {
      request: name,
      variable: env,
      next: `Let code read ${env} from its environment, and run it with: valet-key run -- COMMAND. A person approves, and keeps the value with: valet-key vault put ${request.source.ref}`,
    };
  },
};

function compose(
  { purpose, actions, call, max_ttl, variable }: Asked,
  service: Service,
  {
    manifest,
    folder,
    session,
  }: { readonly manifest: Manifest; readonly folder: string; readonly session: AgentSession },
): { readonly name: string; readonly env: string; readonly request: Request } {
  const composed = composeRequest(knownRequests(manifest.requests), {
    service,
    kind: service.credentials[0]?.id ?? 'generic-secret',
    fingerprint: '',
    file: '',
    subject: subjectOf({ agent: session.agent ?? 'unknown', folder: basename(folder) }),
    ...(variable !== undefined && { env: variable }),
  });
  const { replaces: _, ...request } = composed.request;
  const [first, ...rest] = request.authorization_details;
  return {
    ...composed,
    request: {
      ...request,
      purpose,
      ...(actions && first && { authorization_details: [{ ...first, actions }, ...rest] }),
      ...(call && { call }),
      ...(max_ttl !== undefined && { max_ttl }),
    },
  };
}

function serviceNamed(id: string, session: AgentSession): Service {
  const all = allServices(session);
  const service = all.find((each) => each.id === id);
  if (service) return service;
  const similar = similarTo(
    id,
    all.map((each) => each.id),
  );
  throw new CommandFault(
    `there is no service "${printable(id)}"${similar === undefined ? '' : `; did you mean "${similar}"?`} find_service tells which there are`,
  );
}

function manifestOf(path: string, text: string | undefined): Manifest {
  if (text === undefined || text.trim() === '') return { version: 1, requests: {} };
  const reading = readManifest(text);
  if (reading.type === 'manifest') return reading.manifest;
  throw new CommandFault(problemsText(path, reading.problems));
}
