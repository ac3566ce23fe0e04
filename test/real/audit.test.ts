import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { auditFiles, auditLines } from '../../src/broker/audit/audit-files.ts';
import { openAuditLog } from '../../src/broker/audit/audit-log.ts';
import { sha256 } from '../../src/broker/audit/sha256.ts';
import { verifyLog } from '../../src/core/audit/verify.ts';
import { events } from '../core/audit/samples.ts';
import { scratch } from '../broker/scratch.ts';
import { bundle } from '../cli/program.ts';
import { outcomeInKeyring } from './parts/keyring.ts';
import { orSkip } from './parts/part.ts';

const appender = join(import.meta.dirname, '../broker/audit/appender.ts');
const [event = assert.fail()] = events;

describe('the audit log', () => {
  it('keeps 10,000 events in sequence and 200 at once, of two processes, in one whole chain', async function () {
    this.timeout(120_000);
    using folder = scratch();
    const log = openAuditLog({ folder: folder.path, rotateAt: 2_000_000 });
    for (let count = 0; count < 9_900; count++) await log.append(event);
    const other = spawn(process.execPath, [appender, folder.path, 'other', '100'], { stdio: 'inherit' });
    const ended = new Promise((resolve) => other.once('close', resolve));
    await Promise.all(Array.from({ length: 200 }, () => log.append(event)));
    assert.equal(await ended, 0);
    assert.ok(auditFiles(folder.path).length > 2);
    assert.deepEqual(verifyLog(auditLines(folder.path), { sha256 }), { count: 10_200, tampering: [] });
  });

  it('is whole after a file-size limit stopped its writer, and every event before that is in it', async () => {
    using folder = scratch();
    const script = 'ulimit -f 24; exec "$@"';
    const args = ['-c', script, 'sh', process.execPath, appender, folder.path, 'limited', '1000'];
    const { status, stderr } = spawnSync('bash', args, { encoding: 'utf8' });
    assert.notEqual(status, 0);
    assert.match(stderr, /EFBIG/);
    const { count, tampering } = verifyLog(auditLines(folder.path), { sha256 });
    assert.ok(count > 10 && count < 1000, String(count));
    await openAuditLog({ folder: folder.path }).append(event);
    assert.deepEqual([verifyLog(auditLines(folder.path), { sha256 }).count, tampering], [count + 1, []]);
  });

  it('finds what was put back, cut and taken away together with its own file', async function () {
    this.timeout(300_000);
    using folder = scratch();
    const script = join(import.meta.dirname, 'keyring-session.ts');
    const command = [process.execPath, script, folder.path, await bundle()];
    const { status, stdout, stderr } = await orSkip(this, () => outcomeInKeyring(command));
    assert.equal(status, 0, stderr);
    const seen = JSON.parse(stdout) as Readonly<Record<string, string>>;
    assert.deepEqual(seen, {
      'as it was written': '0 the audit log is whole: 12 lines, signed up to line 12',
      'an older log and its own checkpoint put back': '1 line 6: the log was cut off after it, 6 lines in all',
      'the whole folder taken away': '1 line 0: the log was cut off after it, 12 lines in all',
      'a checkpoint that somebody else signed': '1 the checkpoint was not signed with the key of this vault',
      'put right again': '0 the audit log is whole: 12 lines, signed up to line 12',
    });
  });
});
