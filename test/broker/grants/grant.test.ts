import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { auditLines } from '../../../src/broker/audit/audit-files.ts';
import { createGrant, GrantRefusal } from '../../../src/broker/grants/grant.ts';
import type { Grant, GrantOptions } from '../../../src/broker/grants/grant.ts';
import { BrokerError } from '../../../src/broker/protocol/faults.ts';
import { ProviderError } from '../../../src/broker/providers/provider.ts';
import type { Issued } from '../../../src/broker/providers/provider.ts';
import { readLine } from '../../../src/core/audit/chain.ts';
import type { AuditEvent } from '../../../src/core/audit/event.ts';
import { urlOf } from '../asking.ts';
import { startService } from '../guard/service.ts';
import type { Service } from '../guard/service.ts';
import { newValue, scratch } from '../scratch.ts';

const minute = 60_000;

describe('a grant', () => {
  it('fetches its credential once, with the first use', async () => {
    const { grant, issued, told } = granted({ issue: () => ({ expiresAt: Infinity }) });
    assert.deepEqual(grant.values, []);
    const [first, second] = await Promise.all([grant.use(), grant.use()]);
    assert.deepEqual([first, second, issued.length], [issued[0], issued[0], 1]);
    assert.deepEqual(told(), ['provider-called issue done']);
  });

  it('fetches a credential anew that ends before the grant does, and gives the old one back', async () => {
    await using provider = await revoking();
    const { grant, issued, told, clock } = granted({
      issue: (now) => ({ expiresAt: now + 10 * minute, ...revocableAt(provider) }),
    });
    await grant.use();
    clock.now += 8 * minute;
    assert.equal(await grant.use(), issued[0]);
    clock.now += 2 * minute;
    assert.equal(await grant.use(), issued[1]);
    assert.deepEqual(grant.values, issued);
    await grant.revoke('end of run');
    assert.equal(provider.reached.length, 2);
    assert.deepEqual(told().toSorted(), [
      'grant-revoked',
      'provider-called issue done',
      'provider-called issue done',
      'provider-called revoke done',
      'provider-called revoke done',
    ]);
  });

  it('gives its credential back when its own time is up, though nobody asks for it any more', async () => {
    await using provider = await revoking();
    const { grant, told } = granted({ expiresAt: Date.now() + 60, now: Date.now, issue: () => revocableAt(provider) });
    await grant.use();
    while (provider.reached.length === 0) await sleep(10);
    assert.equal(grant.state, 'expired');
    await grant.revoke('end of run');
    assert.deepEqual(told(), ['provider-called issue done', 'grant-expired', 'provider-called revoke done']);
    assert.equal(await refusalOf(grant), 'grant-expired');
  });

  it('records and tells what its provider says, and is not granted', async () => {
    const { grant, told, warnings } = granted({
      issue: () => Promise.reject(new ProviderError('Acme answered 403: no')),
    });
    assert.equal(await refusalOf(grant), 'provider-failed');
    assert.deepEqual(told(), ['provider-called issue failed: Acme answered 403: no']);
    assert.deepEqual(warnings, ['no credential for "acme": Acme answered 403: no']);
  });

  it('records no message of anything but a provider', async () => {
    const secret = newValue();
    const { grant, told } = granted({ issue: () => Promise.reject(new TypeError(secret)) });
    assert.equal(await refusalOf(grant), 'provider-failed');
    assert.deepEqual(told(), ['provider-called issue failed: TypeError']);
  });

  it('does not take a credential that has ended when it comes', async () => {
    await using provider = await revoking();
    const { grant, warnings } = granted({ issue: (now) => ({ expiresAt: now - 1, ...revocableAt(provider) }) });
    assert.equal(await refusalOf(grant), 'provider-failed');
    assert.match(warnings[0] ?? '', /is the clock of this machine right\?/);
    assert.equal(provider.reached.length, 1);
  });

  it('gives back at once what cannot be recorded', async () => {
    await using provider = await revoking();
    const { grant } = granted({ issue: () => revocableAt(provider), broken: true });
    await assert.rejects(grant.use(), BrokerError);
    await grant.revoke('end of run').catch(() => undefined);
    assert.equal(provider.reached.length, 1);
  });

  it('says until when a credential lives that cannot be taken back, after asking again', async () => {
    await using provider = await startService((_call, response) => response.writeHead(503).end(), 'http');
    const { grant, told, warnings, clock } = granted({
      issue: (now) => ({ expiresAt: now + 90 * minute, ...revocableAt(provider) }),
    });
    await grant.use();
    await grant.revoke('person');
    assert.equal(provider.reached.length, 3);
    assert.match(told().at(-1) ?? '', /^provider-called revoke failed: Acme answered 503/);
    assert.ok(warnings[0]?.endsWith(`it ends at ${new Date(clock.now + 90 * minute).toISOString()}`), warnings[0]);
  });

  it('that is revoked while its provider is asked, is not used, and gives back what comes', async () => {
    await using provider = await revoking();
    const answer = Promise.withResolvers<Partial<Issued>>();
    const { grant } = granted({ issue: () => answer.promise });
    const using = refusalOf(grant);
    await sleep(5);
    const ending = grant.revoke('person');
    answer.resolve(revocableAt(provider));
    assert.equal(await using, 'grant-revoked');
    await ending;
    assert.equal(provider.reached.length, 1);
  });
});

describe('a broker that is killed', () => {
  it('has its credential ended at the provider, and that is recorded', async () => {
    using folder = scratch();
    await using provider = await revoking();
    const program = join(import.meta.dirname, 'dying-broker.ts');
    const child = spawn(process.execPath, [program, folder.path, urlOf(provider)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    assert.equal(provider.reached.length, 0);
    child.kill('SIGKILL');
    const recorded = (): readonly string[] =>
      [...auditLines(folder.path)].map((line) => inWords(readLine(line)?.record.unmapped ?? assert.fail()));
    while (recorded().length < 3) await sleep(20);
    assert.deepEqual(
      provider.reached.map(({ method }) => method),
      ['DELETE'],
    );
    assert.deepEqual(recorded().toSorted(), [
      'grant-revoked',
      'provider-called issue done',
      'provider-called revoke done',
    ]);
  });
});

interface Granting {
  readonly issue: (now: number) => Partial<Issued> | Promise<Partial<Issued>>;
  readonly expiresAt?: number;
  readonly now?: () => number;
  /** Whether the audit log cannot be written. */
  readonly broken?: true;
}

/** A grant of an hour whose clock stands still, of credentials that are counted. */
function granted({ issue, broken, ...more }: Granting) {
  const clock = { now: Date.UTC(2026, 10, 24) };
  const [events, issued, warnings]: [AuditEvent[], string[], string[]] = [[], [], []];
  const append = async (event: AuditEvent): Promise<void> => {
    if (broken) throw new BrokerError({ code: 'audit', systemCode: 'ENOSPC' });
    events.push(event);
  };
  const options: GrantOptions = {
    id: 'grant',
    request: 'acme',
    expiresAt: clock.now + 60 * minute,
    provider: 'acme',
    async issue() {
      const answer = await issue(clock.now);
      const value = newValue();
      issued.push(value);
      return { value, secrets: [value], ...answer };
    },
    audit: { append, appendDurably: append },
    about: { run: 'run', workspace: '/work' },
    now: () => clock.now,
    warn: (text) => void warnings.push(text),
    ...more,
  };
  return { grant: createGrant(options), clock, issued, warnings, told: () => events.map(inWords) };
}

function revoking(): Promise<Service> {
  return startService((_call, response) => response.writeHead(204).end(), 'http');
}

function revocableAt(provider: Service): Pick<Issued, 'revocation'> {
  return { revocation: { title: 'Acme', url: urlOf(provider), method: 'DELETE', headers: {} } };
}

function inWords(event: AuditEvent): string {
  if (event.type !== 'provider-called') return event.type;
  return `${event.type} ${event.operation} ${event.outcome}${event.reason === undefined ? '' : `: ${event.reason}`}`;
}

async function refusalOf(grant: Grant): Promise<string> {
  const error: unknown = await grant.use().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof GrantRefusal, String(error));
  return error.code;
}
