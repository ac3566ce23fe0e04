import { homedir } from 'node:os';
import { resolve, sep } from 'node:path';
import { BrokerError } from '../protocol/faults.ts';
import { systemCodeOf } from '../disk/disk-fault.ts';
import type { Copies, Copy, HistoryCopy, LookFor, Purge, Purged, Unread } from '../protocol/copies.ts';
import { findCopies } from './find.ts';
import { copiesInHistory } from './history.ts';
import { copyPlaces, type CopyPlace } from './places.ts';
import { purgeCopy } from './purge.ts';
import { repositoriesOf } from './repositories.ts';
import { createTraces, isTraceable } from './traces.ts';

/** Where values come from: the vault. */
interface Values {
  values(names: readonly string[]): Promise<Readonly<Record<string, string>>>;
}

export interface LookOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home?: string;
  readonly platform?: NodeJS.Platform;
  readonly signal?: AbortSignal;
  /** Told how many files and objects have been looked into. */
  readonly onLooked?: (looked: number) => void;
}

/** Looks for copies of values on this machine. What is answered holds no value; where it is stopped, what was found. */
export async function lookForCopies(wanted: LookFor, vault: Values, options: LookOptions): Promise<Copies> {
  const { signal, onLooked } = options;
  const values = await vault.values([...new Set(wanted.names)]);
  const traces = createTraces(values);
  const [files, unread, history]: [Copy[], Unread[], HistoryCopy[]] = [[], [], []];
  let looked = 0;
  const step = (): void => onLooked?.(++looked);
  for await (const { copies, unread: broken } of findCopies(placesFor(wanted, options), traces)) {
    if (signal?.aborted === true) break;
    files.push(...copies);
    if (broken) unread.push(broken);
    step();
  }
  for (const repository of signal?.aborted === true ? [] : await repositoriesOf(wanted.workspaces)) {
    const found = await copiesInHistory(repository, traces, { ...(signal && { signal }), onObject: step });
    if ('code' in found) unread.push(found);
    else history.push(...found);
    if (signal?.aborted === true) break;
  }
  const short = Object.keys(values).filter((name) => !isTraceable(values[name] ?? ''));
  return { files, history, unread, short, isWhole: signal?.aborted !== true };
}

/** Purges files, only those that lie where copies are kept. One that cannot be purged leaves the others to be. */
export async function purgeCopies(wanted: Purge, vault: Values, options: LookOptions): Promise<Purged> {
  const places = placesFor(wanted, options);
  const traces = createTraces(await vault.values([...new Set(wanted.names)]));
  const [purged, failed]: [string[], Unread[]] = [[], []];
  for (const path of new Set(wanted.paths)) {
    // A path that climbs out of a place by `..` lies elsewhere.
    const isKept = places.some((place) => path === place.path || path.startsWith(place.path + sep));
    if (!isKept || path !== resolve(path)) {
      failed.push({ path, code: 'EPERM' });
      continue;
    }
    try {
      purgeCopy(path, traces);
      purged.push(path);
    } catch (error) {
      const code = error instanceof BrokerError ? error.fault.systemCode : systemCodeOf(error);
      if (code === undefined) throw error;
      failed.push({ path, code });
    }
  }
  return { purged, failed };
}

function placesFor({ workspaces, editors = [] }: LookFor, options: LookOptions): readonly CopyPlace[] {
  const { env, home = homedir(), platform = process.platform } = options;
  return copyPlaces({ home, platform, env, workspaces, editors });
}
