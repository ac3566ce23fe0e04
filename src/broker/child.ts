import { spawn } from 'node:child_process';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import type { Line } from './line.ts';
import { silentLogger } from './silent-logger.ts';

/** Starts a broker as a child of this process. It ends with its standard input, so it cannot outlive its editor. */
export function startChild(brokerPath: string, env: Readonly<Record<string, string | undefined>>): Line {
  const child = spawn(process.execPath, [brokerPath], {
    env: brokerEnvironment(env),
    stdio: ['pipe', 'pipe', 'ignore'],
    windowsHide: true,
  });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
    silentLogger,
  );
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  // A broker that cannot be heard or told any more is as good as gone, though its process may end a moment later.
  const closed = new Promise<void>((resolve) => {
    connection.onClose(() => resolve());
    child.stdin.on('error', () => resolve());
  });
  const ended = Promise.race([exited, closed]);
  void ended.then(() => connection.dispose());
  connection.onError(ignore);
  connection.listen();
  return {
    connection,
    ended,
    end() {
      child.stdin.end();
      const kill = setTimeout(() => child.kill('SIGKILL'), 2_000);
      kill.unref();
      void exited.then(() => clearTimeout(kill));
    },
  };
}

/** Electron's binary runs as plain Node by this variable; what would load code into the broker is left out. */
function brokerEnvironment(env: Readonly<Record<string, string | undefined>>): Record<string, string | undefined> {
  const { NODE_OPTIONS: _options, VSCODE_INSPECTOR_OPTIONS: _inspector, NODE_V8_COVERAGE: _coverage, ...rest } = env;
  return { ...rest, ELECTRON_RUN_AS_NODE: '1' };
}

function ignore(): void {}
