import type { Finding } from '../detect/finding.ts';
import type { HookEvent, HookText } from './hook.ts';

/** A credential that an agent would write or send, or has written. */
export interface Leak {
  readonly finding: Finding;
  /** What the finding's offsets are in. */
  readonly text: string;
  /** As the agent names it; absent for a command and for words. */
  readonly path?: string;
  readonly in: 'file' | 'command' | 'words';
}

/** What has to be known of the world to say what an event would leak. */
export interface HookWorld {
  /** The credentials in a text that nobody has accepted. */
  find(text: string, path: string | undefined): readonly Finding[];
  /** What stands in a file; `undefined` where it is not there, or holds no text. */
  textOf(path: string): string | undefined;
}

/** The credentials that an event brings: what stood in a file before is not the agent's doing. */
export function leaksOf(event: HookEvent, world: HookWorld): readonly Leak[] {
  const brought = event.texts.flatMap((text) => leaksIn(text, world));
  return [...brought, ...event.written.flatMap((path) => leaksAfter(path, world))];
}

function leaksIn(given: HookText, world: HookWorld): readonly Leak[] {
  if (given.type === 'command') {
    // Its name says what the text is written in: a shell's variables and quotes are told from others.
    return world.find(given.text, 'command.sh').map((finding) => ({ finding, text: given.text, in: 'command' }));
  }
  if (given.type === 'words') {
    return world.find(given.text, undefined).map((finding) => ({ finding, text: given.text, in: 'words' }));
  }
  const { path } = given;
  const before = world.textOf(path) ?? '';
  const text = given.type === 'file' ? given.text : afterEdit(before, given);
  const there = new Set(
    [before, given.type === 'edit' ? given.before : ''].flatMap((old) => fingerprintsIn(old, path, world)),
  );
  return world
    .find(text, path)
    .filter(({ fingerprint }) => !there.has(fingerprint))
    .map((finding) => ({ finding, text, path, in: 'file' }));
}

/** A file that was written is looked at as it stands now; whether a credential in it is new, nobody knows any more. */
function leaksAfter(path: string, world: HookWorld): readonly Leak[] {
  const text = world.textOf(path) ?? '';
  return onePerValue(world.find(text, path)).map((finding) => ({ finding, text, path, in: 'file' }));
}

/** The file as the edit leaves it, since the lines around say what a value is; the new text alone where it does not fit. */
function afterEdit(file: string, { before, text }: { readonly before: string; readonly text: string }): string {
  return before !== '' && file.includes(before) ? file.replaceAll(before, () => text) : text;
}

function fingerprintsIn(text: string, path: string, world: HookWorld): readonly string[] {
  return text === '' ? [] : world.find(text, path).map(({ fingerprint }) => fingerprint);
}

/** One of each value. */
function onePerValue(findings: readonly Finding[]): readonly Finding[] {
  return [...new Map(findings.map((finding) => [finding.fingerprint, finding])).values()];
}
