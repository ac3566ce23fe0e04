import assert from 'node:assert/strict';
import { cpSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { auditFolder } from '../../src/broker/audit/audit-files.ts';
import { openAuditLog } from '../../src/broker/audit/audit-log.ts';
import { checkpointKey, openCheckpoints } from '../../src/broker/audit/checkpoint.ts';
import { loadKeychain } from '../../src/broker/vault/keychain.ts';
import { events } from '../core/audit/samples.ts';
import { vaultIn } from '../broker/scratch.ts';
import { outcomeOf } from '../cli/program.ts';

/** Runs inside a keyring's session: `keyring-session.ts FOLDER CLI`. Prints what `audit --verify` says of each tampering. */
const [, , folder = '', cli = ''] = process.argv;
const keychain = loadKeychain({}) ?? assert.fail('no keychain');
const vault = await vaultIn(folder, { keychain });
const checkpoints = openCheckpoints({ folder, key: await checkpointKey(vault), keychain });
const log = openAuditLog({ folder, checkpoints });
const inside = auditFolder(folder);
const seen: Record<string, string> = {};

for (let line = 1; line <= 12; line++) {
  await log.appendDurably(events[0] ?? assert.fail());
  if (line === 6) cpSync(inside, `${folder}/older`, { recursive: true });
}
await look('as it was written');
renameSync(inside, `${folder}/whole`);
cpSync(`${folder}/older`, inside, { recursive: true });
await look('an older log and its own checkpoint put back');
rmSync(inside, { recursive: true });
await look('the whole folder taken away');
cpSync(`${folder}/whole`, inside, { recursive: true });
writeFileSync(
  join(inside, 'checkpoint.json'),
  JSON.stringify({ count: 12, hash: '0'.repeat(64), time: 1, signature: '0'.repeat(64) }),
);
await look('a checkpoint that somebody else signed');
rmSync(inside, { recursive: true });
renameSync(`${folder}/whole`, inside);
await look('put right again');
vault.close();
console.log(JSON.stringify(seen));

async function look(fact: string): Promise<void> {
  const env = { ...process.env, VALET_KEY_HOME: folder };
  const { status, stdout, stderr } = await outcomeOf(process.execPath, [cli, 'audit', '--verify'], { env });
  seen[fact] = `${status} ${stdout.trim() || stderr.trim()}`;
}
