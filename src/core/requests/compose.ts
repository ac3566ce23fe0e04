import type { CredentialKind, Service } from '../services/service.ts';
import type { KnownRequests } from './known-requests.ts';
import type { CallRule, Delivery, Replaced, Request } from './manifest.ts';

/** What a new request is made from: the fact sheet, where the literal was, and who asks. */
export interface Composition {
  /** Absent for credentials of no known service. */
  readonly service?: Service;
  readonly kind: string;
  readonly fingerprint: string;
  /** Where the literal was, slash-separated, relative to the manifest. */
  readonly file: string;
  /** The name that the value was assigned to, where there is one. */
  readonly name?: string;
  /** The variable that the code shall read, where it is given: the line of a `.env` names it. */
  readonly env?: string;
  /** `task:`, `agent:`, `user:` or `workload:` and a name. */
  readonly subject: string;
  /** The value has stood in no file. */
  readonly pasted?: true;
  /** Where the text itself sends it, as `name:port`: narrower than all that the service has. */
  readonly hosts?: readonly string[];
  /** Whether an entry of the vault holds another value: a request that reads it is not this value's. */
  readonly isTaken?: (entry: string) => boolean;
  /** Whether a variable is set to another value already, as by a `.env`. */
  readonly isSet?: (variable: string) => boolean;
}

export interface Composed {
  readonly name: string;
  /** The variable of the reference. */
  readonly env: string;
  readonly request: Request;
  /** The manifest already has it: only `replaces` grows. */
  readonly reused: boolean;
}

/** The request for a literal: the one that already stands for the same value, else a new one as narrow as is known. */
export function composeRequest(requests: KnownRequests, composition: Composition): Composed {
  const replaced = replacedBy(composition);
  const known = findRequest(requests, composition);
  if (known) return { ...known, request: { ...known.request, replaces: [replaced] }, reused: true };
  const { isTaken = nothing, isSet = nothing } = composition;
  const given = environmentOf(composition);
  const wanted = environmentName(composition, (one) => requests.hasVariable(one) || isSet(one));
  const env = given ?? first(requests.freeVariables(inFile(composition, wanted)), isSet);
  const name = first(requests.freeNames(requestName(composition)), isTaken);
  return { name, env, request: { ...requestFor(composition, { name, env }), replaces: [replaced] }, reused: false };
}

/** How the manifest remembers the literal. */
export function replacedBy({ file, kind, fingerprint, pasted }: Composition): Replaced {
  return { file, kind, fingerprint, ...(pasted && { pasted }) };
}

/** The request that took the place of the same value before, in this file or another. */
function findRequest(
  requests: KnownRequests,
  composition: Composition,
): { name: string; env: string; request: Request } | undefined {
  const { fingerprint, isTaken = nothing } = composition;
  const env = environmentOf(composition);
  for (const { name, request } of requests.replacing(fingerprint)) {
    const variable = request.delivery.env;
    if (variable === undefined || isTaken(request.source.ref)) continue;
    if ((env ?? inFile(composition, variable)) === variable) return { name, env: variable, request };
  }
  return undefined;
}

/** The variable that is given, as the program that reads the file finds it. */
function environmentOf(composition: Composition): string | undefined {
  return composition.env === undefined ? undefined : inFile(composition, composition.env);
}

/** Terraform finds `var.name` in `TF_VAR_name`, and nothing else looks there. */
function inFile({ file }: Composition, env: string): string {
  const own = terraform.exec(env)?.[1];
  if (!/\.(?:tf|tofu|tfvars)$/.test(file)) return own?.toUpperCase() ?? env;
  return own === undefined ? `TF_VAR_${env.toLowerCase()}` : env;
}

const terraform = /^TF_VAR_(\w+)$/;

function requestFor(composition: Composition, { name, env }: { name: string; env: string }): Request {
  const { service, subject, hosts = [] } = composition;
  const call = (hosts.length > 0 ? hosts : (service?.hosts ?? [])).map(callRule);
  const locations = service ? service.hosts.map((host) => `https://${host}`) : [];
  const [action] = service?.actions ?? [];
  return {
    subject,
    purpose: purposeOf(composition),
    authorization_details: [
      {
        type: 'api_credential',
        ...(locations.length > 0 && { locations }),
        ...(action !== undefined && { actions: [action] }),
      },
    ],
    call,
    source: { provider: 'vault', ref: name },
    delivery: deliveryOf(composition, env),
    max_ttl: '1h',
    approval: 'once-per-session',
  };
}

function callRule(host: string): CallRule {
  return { host: /:\d+$/.test(host) ? host : `${host}:443` };
}

/**
 * As the service takes it, so that the task need not see the value. A kind with a variable of its own is not what the
 * service's calls carry (a webhook's signing secret stays in the app), nor is a user's password half a credential.
 */
function deliveryOf({ service, kind }: Composition, env: string): Delivery {
  const own = service && kindIn(service, kind)?.env;
  if (!service || (own !== undefined && own !== service.env[0])) return { mode: 'env', env };
  const { send } = service;
  if (send.mode === 'header') return { mode: 'header', env, header: send.header, format: send.format };
  if (send.mode === 'query') return { mode: 'query', env, parameter: send.parameter };
  return { mode: send.mode === 'sigv4' || send.mode === 'path' ? send.mode : 'env', env };
}

/** One sentence for whoever approves. A path that could pass for a value is left out: the schema would refuse it. */
function purposeOf({ service, kind, file }: Composition): string {
  const title = (service && kindIn(service, kind)?.title) ?? service?.title ?? kind.replaceAll('-', ' ');
  const sentence = `${title} used in ${file}`;
  return sentence.length > 300 || !isPlain(sentence) ? `${title} used in the code` : sentence;
}

/** Whether a sentence holds no run of characters that could be a credential; the schema's `sentence` says the same. */
export function isPlain(text: string): boolean {
  return !/(?=[A-Za-z0-9_+=]*[0-9])(?=[A-Za-z0-9_+=]*[A-Za-z])[A-Za-z0-9_+=]{24}|\p{Cc}/u.test(text);
}

function requestName({ service, kind, name, env }: Composition): string {
  const own = service && kindIn(service, kind)?.env;
  const base = service ? (own === undefined ? service.id : kind) : (env ?? name ?? kind);
  const plain = words(base)
    .join('-')
    .toLowerCase()
    .slice(0, 56)
    .replaceAll(/^-+|-+$/g, '');
  return plain || 'credential';
}

/**
 * The name that the service's own programs read, unless the name in the code says more: `OPENAI_API_KEY_STAGING`, or
 * which of two keys of one service it is.
 */
function environmentName({ service, kind, name }: Composition, isUsed: (variable: string) => boolean): string {
  const known = service && (kindIn(service, kind)?.env ?? service.env[0]);
  const own = name === undefined ? [] : ownWords(name);
  if (known !== undefined) return tells(own, known, isUsed) ? own.join('_').slice(0, 90) : known;
  const plain = (own.length > 0 ? own : ownWords(kind.replace(/^generic-/, ''))).join('_').slice(0, 90);
  if (plain === '') return 'CREDENTIAL';
  return /^[A-Z_]/.test(plain) ? plain : `KEY_${plain}`;
}

function tells(own: readonly string[], known: string, isUsed: (variable: string) => boolean): boolean {
  const wanted = known.split('_');
  const saysMore = own.length > wanted.length && wanted.every((word) => own.includes(word));
  const tellsApart = isUsed(known) && own.length > 1 && own.includes(wanted[0] ?? '');
  return own.length <= 6 && (saysMore || tellsApart);
}

/** As a variable is written, without what the value is a part of in every program: `config.`, `this.`. */
function ownWords(name: string): readonly string[] {
  const bare = name.replace(/^(?:(?:this|self|app|config|cfg|conf|settings|options|opts|env)\b[.:[\]'"]*)+(?=\w)/i, '');
  return words(bare).map((word) => word.toUpperCase());
}

/** `dbPassword`, `db-password` and `DB_PASSWORD` are the same two words. */
function words(name: string): readonly string[] {
  return name
    .replaceAll(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, ' ')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '');
}

function kindIn(service: Service, kind: string): CredentialKind | undefined {
  return service.credentials.find(({ id }) => id === kind);
}

function first(names: Generator<string, never>, isTaken: (name: string) => boolean): string {
  let { value } = names.next();
  while (isTaken(value)) ({ value } = names.next());
  return value;
}

function nothing(): boolean {
  return false;
}
