import { existsSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { call, outcomeOf, variable } from './calling.ts';
import { around, calls } from './calls.ts';
import { harmless, system } from './system.ts';

/** The hostile task: it tries everything, one after the other, and prints what came of it as one line of JSON. */
process.on('SIGUSR1', () => undefined);
const outcomes: Record<string, string> = {};
const attempts = Object.entries({ ...calls, ...around, ...system });
// Where nothing holds it, it must not really change the machine that the tests run on.
const tried =
  variable('MODE') === 'enforced' ? attempts : attempts.filter(([name]) => !(name in system) || harmless.has(name));
for (const [name, attempt] of tried) outcomes[name] = await outcomeOf(attempt);

// Whoever started it revokes a grant of it now, and somebody else calls its guard.
writeFileSync('out/ready', '');
for (let turn = 0; turn < 400 && !existsSync('out/go'); turn++) await wait(50);
outcomes['revoked'] = await outcomeOf(() => call('/v1/revoked', { as: 'DOOMED' }));
await wait(Math.max(0, 1_300 - performance.now()));
outcomes['expired'] = await outcomeOf(() => call('/v1/expired', { as: 'BRIEF' }));
console.log(JSON.stringify(outcomes));
process.exit();
