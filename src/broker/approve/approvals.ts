import { createHmac, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import canonicalize from 'canonicalize';
import type { ApprovedBy } from '../../core/audit/event.ts';
import { canWrite, endOf } from '../../core/policy/power.ts';
import type { Request } from '../../core/requests/manifest.ts';
import { ensureDataFolder } from '../disk/data-folder.ts';
import { readIfThere, writeDurably } from '../disk/durable-file.ts';
import { withLock } from '../disk/lock.ts';
import { isRecord } from '../vault/vault-file.ts';

/** That somebody said yes: to this request as it stands, for this command, in this workspace, for so long. */
export interface Approval {
  readonly workspace: string;
  /** The request's name. */
  readonly name: string;
  /** As it was approved, so that changes can be shown. */
  readonly request: Request;
  readonly request_s256: string;
  /** SHA-256 of the command, or `*` for any. */
  readonly command_s256: string;
  /** The task and the program of that command, so that people know it again; absent for any. */
  readonly task?: string;
  readonly program?: string;
  /** The session of the terminal or editor that it is for; absent for any. */
  readonly session?: string;
  /** Milliseconds since 1970. */
  readonly until: number;
  readonly at: number;
  readonly by: ApprovedBy;
}

export interface Approvals {
  /** The approval that covers this use, or the last one that was given for a request of this name. */
  find(use: Use): { readonly covering?: Approval; readonly last?: Approval };
  keep(approval: Approval): Promise<void>;
  /** Those that would still cover a run now or later. */
  live(): readonly Approval[];
}

interface Use {
  readonly workspace: string;
  readonly name: string;
  readonly request_s256: string;
  readonly command_s256: string;
  readonly session: string;
}

export interface ApprovalsPlace {
  readonly folder: string;
  /** Signs approvals: whoever can write the file alone cannot approve. */
  readonly key: Uint8Array;
  readonly now?: () => number;
}

/** Kept in the data folder, outside every repository. */
export function openApprovals({ folder, key, now = Date.now }: ApprovalsPlace): Approvals {
  const read = (): readonly Approval[] =>
    keptIn(folder).flatMap((kept) => (isSigned(key, kept) ? [kept.approval] : []));
  return {
    find(use) {
      const same = read().filter((one) => one.workspace === use.workspace && one.name === use.name);
      const covering = same.findLast((one) => covers(one, use) && one.until > now());
      const last = same.at(-1);
      return { ...(covering && { covering }), ...(last && { last }) };
    },
    keep: (approval) =>
      change(folder, (all) => [
        ...all.filter((kept) => {
          const isOld = !isWorthKeeping(kept.approval, now()) || isReplacedBy(kept.approval, approval);
          return isSigned(key, kept) && !isOld;
        }),
        { approval, signature: sign(key, approval) },
      ]),
    live: () => read().filter(({ until }) => until > now()),
  };
}

/**
 * Forgets approvals, and answers with them. It needs no key: whoever takes one away need not prove to be the one who
 * gave it.
 */
export async function forgetApprovals(
  folder: string,
  isMeant: (approval: Approval) => boolean,
): Promise<readonly Approval[]> {
  const forgotten: Approval[] = [];
  if (keptIn(folder).length === 0) return forgotten;
  await change(folder, (all) =>
    all.filter((kept) => {
      const isIt = isMeant(kept.approval);
      if (isIt) forgotten.push(kept.approval);
      return !isIt;
    }),
  );
  return forgotten;
}

/** An approval as it stands in the file: signed here, or by nobody who may. */
interface Kept {
  readonly approval: Approval;
  readonly signature: string;
}

async function change(folder: string, how: (all: readonly Kept[]) => readonly Kept[]): Promise<void> {
  ensureDataFolder(folder);
  await withLock(join(folder, 'approvals.lock'), (lock) => {
    const approvals = how(keptIn(folder)).map(({ approval, signature }) => ({ ...approval, signature }));
    const text = `${JSON.stringify({ version: 1, approvals }, undefined, 2)}\n`;
    writeDurably(pathIn(folder), text, () => lock.confirm());
  });
}

function pathIn(folder: string): string {
  return join(folder, 'approvals.json');
}

/** How long a yes lasts: nothing that can write is approved beyond a session, and no session beyond half a day. */
export function lastingOf(
  request: Request,
  now: number,
): { readonly kind: 'run' | 'session' | 'expiry'; readonly until: number } {
  const end = endOf(request) ?? Number.POSITIVE_INFINITY;
  if (request.approval === 'every-run') return { kind: 'run', until: now };
  if (request.approval === 'until-expiry' && !canWrite(request) && Number.isFinite(end))
    return { kind: 'expiry', until: end };
  return { kind: 'session', until: Math.min(end, now + longestSession) };
}

const longestSession = 12 * 3_600_000;
/** The last approval of a request stays, to show later what changed since. */
const longestMemory = 90 * 86_400_000;

function isWorthKeeping({ at }: Approval, now: number): boolean {
  return now - at < longestMemory;
}

function isReplacedBy(one: Approval, other: Approval): boolean {
  const same = one.workspace === other.workspace && one.name === other.name;
  return (
    same &&
    (one.request_s256 !== other.request_s256 ||
      (one.command_s256 === other.command_s256 && one.session === other.session))
  );
}

function covers(approval: Approval, use: Use): boolean {
  if (approval.request_s256 !== use.request_s256) return false;
  if (approval.session !== undefined && approval.session !== use.session) return false;
  return approval.command_s256 === '*' || approval.command_s256 === use.command_s256;
}

function sign(key: Uint8Array, approval: Approval): string {
  const text = canonicalize(approval) ?? '';
  return createHmac('sha256', key).update(`valet-key-approval\n${text}`, 'utf8').digest('hex');
}

/** What is not signed was not approved here: it counts for nothing. */
function isSigned(key: Uint8Array, { approval, signature }: Kept): boolean {
  const [given, expected] = [Buffer.from(signature, 'hex'), Buffer.from(sign(key, approval), 'hex')];
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function keptIn(folder: string): readonly Kept[] {
  let read: unknown;
  try {
    read = JSON.parse(readIfThere(pathIn(folder))?.toString('utf8') ?? '');
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
  if (!isRecord(read) || !Array.isArray(read['approvals'])) return [];
  return (read['approvals'] as readonly unknown[]).flatMap((one): readonly Kept[] => {
    if (!isRecord(one)) return [];
    const { signature, ...approval } = one;
    const { workspace, name, request } = approval;
    const isOne = [signature, workspace, name].every((text) => typeof text === 'string') && isRecord(request);
    return isOne ? [{ approval: approval as unknown as Approval, signature: String(signature) }] : [];
  });
}
