import type { ApprovedBy } from '../audit/event.ts';
import { kindFacts, serviceOf } from '../kinds.ts';
import { services } from '../services/catalogue.ts';
import type { Service } from '../services/service.ts';
import type { CallRule, Manifest, Request, Task } from './manifest.ts';
import { openRotations } from './reminders.ts';
import { isVisible, remarksOn } from './remarks.ts';
import type { Remark } from './remarks.ts';
import type { Used } from './used.ts';
import { vaultEntryOf } from './vault-entry.ts';

/** What there is to know of a request. It holds no value. */
export interface RequestAccount {
  readonly name: string;
  readonly purpose: string;
  readonly subject: string;
  readonly actions: readonly string[];
  readonly source: Request['source'];
  /** How it reaches the task. */
  readonly delivery: Request['delivery'];
  /** Whether the task itself can see the value. */
  readonly visible: boolean;
  readonly call: readonly CallRule[];
  /** The tasks that use it, with what each may read. */
  readonly tasks: readonly { readonly name: string; readonly read: Task['read'] | null }[];
  readonly approval: Request['approval'];
  /** Who said yes last, as the audit log tells; `current` where the request is still as it was then. */
  readonly approved: {
    readonly by: ApprovedBy;
    readonly lasts: string;
    readonly at: number;
    readonly current: boolean;
  } | null;
  /** What it was granted to on this machine, the last first. */
  readonly used: readonly Used[];
  readonly max_ttl: string;
  readonly expires_at: string | null;
  /** The page that revokes the credential itself, where its service is known. */
  readonly revoke: string | null;
  /** What has to be done. */
  readonly missing: readonly Missing[];
  /** What could be narrower; it works as it is. */
  readonly remarks: readonly Remark[];
}

export type Missing =
  | { readonly type: 'value'; readonly ref: string }
  | { readonly type: 'variable' }
  | { readonly type: 'expired'; readonly since: string }
  /** The guard is to put it on calls, and there is no host that it may be sent to. */
  | { readonly type: 'host' }
  /** Its provider could not serve it on this machine, as far as can be told without asking it. */
  | { readonly type: 'provider'; readonly reason: string }
  /** A value that was in these files and still works, as far as anybody has said. */
  | { readonly type: 'rotation'; readonly title: string; readonly files: readonly string[] };

export interface Known {
  /** The names that the vault has values under; absent where it cannot be read. */
  readonly kept: ReadonlySet<string> | undefined;
  /** RFC 3339 full-date. */
  readonly today: string;
  /** The last approval of each request. */
  readonly approved: ReadonlyMap<string, Approved>;
  /** What each request was granted to; absent where nothing is known of it. */
  readonly used?: ReadonlyMap<string, readonly Used[]>;
  readonly digest: (request: Request) => string;
  /** Why a request's provider could not serve it on this machine; absent where that cannot be told. */
  readonly unready?: (request: Request) => string | undefined;
}

interface Approved {
  readonly request_s256: string;
  readonly by: ApprovedBy;
  readonly lasts: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export function accountOf(name: string, manifest: Manifest, known: Known): RequestAccount {
  const request = manifest.requests[name];
  if (!request) throw new TypeError('the request was looked up before');
  const { purpose, subject, source, delivery, call, approval, max_ttl, expires_at } = request;
  return {
    name,
    purpose,
    subject,
    actions: request.authorization_details.flatMap(({ actions = [] }) => actions),
    source,
    delivery,
    visible: isVisible(delivery),
    call,
    tasks: Object.entries(manifest.tasks ?? {})
      .filter(([, { uses }]) => uses.includes(name))
      .map(([task, { read }]) => ({ name: task, read: read ?? null })),
    approval,
    approved: approvedOf(request, known.approved.get(name), known.digest),
    used: known.used?.get(name) ?? [],
    max_ttl,
    expires_at: expires_at ?? null,
    revoke: serviceFor(request)?.rotate || null,
    missing: [...missingParts(request, known), ...rotationsOf(name, manifest)],
    remarks: remarksOn(request, known.approved.has(name)),
  };
}

function approvedOf(request: Request, last: Approved | undefined, digest: Known['digest']): RequestAccount['approved'] {
  if (!last) return null;
  const { by, lasts, at, request_s256 } = last;
  return { by, lasts, at, current: digest(request) === request_s256 };
}

function missingParts(request: Request, { kept, today, unready }: Known): readonly Missing[] {
  const { source, delivery, call, expires_at } = request;
  const missing: Missing[] = [];
  const entry = vaultEntryOf(source);
  if (entry !== undefined && kept && !kept.has(entry)) missing.push({ type: 'value', ref: entry });
  const reason = unready?.(request);
  if (reason !== undefined) missing.push({ type: 'provider', reason });
  if (delivery.env === undefined) missing.push({ type: 'variable' });
  if (call.length === 0 && !isVisible(delivery)) missing.push({ type: 'host' });
  if (expires_at !== undefined && expires_at < today) missing.push({ type: 'expired', since: expires_at });
  return missing;
}

function rotationsOf(name: string, manifest: Manifest): readonly Missing[] {
  const replaces = manifest.requests[name]?.replaces ?? [];
  return openRotations(manifest)
    .filter(({ request }) => request === name)
    .map(({ replaced: { kind, fingerprint } }) => {
      const same = replaces.filter((replaced) => replaced.fingerprint === fingerprint);
      return { type: 'rotation', title: kindFacts(kind).title, files: [...new Set(same.map(({ file }) => file))] };
    });
}

/** The service whose literal it took the place of, else the one whose hosts it may be sent to. */
function serviceFor({ replaces = [], call }: Request): Service | undefined {
  for (const { kind } of replaces) {
    const { service } = kindFacts(kind);
    if (service) return serviceOf(service.id) ?? service;
  }
  const hosts = new Set(call.map(({ host }) => host.replace(/:\d+$/, '')));
  return services.find((service) => service.hosts.some((host) => hosts.has(host)));
}
