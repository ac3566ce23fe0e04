import type { About } from '../../core/audit/event.ts';
import { isDenied } from '../../core/policy/read-set.ts';
import type { ReadSet } from '../../core/policy/read-set.ts';
import type { Decoys } from './decoys.ts';
import { hideLate } from './hide-late.ts';
import type { Hidden } from './masks.ts';
import { recordRefusedReads } from './refused-reads.ts';
import type { RunWorld } from './run-plan.ts';
import { trackedFiles } from './tracked-files.ts';
import { watchDenied } from './watch-denied.ts';
import { watchFolders } from './watch-opened.ts';
import type { NoWatcher } from './watch-opened.ts';

export interface HeldFiles {
  /** Writes what is left, and tells what the task tried. */
  end(): Promise<void>;
}

export interface HoldingFiles {
  readonly world: RunWorld;
  readonly about: About;
  readonly read: ReadSet;
  readonly decoys: Decoys;
  readonly hidden: Hidden;
  readonly show: (path: string) => string;
  /** The task's own process; absent before it runs. */
  readonly taskOf: () => number | undefined;
  /** A process that must not outlive the broker. */
  readonly onStart: (pid: number) => void;
}

/** Records and tells what an enforced task tries to read and may not, and what is made meanwhile that it may not. */
export async function holdFiles(holding: HoldingFiles): Promise<HeldFiles> {
  const { world, about, read, decoys, hidden, show, onStart } = holding;
  const { say, now, audit } = world;
  let told = 0;
  const reads = recordRefusedReads({
    audit,
    about,
    now,
    onFirst(path) {
      if (!isDenied(read, path) || told++ >= mostTold) return;
      say(`the task tried to read ${show(path)}: refused. ${advice}`);
    },
    onFault: () => say('what the task tried to read could not be written to the audit log'),
    show,
  });
  const watcher = watchFolders({
    folders: decoys.folders,
    events: ['open'],
    onSeen(seen) {
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
      watcher[Symbol.dispose]();
      tellTotals(await reads.end(), holding);
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

/** Hides what is made during the run, one after another, and records it. */
function lateFiles(holding: HoldingFiles) {
  const { world, about, show } = holding;
  let working = Promise.resolve();
  let [count, last, hasEnded] = [0, '', false];
  const hideOne = async (path: string): Promise<void> => {
    const outcome = hasEnded ? 'readable' : await hideLate(path, holding);
    await world.audit.append({ ...about, type: 'denied-file-made', path: show(path), outcome });
    if (count > mostTold) return;
    world.say(
      outcome === 'hidden'
        ? `${show(path)} was made while the task runs: hidden from it`
        : `${show(path)} was made while the task runs, which can read it: start the task again to hide it`,
    );
  };
  return {
    /** There is nobody left to hide from. */
    ended: () => void (hasEnded = true),
    made(path: string) {
      // A task that makes such files without end learns nothing from them, and fills no log.
      last = path;
      if (count++ >= mostLate) return;
      working = working
        .then(() => hideOne(path))
        .catch(() => {
          world.say(`${show(path)} was made while the task runs, and that could not be written to the audit log`);
        });
    },
    async end() {
      await working;
      const unnamed = count - mostLate;
      if (unnamed <= 0) return;
      world.say(`${unnamed} more denied files were made while the task ran, which could read them`);
      const made = { type: 'denied-file-made', path: show(last), outcome: 'readable' } as const;
      await world.audit.append({ ...about, ...made, ...(unnamed > 1 && { more: unnamed - 1 }) }).catch(() => undefined);
    },
  };
}

const mostLate = 100;
