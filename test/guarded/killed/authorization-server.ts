import { randomBytes } from 'node:crypto';
import type { Request } from '../../../src/core/requests/manifest.ts';
import { startService } from '../../broker/guard/service.ts';
import type { Service } from '../../broker/guard/service.ts';

/** A provider whose credentials can be counted: token exchange (RFC 8693) and revocation (RFC 7009), on the loopback. */
export interface AuthorizationServer extends AsyncDisposable {
  readonly service: Service;
  /** What opens it for whoever runs a task. */
  readonly env: Readonly<Record<string, string>>;
  readonly alive: ReadonlySet<string>;
  /** Takes what is alive for ended. */
  forget(): void;
}

/** A request for a service on the loopback, by a credential of this provider. */
export function requestFor({ port }: Service): Request {
  return {
    subject: 'task:orders',
    purpose: 'A test',
    authorization_details: [{ type: 'api_credential', actions: ['orders:read'] }],
    call: [{ host: `localhost:${port}`, methods: ['GET'] }],
    source: { provider: 'token-exchange', ref: 'client' },
    delivery: { mode: 'header', env: 'ACME', header: 'Authorization', format: 'Bearer {}' },
    max_ttl: '1h',
    approval: 'every-run',
  };
}

export async function startAuthorizationServer(step: (what: string) => void): Promise<AuthorizationServer> {
  const alive = new Set<string>();
  const service: Service = await startService(({ url, body }, response) => {
    const issuer = `http://127.0.0.1:${service.port}`;
    step(`provider ${url}`);
    if (url === '/revoke') {
      alive.delete(new URLSearchParams(body).get('token') ?? '');
      return response.end();
    }
    if (url !== '/token')
      return response.end(
        JSON.stringify({ issuer, token_endpoint: `${issuer}/token`, revocation_endpoint: `${issuer}/revoke` }),
      );
    const token = randomBytes(18).toString('hex');
    alive.add(token);
    const asked: unknown = JSON.parse(new URLSearchParams(body).get('authorization_details') ?? '[]');
    const given = { access_token: token, token_type: 'Bearer', expires_in: 3600, authorization_details: asked };
    return response.end(JSON.stringify(given));
  }, 'http');
  return {
    service,
    alive,
    forget: () => alive.clear(),
    env: {
      VALET_KEY_OAUTH_ISSUER: `http://127.0.0.1:${service.port}`,
      VALET_KEY_OAUTH_SUBJECT_TOKEN: randomBytes(12).toString('hex'),
      VALET_KEY_OAUTH_CLIENT_SECRET: randomBytes(12).toString('hex'),
    },
    [Symbol.asyncDispose]: () => service[Symbol.asyncDispose](),
  };
}
