import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { bundle } from './program.ts';
import type { Workplace } from './program.ts';

/** Debian's `script` gives a program a terminal; that of other systems takes other arguments. */
export const hasTerminal = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;

/** Runs `valet-key` in a terminal, answers what it asks, and says all that the terminal showed. */
export async function type(
  place: Workplace,
  command: string,
  answers: readonly (readonly [prompt: RegExp, keys: string])[],
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<{ shown: string; status: number | null }> {
  const line = `'${process.execPath}' '${await bundle()}' ${command}`;
  const child = spawn('script', ['--quiet', '--return', '--echo', 'never', '--command', line, '/dev/null'], {
    cwd: place.folder,
    env: { ...place.env, ...env, TERM: 'xterm', SHELL: '/bin/sh' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let [shown, next] = ['', 0];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    shown += chunk;
    const [prompt, keys] = answers[next] ?? [];
    if (!prompt?.test(shown)) return;
    next++;
    child.stdin.write(keys ?? '');
  });
  const [status] = (await once(child, 'close')) as [number | null];
  return { shown, status };
}
