import { createGrant } from '../../../src/broker/grants/grant.ts';
import { makeWill } from '../../../src/broker/grants/last-will.ts';
import { openAuditLog } from '../../../src/broker/audit/audit-log.ts';

/** A broker that holds one credential until it is killed: `dying-broker.ts FOLDER REVOCATION-URL`. */
const [, , folder = '', url = ''] = process.argv;
const grant = createGrant({
  id: 'grant',
  request: 'acme',
  expiresAt: Date.now() + 3_600_000,
  provider: 'github-app',
  issue: async () => ({
    value: 'v',
    secrets: ['v'],
    revocation: { title: 'A provider', url, method: 'DELETE', headers: {} },
  }),
  audit: openAuditLog({ folder }),
  about: { run: 'run', workspace: '/work' },
  now: Date.now,
  will: makeWill(folder, process.env),
});
await grant.use();
console.log('held');
setInterval(() => undefined, 1000);
