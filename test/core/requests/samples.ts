import type { Request } from '../../../src/core/requests/manifest.ts';
import type { Service } from '../../../src/core/services/service.ts';

/** A fact sheet that stands for any service: what a room does with sheets does not hang on the catalogue. */
export const acme: Service = {
  id: 'acme',
  title: 'Acme',
  docs: 'https://docs.acme.example/keys',
  hosts: ['api.acme.example', '*.acme.example:8443'],
  send: { mode: 'header', header: 'Authorization', format: 'Bearer {}' },
  env: ['ACME_API_KEY', 'ACME_TOKEN'],
  packages: { npm: ['acme'] },
  actions: ['orders:read', 'orders:write'],
  rotate: 'https://acme.example/keys',
  credentials: [
    { id: 'acme-key', title: 'Acme API key', power: 'Reads and writes orders.', shapes: ['acme_{alnum:32}'] },
    {
      id: 'acme-webhook-secret',
      title: 'Acme webhook secret',
      power: 'Signs events.',
      shapes: ['acmehook_{alnum:32}'],
      env: 'ACME_WEBHOOK_SECRET',
    },
  ],
};

export function fingerprintOf(digit: string): string {
  return `hmac-sha256:${digit.repeat(64)}`;
}

/** Text that has the look of a credential, made when it is asked for. */
export function lookalike(): string {
  return ['acme', 'live', 'A1b2C3d4'.repeat(4)].join('_');
}

export const request: Request = {
  subject: 'task:sync-orders',
  purpose: 'Nightly copy of orders into reporting',
  authorization_details: [
    { type: 'api_credential', locations: ['https://api.acme.example'], actions: ['orders:read'] },
  ],
  call: [{ host: 'api.acme.example:443', methods: ['GET'], paths: ['/v1/orders/**'] }],
  source: { provider: 'vault', ref: 'acme' },
  delivery: { mode: 'header', env: 'ACME_API_KEY', header: 'Authorization', format: 'Bearer {}' },
  max_ttl: '15m',
  max_uses: 500,
  approval: 'once-per-session',
  expires_at: '2027-02-28',
  replaces: [{ file: 'src/sync.ts', kind: 'acme-key', fingerprint: fingerprintOf('a') }],
};

export function manifestText(requests: Readonly<Record<string, unknown>> = { acme: request }, more = {}): string {
  return `${JSON.stringify({ version: 1, requests, ...more }, undefined, 2)}\n`;
}
