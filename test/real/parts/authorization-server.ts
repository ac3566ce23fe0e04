import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { errors, Provider } from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';
import type { AuthorizationDetail } from '../../../src/core/requests/manifest.ts';
import { newValue } from '../../broker/scratch.ts';

/** A real `oidc-provider` that exchanges tokens (RFC 8693) for ones of no more than was asked for (RFC 9396). */
export interface AuthorizationServer extends AsyncDisposable {
  readonly issuer: string;
  readonly client: { readonly id: string; readonly secret: string };
  /** A token of a person, with what they themselves may do. */
  personsToken(details: readonly AuthorizationDetail[]): Promise<string>;
  /** RFC 7662. */
  introspect(token: string): Promise<Readonly<Record<string, unknown>>>;
  /** How long an exchanged token lives, in seconds. */
  lasts: number;
  /** The token that it gave last. */
  last: string;
  /** What it gives in place of what is asked for, as a server does that is set up wrongly. */
  instead?: {
    readonly token_type?: string;
    readonly authorization_details?: readonly AuthorizationDetail[] | undefined;
  };
}

const exchange = 'urn:ietf:params:oauth:grant-type:token-exchange';

export async function startAuthorizationServer(): Promise<AuthorizationServer> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = { id: 'valet-key', secret: newValue() };
  const provider = quietly(() => new Provider(issuer, configuration(client)));
  const started: AuthorizationServer = {
    issuer,
    client,
    lasts: 300,
    last: '',
    async personsToken(rar) {
      const known = await provider.Client.find(client.id);
      const grantId = await new provider.Grant({ accountId: 'person', clientId: client.id }).save();
      const token = new provider.AccessToken({ accountId: 'person', client: known, grantId, rar } as never);
      return token.save();
    },
    async introspect(token) {
      const answer = await fetch(`${issuer}/token/introspection`, {
        method: 'POST',
        headers: { authorization: `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64')}` },
        body: new URLSearchParams({ token }),
      });
      return (await answer.json()) as Readonly<Record<string, unknown>>;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  provider.registerGrantType(exchange, exchanging(provider, started), parameters, ['resource']);
  const listener = provider.callback();
  server.on('request', (request, response) => void listener(request, response));
  return started;
}

const parameters = ['subject_token', 'subject_token_type', 'requested_token_type', 'authorization_details', 'resource'];

function configuration({ id, secret }: AuthorizationServer['client']): never {
  return {
    jwks: { keys: [generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' })] },
    cookies: { keys: [newValue()] },
    clients: [
      {
        client_id: id,
        client_secret: secret,
        grant_types: [exchange],
        redirect_uris: [],
        response_types: [],
        authorization_details_types: ['api_credential'],
      },
    ],
    ttl: { AccessToken: 3600, Grant: 3600 },
    extraTokenClaims: (context: KoaContextWithOIDC | undefined) =>
      context?.oidc.client && { act: { sub: context.oidc.client.clientId } },
    features: {
      devInteractions: { enabled: false },
      introspection: { enabled: true, allowedPolicy: () => true },
      revocation: { enabled: true, allowedPolicy: () => true },
      richAuthorizationRequests: {
        enabled: true,
        types: { api_credential: { validate: () => undefined } },
        authorizationDetailsForIntrospection: details,
        authorizationDetailsForAccessToken: details,
        authorizationDetailsForGrantSource: details,
      },
    },
  } as never;
}

function details(_context: unknown, { rar }: { readonly rar: unknown }): unknown {
  return rar;
}

/** Gives a token of exactly what is asked for, where the person has that themselves; `act` says who acts for them. */
function exchanging(provider: Provider, server: AuthorizationServer): (context: KoaContextWithOIDC) => Promise<void> {
  return async (context) => {
    const { params, client } = context.oidc;
    const subject = await provider.AccessToken.find(String(params?.['subject_token']));
    if (!subject) throw new errors.InvalidGrant('the subject token has ended');
    const asked = JSON.parse(String(params?.['authorization_details'])) as readonly AuthorizationDetail[];
    const own = (subject as unknown as { readonly rar: readonly AuthorizationDetail[] }).rar;
    if (!asked.every((one) => own.some((other) => covers(other, one))))
      throw new errors.InvalidAuthorizationDetails('the subject does not have that');
    // A grant of its own: revoking the one must not revoke the other.
    const { accountId } = subject;
    const grantId = await new provider.Grant({ accountId, clientId: client?.clientId ?? '' }).save();
    const token = new provider.AccessToken({
      accountId,
      client,
      grantId,
      rar: asked,
      aud: params?.['resource'],
      expiresIn: server.lasts,
      expiresWithSession: false,
      gty: 'token_exchange',
    } as never);
    context.oidc.entity('AccessToken', token);
    server.last = await token.save();
    context.body = {
      access_token: server.last,
      issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      token_type: 'Bearer',
      expires_in: server.lasts,
      authorization_details: asked,
      ...server.instead,
    };
  };
}

function covers(own: AuthorizationDetail, asked: AuthorizationDetail): boolean {
  return own.type === asked.type && (asked.actions ?? []).every((action) => own.actions?.includes(action));
}

/** It warns of what only a service in production needs. */
function quietly<T>(make: () => T): T {
  const { info, warn } = console;
  console.info = console.warn = () => undefined;
  try {
    return make();
  } finally {
    Object.assign(console, { info, warn });
  }
}
