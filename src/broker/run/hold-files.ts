import { closeSync, openSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { isDenied } from '../../core/policy/read-set.ts';
import type { ReadSet } from '../../core/policy/read-set.ts';
import { lateFiles } from './late-files.ts';
import type { HoldingLate } from './late-files.ts';
import type { Hidden } from '../sandbox/masks.ts';
import { recordRefusedAttempts } from '../sandbox/refused-attempts.ts';
import type { RunWorld } from './run-plan.ts';
import { trackedFiles } from '../sandbox/tracked-files.ts';
import { watchDenied } from '../sandbox/watch-denied.ts';
import { watchFolders } from '../sandbox/watch-opened.ts';
import type { NoWatcher } from '../sandbox/watch-opened.ts';

export interface HeldFiles {
  /** Writes what is left, and tells what the task tried. */
  end(): Promise<void>;
}

export interface HoldingFiles extends HoldingLate {
  readonly world: RunWorld;
  readonly read: ReadSet;
  readonly hidden: Hidden;
  /** A process that must not outlive the broker. */
  readonly onStart: (pid: number) => void;
}

/** Records and tells what an enforced task tries to read and may not, and what is made meanwhile that it may not. */
export async function holdFiles(holding: HoldingFiles): Promise<HeldFiles> {
  const { world, about, read, decoys, hidden, show, onStart } = holding;
  const { say, now, audit } = world;
  let told = 0;
  const reads = recordRefusedAttempts({
    audit,
    about,
    now,
    nameOf: (path: string) => path,
    onFirst(path) {
      if (!isDenied(read, path) || told++ >= mostTold) return;
      say(`the task tried to read ${show(path)}: refused. ${advice}`);
    },
    onFault: () => say('what the task tried to read could not be written to the audit log'),
    happened: (path, counted) => ({ type: 'file-refused', operation: 'read', path: show(path), ...counted }),
  });
  const caughtUp = Promise.withResolvers<void>();
  const watcher = watchFolders({
    folders: decoys.folders,
    events: ['open'],
    onSeen(seen) {
      if (seen.has(decoys.marker)) caughtUp.resolve();
      for (const [opened, count] of seen) {
        const path = decoys.stands.get(opened);
        if (path !== undefined) reads.note(path, count);
      }
    },
    onLost: () => say('what the task tries to read is refused, but no longer recorded: inotifywait has ended'),
  });
  if (watcher.pid !== undefined) onStart(watcher.pid);
  const state = await watcher.ready;
  if (state !== 'watching') say(`what the task tries to read is refused, but not recorded: ${reasons[state]}`);

  void trackedFiles(about.workspace, read).then((tracked) => tellTracked(tracked, say));
  const late = lateFiles(holding);
  const denied = watchDenied({ read, hidden, onMade: (path) => late.made(path), onStart });
  return {
    async end() {
      late.ended();
      await denied.end();
      await late.end();
      // Nothing else opens the marker: who hears of it has heard of all that was opened before.
      if (state === 'watching') {
        closeSync(openSync(decoys.marker, 'r'));
        await Promise.race([caughtUp.promise, pause(2_000, undefined, { ref: false })]);
      }
      watcher[Symbol.dispose]();
      tellTotals((await reads.end()).named, holding);
    },
  };
}

const mostTold = 8;
/** In the line at the end. */
const mostNamed = 40;
const advice = 'If it needs what is in there, ask for it with a request in valet-key.json';
const reasons: Readonly<Record<NoWatcher, string>> = {
  'not-installed': 'install inotify-tools',
  'too-many': 'this user watches too many files (fs.inotify.max_user_watches and max_user_instances)',
  failed: 'inotifywait does not start here',
};

function tellTracked(tracked: readonly string[], say: (text: string) => void): void {
  const [first, ...more] = tracked;
  if (first === undefined) return;
  const which = more.length === 0 ? `${first} is` : `${first} and ${more.length} more denied files are`;
  say(
    `${which} tracked by git: the task may read what git keeps. Take it out (git rm --cached) and rotate what was in it`,
  );
}

function tellTotals(totals: ReadonlyMap<string, number>, { world, show }: HoldingFiles): void {
  if (totals.size === 0) return;
  const named = [...totals]
    .slice(0, mostNamed)
    .map(([path, count]) => `${show(path)}${count > 1 ? ` (${count} times)` : ''}`);
  const more = totals.size > named.length ? ` and ${totals.size - named.length} more` : '';
  const files = totals.size === 1 ? '1 file or folder' : `${totals.size} files or folders`;
  world.say(`refused to read ${files}: ${named.join(', ')}${more} (valet-key audit --outcome refused)`);
}
