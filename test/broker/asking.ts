import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { sessionPolicy } from '../../src/broker/providers/aws-session-policy.ts';
import { ProviderError } from '../../src/broker/providers/provider.ts';
import type { Issued } from '../../src/broker/providers/provider.ts';
import { providerFor } from '../../src/broker/providers/providers.ts';
import type { AuthorizationDetail, Request } from '../../src/core/requests/manifest.ts';
import { request as sample } from '../core/requests/samples.ts';
import type { Reached, Service } from './guard/service.ts';

type Env = Readonly<Record<string, string>>;

interface Issuing {
  readonly ref: string;
  readonly env?: Env;
  /** The whole environment, the same object for several. */
  readonly home?: Env;
  readonly actions?: readonly string[];
  readonly details?: readonly AuthorizationDetail[];
  readonly call?: Request['call'];
  readonly store?: ReturnType<typeof storeOf>;
  /** Seconds. */
  readonly ttl?: number;
  readonly signal?: AbortSignal;
}

export async function issueBy(
  name: string,
  { ref, env = {}, home, actions, details, call, store = storeOf({}), ttl = 600, signal }: Issuing,
): Promise<Issued> {
  const provider = providerFor(name) ?? assert.fail();
  const whole = home ?? { HOME: `/nowhere/${randomBytes(4).toString('hex')}`, ...env };
  const request = requestFor(
    { provider: name, ref },
    details ?? [{ type: 'api_credential', ...(actions && { actions }) }],
  );
  return provider.issue({
    request: { ...request, ...(call && { call }) },
    env: whole,
    store,
    grant: 'grant-1',
    ttl,
    signal: signal ?? AbortSignal.timeout(5000),
  });
}

function requestFor(source: Request['source'], details: readonly AuthorizationDetail[]): Request {
  return { ...sample, source, authorization_details: details };
}

export function storeOf(values: Readonly<Record<string, string>>) {
  return { values: async () => values };
}

export function json(response: ServerResponse, value: unknown): ServerResponse {
  return response.end(JSON.stringify(value));
}

export function urlOf({ port }: Service): string {
  return `http://127.0.0.1:${port}`;
}

export function bodyOf(reached: Reached | undefined): Record<string, unknown> {
  return JSON.parse(reached?.body ?? '{}') as Record<string, unknown>;
}

export async function failed(issuing: Promise<Issued>): Promise<ProviderError> {
  const error: unknown = await issuing.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof ProviderError, String(error));
  return error;
}

export function policyOf(actions: readonly string[]): string {
  return sessionPolicy(requestFor({ provider: 'aws-sts', ref: 'a' }, [{ type: 'x', actions }]));
}
