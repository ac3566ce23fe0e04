import { spawn } from 'node:child_process';

/**
 * Ends a task whose broker was killed: a small shell waits at the end of a pipe, which the system closes with the
 * broker, however that ends. Windows has no such shell; there a task outlives a broker that was killed.
 */
export function watchOver(pid: number): Disposable {
  if (process.platform === 'win32') return { [Symbol.dispose]: () => undefined };
  const dog = spawn('/bin/sh', ['-c', script, 'valet-key-watchdog', String(pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { PATH: '/usr/bin:/bin' },
  });
  dog.on('error', () => undefined);
  dog.stdin.on('error', () => undefined);
  dog.unref();
  return { [Symbol.dispose]: () => void dog.stdin.end('done\n') };
}

/** The task and everything that it started, as far as it is still its own; twice, for what was being started. */
const script = `
trap '' INT TERM HUP QUIT
read -r word || word=
[ "$word" = done ] && exit 0
tree() {
  echo "$1"
  for child in $(ps -A -o pid= -o ppid= 2>/dev/null | while read -r p pp; do [ "$pp" = "$1" ] && echo "$p"; done); do
    tree "$child"
  done
}
all=$(tree "$1")
kill -STOP $all 2>/dev/null
kill -KILL $all $(tree "$1") 2>/dev/null
exit 0
`;
