import { join } from 'node:path';

/** An environment whose home is inside `folder`: tests must not touch what a developer keeps in the real one. */
export function ownHome(folder: string): Record<string, string> {
  const home = join(folder, 'home');
  return {
    HOME: home,
    USERPROFILE: home,
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_DATA_HOME: join(home, '.local', 'share'),
    XDG_STATE_HOME: join(home, '.local', 'state'),
    XDG_CACHE_HOME: join(home, '.cache'),
  };
}
