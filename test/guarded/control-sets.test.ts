import assert from 'node:assert/strict';
import { whyNoSandbox } from '../../src/broker/sandbox/sandbox.ts';
import type { Task } from '../../src/core/requests/manifest.ts';
import { startService } from '../broker/guard/service.ts';
import { guardedPlace } from './place.ts';

/** From inside, one word for each thing that a control decides. */
const line = `
cat more/b.txt 2>/dev/null || echo
grep -c UNSEEN .env
echo "\${SEEN:-}" "\${HIDDEN:-}"
echo "\${ACME:+placeholder}" "\${OTHER:+placeholder}"
curl -sS -m 10 -o /dev/null -w "%{http_code}\\n" http://registry.example/x
curl -sS -m 10 -o /dev/null -w "%{http_code}\\n" -H "Authorization: Bearer $ACME" "$BASE/v1/orders"
`;

/** Each control, what it adds to a task, and what is seen of it: without and with. */
const controls = {
  files: { adds: { read: { files: ['.'] } }, without: ['', '0'], with: ['more', '0'] },
  env: { adds: { read: { env: ['BASE', 'SEEN'] } }, without: [''], with: ['1'] },
  // Where no request is used, no tunnel to its host is opened.
  uses: { adds: { uses: ['acme'] }, without: ['', '000'], with: ['placeholder', '200'] },
  // There is no such host: a call that is let through ends at the guard with 502.
  call: { adds: { call: [{ host: 'registry.example:80' }] }, without: ['403'], with: ['502'] },
} as const;
type Control = keyof typeof controls;

const all = Object.keys(controls) as readonly Control[];
const sets: readonly (readonly Control[])[] = [[], ...all.map((one) => [one]), ['files', 'call'], ['env', 'uses'], all];

describe('what a task may read and what it may call', () => {
  let found: ReadonlyMap<string, readonly string[]> = new Map();

  before(async function () {
    this.timeout(120_000);
    const reason = await whyNoSandbox();
    if (reason !== undefined) {
      console.log(`    (skipped: this machine cannot enforce: ${reason})`);
      return this.skip();
    }
    await using service = await startService((_call, response) => response.end('done'));
    const other = { delivery: { mode: 'header', env: 'OTHER', header: 'Authorization', format: 'Bearer {}' } } as const;
    using place = await guardedPlace(service, { requests: { other } });
    place.write({ '.env': 'A=UNSEEN', 'more/b.txt': 'more\n', 'src/a.txt': '' });
    const tasks = Object.fromEntries(sets.map((set) => [nameOf(set), taskOf(set)]));
    place.write({ 'valet-key.json': JSON.stringify({ ...place.manifest, tasks }) });
    const env = { ...place.serviceEnv, SEEN: '1', HIDDEN: '1' };
    const outcomes = new Map<string, readonly string[]>();
    for (const name of Object.keys(tasks)) {
      const { stdout, stderr } = await place.run(['run', '--enforced', name], { env });
      const lines = stdout.split('\n').map((text) => text.trim());
      assert.equal(lines.length, 7, `${name}: ${stdout}${stderr}`);
      outcomes.set(name, lines);
    }
    found = outcomes;
    return undefined;
  });

  for (const set of sets) {
    it(`with ${set.join(' and ') || 'nothing more'} is what that says, and no more`, () => {
      const seen = (control: Control) => controls[control][set.includes(control) ? 'with' : 'without'];
      const [more = '', denied = ''] = seen('files');
      const [variable = ''] = seen('env');
      const [placeholder = '', own = ''] = seen('uses');
      const [call = ''] = seen('call');
      assert.deepEqual(found.get(nameOf(set)), [more, denied, variable, placeholder, call, own, '']);
    });
  }
});

function nameOf(set: readonly Control[]): string {
  return set.join('-') || 'nothing';
}

function taskOf(set: readonly Control[]): Task {
  const base: Task = { command: ['sh', '-c', line], uses: [], read: { files: ['src'], env: ['BASE'] } };
  const added = set.map((control): Partial<Task> => controls[control].adds);
  return added.reduce<Task>((task, more) => ({ ...task, ...more, read: { ...task.read, ...more.read } }), base);
}
