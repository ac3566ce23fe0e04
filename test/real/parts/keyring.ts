import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { outcomeOf } from '../../cli/program.ts';
import type { Outcome } from '../../cli/program.ts';
import { requireProgram } from './debian.ts';
import { Missing, programOn } from './part.ts';

/** Runs a command where a real gnome-keyring, unlocked and empty, is on a session bus of its own. */
export async function outcomeInKeyring(command: readonly string[]): Promise<Outcome> {
  if (process.platform !== 'linux') throw new Missing('gnome-keyring is on Linux alone');
  const session = requireProgram(() => programOn('dbus-run-session'), 'dbus');
  requireProgram(() => programOn('gnome-keyring-daemon'), 'gnome-keyring');
  const home = mkdtempSync(join(tmpdir(), 'valet-key-keyring-'));
  const env = { PATH: process.env['PATH'], HOME: home, XDG_RUNTIME_DIR: home, XDG_DATA_HOME: join(home, 'data') };
  try {
    return await outcomeOf(session, ['--', 'bash', '-c', script, 'bash', ...command], { env });
  } finally {
    if (existsSync(home)) rmSync(home, { recursive: true, force: true });
  }
}

const script = `
printf test | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
"$@"
`;
