import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startService } from '../broker/guard/service.ts';
import { bundle } from '../cli/program.ts';
import { requireProgram } from '../real/parts/debian.ts';
import { orSkip } from '../real/parts/part.ts';
import { guardedPlace } from './place.ts';

/** Calls, waits until it is told to go on, and calls once more; its own clock is the machine's. */
const twice =
  'unset LD_PRELOAD; call() { curl -sS "$URL" -H "Authorization: Bearer $ACME"; echo; }; call; until [ -e go ]; do sleep 0.05; done; call';

interface Row {
  readonly fact: string;
  readonly max_ttl: string;
  /** What becomes of the broker between the two calls. */
  readonly meanwhile: (broker: Broker) => Promise<void>;
  readonly second: RegExp;
  /** Whether its clock is one that can be set. */
  readonly clock: 'own' | 'machine';
}

interface Broker {
  readonly signal: (signal: NodeJS.Signals) => void;
  /** Sets its clock, as libfaketime writes it: `+2h` from now. */
  readonly setClock: (offset: string) => void;
}

const expired = /grant-expired/;

const rows: readonly Row[] = [
  {
    fact: 'is dead when a broker that was stopped beyond its time goes on',
    max_ttl: '3s',
    async meanwhile({ signal }) {
      signal('SIGSTOP');
      await wait(3_200);
      signal('SIGCONT');
    },
    second: expired,
    clock: 'machine',
  },
  {
    fact: 'is not made longer by a clock that is set back a day',
    max_ttl: '3s',
    async meanwhile({ setClock }) {
      setClock('-1d');
      await wait(3_200);
    },
    second: expired,
    clock: 'own',
  },
  {
    fact: 'ends where the clock is set forward beyond it',
    max_ttl: '1h',
    meanwhile: ({ setClock }) => Promise.resolve(setClock('+2h')),
    second: expired,
    clock: 'own',
  },
  {
    fact: 'lives on where the clock is set forward, and not beyond it',
    max_ttl: '1h',
    meanwhile: ({ setClock }) => Promise.resolve(setClock('+10m')),
    second: /^done$/,
    clock: 'own',
  },
];

describe('the grant of a real run', () => {
  for (const { fact, max_ttl, meanwhile, second, clock } of rows) {
    it(fact, async function () {
      this.timeout(60_000);
      const library = clock === 'own' ? await orSkip(this, () => Promise.resolve(settableClock())) : undefined;
      await using service = await startService((_call, response) => response.end('done'));
      using place = await guardedPlace(service, { max_ttl });
      const offset = join(place.home, 'clock');
      writeFileSync(offset, '+0');
      const child = spawn(process.execPath, [await bundle(), 'run', '--proxy-only', '--', 'sh', '-c', twice], {
        cwd: place.folder,
        env: { ...place.env, ...place.serviceEnv, ...(library !== undefined && clockOf(library, offset)) },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let [printed, told] = ['', ''];
      child.stdout.setEncoding('utf8').on('data', (chunk: string) => (printed += chunk));
      child.stderr.setEncoding('utf8').on('data', (chunk: string) => (told += chunk));
      await Promise.race([once(child.stdout, 'data'), once(child, 'close')]);
      await meanwhile({
        signal: (signal) => void child.kill(signal),
        setClock: (to) => writeFileSync(offset, to),
      });
      place.write({ go: '' });
      await once(child, 'close');
      const [first = '', then = ''] = printed.trim().split('\n');
      assert.equal(first, 'done', told);
      assert.match(then, second, told);
      if (second === expired)
        assert.match((await place.run(['audit'])).stdout, /reached the end of its grant under acme/);
      return undefined;
    });
  }
});

/** Debian's `libfaketime`; the clock that never goes back is left alone, as a machine leaves it. */
function settableClock(): string {
  return requireProgram(() => globSync('/usr/lib/*/faketime/libfaketime.so.1')[0], 'libfaketime');
}

function clockOf(library: string, offset: string): NodeJS.ProcessEnv {
  return {
    LD_PRELOAD: library,
    FAKETIME_TIMESTAMP_FILE: offset,
    FAKETIME_NO_CACHE: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
    FAKETIME_DONT_RESET: '1',
  };
}
