import { spawn } from 'node:child_process';

/** Clears away what a run started and made, should its broker be killed. */
export interface Watchdog extends Disposable {
  /** A process that is ended, with everything it started. */
  process(pid: number): void;
  /** A file or folder of the run's own that is removed. */
  path(path: string): void;
}

/**
 * A small shell waits at the end of a pipe, which the system closes with the broker, however that ends. Windows has no
 * such shell; there a task outlives a broker that was killed.
 */
export function startWatchdog(): Watchdog {
  if (process.platform === 'win32') {
    return { process: () => undefined, path: () => undefined, [Symbol.dispose]: () => undefined };
  }
  const dog = spawn('/bin/sh', ['-c', script, 'valet-key-watchdog'], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { PATH: '/usr/bin:/bin' },
  });
  dog.on('error', () => undefined);
  dog.stdin.on('error', () => undefined);
  dog.unref();
  return {
    process: (pid) => void dog.stdin.write(`process ${pid}\n`),
    path: (path) => void dog.stdin.write(`path ${path}\n`),
    [Symbol.dispose]: () => void dog.stdin.end('done\n'),
  };
}

/** The processes and everything that they started, as far as it is still their own; twice, for what was being started. */
const script = `
trap '' INT TERM HUP QUIT
processes=
while read -r word rest; do
  case $word in
    done) exit 0 ;;
    process) processes="$processes $rest" ;;
    path) set -- "$@" "$rest" ;;
  esac
done
tree() {
  echo "$1"
  for child in $(ps -A -o pid= -o ppid= 2>/dev/null | while read -r p pp; do [ "$pp" = "$1" ] && echo "$p"; done); do
    tree "$child"
  done
}
trees() { for each in $processes; do tree "$each"; done; }
all=$(trees)
kill -STOP $all 2>/dev/null
kill -KILL $all $(trees) 2>/dev/null
for path in "$@"; do rm -rf -- "$path"; done
exit 0
`;
