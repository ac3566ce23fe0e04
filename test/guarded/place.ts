import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CallRule, Delivery, Manifest, Request, Task } from '../../src/core/requests/manifest.ts';
import type { Service } from '../broker/guard/service.ts';
import { approve, keep, keepValues, workplace } from '../cli/program.ts';
import type { Workplace } from '../cli/program.ts';

export interface GuardedPlace extends Workplace {
  readonly value: string;
  /** Where the service is, and that its certificate is trusted outside the guard. */
  readonly serviceEnv: Readonly<Record<string, string>>;
  readonly manifest: Manifest;
}

export interface Asking {
  readonly delivery?: Delivery;
  readonly task?: Partial<Task>;
  readonly call?: readonly CallRule[];
  readonly value?: string;
  readonly max_ttl?: string;
  /** By which name the service is called. */
  readonly name?: string;
  /** Further requests, where they differ from the one that is there. */
  readonly requests?: Readonly<Record<string, Partial<Request>>>;
}

/** A project with one approved request `acme` for a service on this machine, and one task that uses all there are. */
export async function guardedPlace(
  service: Pick<Service, 'port' | 'certificate'>,
  asking: Asking = {},
): Promise<GuardedPlace> {
  const place = workplace();
  const host = `${asking.name ?? 'localhost'}:${service.port}`;
  const acme: Request = {
    subject: 'task:orders',
    purpose: 'A test',
    authorization_details: [{ type: 'api_credential', actions: ['orders:read'] }],
    call: asking.call ?? [{ host, methods: ['GET', 'POST'], paths: ['/v1/**'] }],
    source: { provider: 'vault', ref: 'acme' },
    delivery: asking.delivery ?? { mode: 'header', env: 'ACME', header: 'Authorization', format: 'Bearer {}' },
    max_ttl: asking.max_ttl ?? '1h',
    approval: 'once-per-session',
  };
  const more = Object.entries(asking.requests ?? {}).map(([name, changes]) => [name, { ...acme, ...changes }] as const);
  const requests = { acme, ...Object.fromEntries(more) };
  const manifest: Manifest = {
    version: 1,
    requests,
    tasks: { task: { command: ['true'], uses: Object.keys(requests), ...asking.task } },
  };
  place.write({ 'valet-key.json': JSON.stringify(manifest) });
  const value = asking.value ?? (await keep(place, ['acme']))['acme'] ?? '';
  if (asking.value !== undefined) await keepValues(place, { acme: asking.value });
  await approve(place, manifest);
  const authority = join(place.home, 'authority.pem');
  writeFileSync(authority, service.certificate);
  const serviceEnv = { BASE: `https://${host}`, URL: `https://${host}/v1/orders`, NODE_EXTRA_CA_CERTS: authority };
  return { ...place, value, serviceEnv, manifest };
}
