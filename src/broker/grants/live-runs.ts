import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDataFolder } from '../disk/data-folder.ts';
import { diskFault, systemCodeOf } from '../disk/disk-fault.ts';
import { clearAbandoned } from '../disk/durable-file.ts';
import { isRunning, startOf } from '../disk/process-start.ts';
import type { LiveRun } from '../protocol/grants.ts';
import { isRecord } from '../vault/vault-file.ts';

/** One run's own file. Others revoke by leaving a note beside it: the run looks before each call. */
export interface OwnRun extends Disposable {
  show(run: LiveRun): void;
  /** Ids of the grants that others revoked, `*` for all; each is told once. */
  takeRevocations(): readonly string[];
}

function liveFolder(folder: string): string {
  return join(folder, 'live');
}

export function openOwnRun(folder: string, run: string): OwnRun {
  const inside = liveFolder(folder);
  ensureDataFolder(folder);
  ensureDataFolder(inside);
  clearWhatIsDead(folder);
  const path = join(inside, `${run}.json`);
  const note = notePath(folder, run);
  let shown = '';
  return {
    show(state) {
      const text = JSON.stringify(state);
      if (text === shown) return;
      shown = text;
      replaceFile(path, text);
    },
    takeRevocations() {
      if (!existsSync(note)) return [];
      const ids = readFileSync(note, 'utf8').split('\n').filter(Boolean);
      rmSync(note, { force: true });
      return ids;
    },
    [Symbol.dispose]() {
      rmSync(path, { force: true });
      rmSync(note, { force: true });
    },
  };
}

/** A run that was killed cannot clear up after itself: the next one does. */
function clearWhatIsDead(folder: string): void {
  liveRuns(folder);
  for (const each of [folder, join(folder, 'audit')]) if (existsSync(each)) clearAbandoned(each);
}

/** The runs whose process is there; what a killed one left behind is cleared away. */
export function liveRuns(folder: string): readonly LiveRun[] {
  const inside = liveFolder(folder);
  return namesIn(inside)
    .filter((name) => name.endsWith('.json'))
    .flatMap((name): readonly LiveRun[] => {
      const run = readRun(join(inside, name));
      if (run && isAlive(run)) return [run];
      rmSync(join(inside, name), { force: true });
      return [];
    })
    .toSorted((one, other) => one.startedAt - other.startedAt);
}

/** Asks every run that holds one of these live grants, `*` for all of them; how many there are. */
export function revokeLive(folder: string, grants: readonly string[]): number {
  let asked = 0;
  for (const { run, grants: held } of liveRuns(folder)) {
    const meant = held.filter(({ id, state }) => state === 'live' && (grants.includes('*') || grants.includes(id)));
    if (meant.length > 0)
      askToRevoke(
        folder,
        run,
        meant.map(({ id }) => id),
      );
    asked += meant.length;
  }
  return asked;
}

/** Asks a run to revoke grants of its own; it does so before its next call. */
export function askToRevoke(folder: string, run: string, grants: readonly string[]): void {
  const path = notePath(folder, run);
  try {
    writeFileSync(path, `${grants.join('\n')}\n`, { flag: 'a', mode: 0o600 });
  } catch (error) {
    throw diskFault(path, error);
  }
}

function notePath(folder: string, run: string): string {
  return join(liveFolder(folder), `${run}.revoke`);
}

function replaceFile(path: string, text: string): void {
  const temporary = `${path}.tmp`;
  try {
    writeFileSync(temporary, text, { mode: 0o600 });
    renameSync(temporary, path);
  } catch (error) {
    throw diskFault(path, error);
  }
}

function isAlive({ pid, start }: LiveRun): boolean {
  return isRunning(pid) && (start === undefined || startOf(pid) === start);
}

function readRun(path: string): LiveRun | undefined {
  try {
    const read: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isRecord(read) && typeof read['pid'] === 'number' && Array.isArray(read['grants'])
      ? (read as unknown as LiveRun)
      : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || systemCodeOf(error) !== undefined) return undefined;
    throw error;
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return [];
    throw diskFault(folder, error);
  }
}
