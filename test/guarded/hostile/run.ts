import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startService } from '../../broker/guard/service.ts';
import type { Answering, Service } from '../../broker/guard/service.ts';
import { bundle } from '../../cli/program.ts';
import { settled } from '../../harness/settled.ts';
import { guardedPlace } from '../place.ts';
import type { GuardedPlace } from '../place.ts';
import { openOutside } from './outside.ts';

/** What came of a run of the hostile task. */
export interface Tried {
  readonly outcomes: Readonly<Record<string, string>>;
  readonly log: string;
  /** What whoever ran it was told. */
  readonly told: string;
  readonly reached: readonly string[];
  /** Paths of calls that reached the service with something else than the value. */
  readonly withoutValue: readonly string[];
  readonly sawValue: boolean;
  /** The exit status of `audit --verify`. */
  readonly verified: number | undefined;
  readonly arrived: { readonly packets: number; readonly sockets: number };
  /** Files outside of what it may write that are not as they were. */
  readonly changed: readonly string[];
  /** Whether what it started goes on after its end. */
  readonly survives: boolean;
}

export type Mode = 'enforced' | 'proxy-only';

export async function tryEverything(mode: Mode): Promise<Tried> {
  await using service = await startService(answering);
  await using own = await startService((_call, response) => response.end('own'));
  await using outside = await openOutside();
  using place = await placeOfAll(service, own);
  const earlier = await place.run(['run', '--proxy-only', '--', 'sh', '-c', 'echo "$ACME"'], { env: place.serviceEnv });
  const env = {
    ...place.env,
    ...place.serviceEnv,
    ...outside.env,
    EARLIER: earlier.stdout.trim(),
    OTHER_PORT: outside.env.PACKETS,
    OWN_PORT: String(own.port),
    VICTIM: place.home,
    PROGRAM: await bundle(),
    MODE: mode,
    NODE: process.execPath,
  };
  // The shell becomes the broker, so its number is known; a file that the task may not read is open in it.
  const line = `BROKER=$$ exec "$NODE" "$PROGRAM" run --${mode} task 9<.env`;
  const child = spawn('sh', ['-c', line], { cwd: place.folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [printed, told] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (printed += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (told += chunk));
  const closed = once(child, 'close');
  const stranger = await Promise.race([meanwhile(place, child.pid ?? 0), closed.then(() => 'it ended')]);
  await closed;
  const survives = await isGoingOn(join(place.folder, 'out/alive'));
  if (survives) process.kill(Number(readFileSync(join(place.folder, 'out/alive'), 'utf8')), 'SIGKILL');
  return {
    outcomes: { ...outcomesIn(printed), stranger },
    log: (await place.run(['audit'])).stdout,
    told,
    reached: service.reached.map(({ method, url }) => `${method} ${url}`),
    withoutValue: service.reached
      .filter(({ headers }) => headers.authorization !== `Bearer ${place.value}`)
      .map(({ url }) => url),
    sawValue: `${printed}${told}${writtenIn(join(place.folder, 'out'))}`.includes(place.value),
    verified: (await place.run(['audit', '--verify'])).status,
    arrived: { ...outside.arrived },
    changed: planted(place),
    survives,
  };
}

async function placeOfAll(service: Service, own: Service): Promise<GuardedPlace> {
  const place = await guardedPlace(service, {
    requests: {
      once: { delivery: inVariable('ONCE'), max_uses: 1 },
      doomed: { delivery: inVariable('DOOMED') },
      brief: { delivery: inVariable('BRIEF'), max_ttl: '1s' },
    },
    task: {
      command: [process.execPath, 'hostile/task.ts'],
      write: ['out'],
      call: [{ host: `localhost:${own.port}`, paths: ['/**'] }],
      read: { env: variables },
    },
  });
  cpSync(import.meta.dirname, join(place.folder, 'hostile'), { recursive: true });
  const files = ['.git/hooks/pre-commit', '.git/config', '.vscode/tasks.json', 'out/.keep', 'src/a'];
  place.write(Object.fromEntries(files.map((path) => [path, ''])));
  place.write({ '.env': 'A=1', 'package.json': '{"type":"module"}' });
  for (const name of ['.bashrc', '.profile']) writeFileSync(join(place.home, name), '');
  return place;
}

function inVariable(env: string) {
  return { mode: 'header', env, header: 'Authorization', format: 'Bearer {}' } as const;
}

const variables = ['BASE', 'BROKER', 'EARLIER', 'MARK', 'MODE', 'OTHER_PORT', 'OWN_PORT', 'PACKETS', 'PROGRAM'].concat(
  'DBUS_SESSION_BUS_ADDRESS',
  'SOCKET',
  'VICTIM',
);

/** While the task waits, somebody revokes a grant of it, and a process that is none of its own calls its guard. */
async function meanwhile(place: GuardedPlace, broker: number): Promise<string> {
  await settled(
    async () => readdirSync(join(place.folder, 'out')),
    (names) => names.includes('ready'),
    'the task',
    60_000,
  );
  const outcome = await callAsStranger(guardPortOf(broker));
  await place.run(['revoke', 'doomed']);
  place.write({ 'out/go': '' });
  return outcome;
}

/** The port of this machine that the broker listens at. */
function guardPortOf(broker: number): number | undefined {
  const { stdout } = spawnSync('ss', ['-ltnpH'], { encoding: 'utf8' });
  const line = stdout.split('\n').find((one) => one.includes(`pid=${broker},`));
  return line === undefined ? undefined : Number(/127\.0\.0\.1:(?<port>\d+)/.exec(line)?.groups?.['port']);
}

function callAsStranger(port: number | undefined): Promise<string> {
  if (port === undefined) return Promise.resolve('no port');
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    const done = (): void => {
      socket.destroy();
      resolve(/HTTP\/1\.1 (?<status>\d{3})/.exec(text)?.groups?.['status'] ?? 'closed');
    };
    socket.setTimeout(1_500, done);
    socket.once('error', done);
    socket.once('close', done);
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      done();
    });
    socket.write('CONNECT stranger.example:443 HTTP/1.1\r\nHost: stranger.example:443\r\n\r\n');
  });
}

function planted({ folder, home }: GuardedPlace): readonly string[] {
  return [folder, home].flatMap((top) =>
    readdirSync(top, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.parentPath.startsWith(join(folder, 'hostile')))
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => readFileSync(path, 'latin1').includes('planted')),
  );
}

const answering: Answering = ({ url }, response) => {
  const led: Readonly<Record<string, string>> = {
    '/v1/redirect-away': 'https://evil.example/redirected',
    '/v1/redirect-inside': '/v2/redirected',
    '/v1/redirect-trusted': 'https://evil.example/redirected-trusted',
  };
  const location = led[url];
  if (location === undefined) return response.end('done');
  return response.writeHead(url === '/v1/redirect-trusted' ? 307 : 302, { location }).end();
};

async function isGoingOn(path: string): Promise<boolean> {
  const timeOf = (): number | undefined => statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  const before = timeOf();
  await wait(300);
  return timeOf() !== before;
}

function writtenIn(folder: string): string {
  return readdirSync(folder)
    .map((name) =>
      statSync(join(folder, name), { throwIfNoEntry: false })?.isFile()
        ? readFileSync(join(folder, name), 'latin1')
        : '',
    )
    .join('');
}

function outcomesIn(printed: string): Readonly<Record<string, string>> {
  const line = printed.split('\n').findLast((one) => one.startsWith('{')) ?? '{}';
  return JSON.parse(line) as Readonly<Record<string, string>>;
}
