import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { auditFiles, auditFolder, auditLines } from '../../../src/broker/audit/audit-files.ts';
import { openAuditLog } from '../../../src/broker/audit/audit-log.ts';
import { sha256 } from '../../../src/broker/audit/sha256.ts';
import { checkpointKey, openCheckpoints } from '../../../src/broker/audit/checkpoint.ts';
import type { Checkpoint, Checkpoints } from '../../../src/broker/audit/checkpoint.ts';
import { BrokerError } from '../../../src/broker/protocol/faults.ts';
import { readLine } from '../../../src/core/audit/chain.ts';
import { verifyLog } from '../../../src/core/audit/verify.ts';
import { events } from '../../core/audit/samples.ts';
import { fakeKeychain, scratch, vaultIn } from '../scratch.ts';

const appender = join(import.meta.dirname, 'appender.ts');
const [event = assert.fail()] = events;

describe('the audit log', () => {
  it('is a whole chain over several openings', async () => {
    using folder = scratch();
    for (let opening = 0; opening < 3; opening++) {
      const log = openAuditLog({ folder: folder.path });
      for (const one of events) await log.append(one);
    }
    assert.deepEqual(verified(folder.path), { count: events.length * 3, tampering: [] });
    const [path = ''] = auditFiles(folder.path);
    if (process.platform !== 'win32') assert.equal(statSync(path).mode & 0o777, 0o600);
  });

  it('loses nothing when events come at once', async () => {
    using folder = scratch();
    const log = openAuditLog({ folder: folder.path });
    await Promise.all(Array.from({ length: 500 }, () => log.append(event)));
    assert.deepEqual(verified(folder.path), { count: 500, tampering: [] });
  });

  for (const writers of [2, 8]) {
    it(`loses nothing when ${writers} processes write at once, and begin new files`, async () => {
      using folder = scratch();
      const runs = Array.from({ length: writers }, (_, index) => `run-${index}`);
      const ended = runs.map((run) => {
        const args = [appender, folder.path, run, '40', '30000'];
        const child = spawn(process.execPath, args, { stdio: 'inherit' });
        return new Promise((resolve) => child.once('close', resolve));
      });
      assert.deepEqual(
        await Promise.all(ended),
        runs.map(() => 0),
      );
      assert.deepEqual(verified(folder.path), { count: writers * 40, tampering: [] });
      const lines = [...auditLines(folder.path)];
      for (const run of runs) assert.equal(lines.filter((line) => line.includes(`"run":"${run}"`)).length, 40);
    }).timeout(60_000);
  }

  it('stays one chain where writers that keep it open take turns', async () => {
    using folder = scratch();
    const logs = [1, 2, 3].map(() => openAuditLog({ folder: folder.path, rotateAt: 3000 }));
    for (let turn = 0; turn < 5; turn++) for (const log of logs) await log.append(event);
    assert.deepEqual(verified(folder.path), { count: 15, tampering: [] });
  });

  it('shows that its last line was edited while it was open', async () => {
    using folder = scratch();
    const log = openAuditLog({ folder: folder.path });
    await log.append(event);
    const [path = ''] = auditFiles(folder.path);
    writeFileSync(path, readFileSync(path, 'utf8').replace('"node"', '"nope"'));
    await log.append(event);
    assert.deepEqual(verified(folder.path).tampering, [{ line: 1, code: 'edited' }]);
  });

  it('is written on where its file was taken away while it was open', async () => {
    using folder = scratch();
    const log = openAuditLog({ folder: folder.path });
    await log.append(event);
    rmSync(auditFiles(folder.path)[0] ?? '');
    await log.append(event);
    assert.equal([...auditLines(folder.path)].length, 1);
  });

  it('leaves nothing beside its files after a grant began or ended, and clears what a killed writer left', async () => {
    using folder = scratch();
    const child = spawn(process.execPath, [appender, folder.path, 'run', '1'], { stdio: 'inherit' });
    await new Promise((resolve) => child.once('close', resolve));
    assert.equal(readdirSync(auditFolder(folder.path)).filter((name) => name.endsWith('.tmp')).length, 1);
    await openAuditLog({ folder: folder.path }).appendDurably(event);
    assert.deepEqual(readdirSync(auditFolder(folder.path)), ['audit.jsonl']);
  });

  it('goes on in a new file when one is full, and stays one chain', async () => {
    using folder = scratch();
    for (let turn = 0; turn < 30; turn++) {
      await openAuditLog({ folder: folder.path, rotateAt: 3000 }).append(event);
    }
    assert.ok(auditFiles(folder.path).length > 3);
    assert.deepEqual(verified(folder.path), { count: 30, tampering: [] });
  });

  it('takes a line away that a crash left half-written', async () => {
    using folder = scratch();
    const log = openAuditLog({ folder: folder.path });
    await log.append(event);
    appendFileSync(auditFiles(folder.path)[0] ?? '', '{"activity_id":10,"act');
    await log.append(event);
    assert.deepEqual(verified(folder.path), { count: 2, tampering: [] });
  });

  it('is written on after somebody damaged it, and tells where', async () => {
    using folder = scratch();
    const log = openAuditLog({ folder: folder.path });
    await log.append(event);
    appendFileSync(auditFiles(folder.path)[0] ?? '', 'damage\n');
    await log.append(event);
    assert.deepEqual(verified(folder.path).tampering, [{ line: 2, code: 'unreadable' }]);
  });
});

describe('an audit log that cannot be written', () => {
  it('refuses the event on a full disk, and takes back what was half-written', async () => {
    using folder = scratch();
    await openAuditLog({ folder: folder.path }).append(event);
    const full = openAuditLog({
      folder: folder.path,
      write(file, bytes) {
        writeSync(file, bytes, 0, 40);
        throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
      },
    });
    await refused(full.appendDurably(event), 'ENOSPC');
    await openAuditLog({ folder: folder.path }).append(event);
    assert.deepEqual(verified(folder.path), { count: 2, tampering: [] });
  });

  it('refuses the event where a file stands in the place of its folder', async () => {
    using folder = scratch();
    writeFileSync(auditFolder(folder.path), '');
    await refused(openAuditLog({ folder: folder.path }).append(event), 'EEXIST');
  });

  it('refuses the event where the checkpoint cannot be kept', async () => {
    using folder = scratch();
    mkdirSync(join(auditFolder(folder.path), 'checkpoint.json'), { recursive: true });
    const checkpoints = openCheckpoints({ folder: folder.path, key: randomBytes(32) });
    await refused(openAuditLog({ folder: folder.path, checkpoints }).appendDurably(event), 'EISDIR');
  });
});

describe('the checkpoint of the audit log', () => {
  it('shows that the end was cut', async () => {
    using folder = scratch();
    const checkpoints = openCheckpoints({ folder: folder.path, key: randomBytes(32) });
    const log = openAuditLog({ folder: folder.path, checkpoints });
    for (const one of events) await log.appendDurably(one);
    const [path = ''] = auditFiles(folder.path);
    writeFileSync(path, readFileSync(path, 'utf8').split('\n').slice(0, -3).join('\n') + '\n');
    const { checkpoint, forged } = await checkpoints.read();
    assert.equal(forged, false);
    assert.deepEqual(verifyLog(auditLines(folder.path), { sha256, ...(checkpoint && { checkpoint }) }).tampering, [
      { line: events.length - 2, code: 'cut', lines: 2 },
    ]);
  });

  it('is made of calls too, so that a cut at any line after it shows', async () => {
    using folder = scratch();
    const checkpoints = openCheckpoints({ folder: folder.path, key: randomBytes(32) });
    const log = openAuditLog({ folder: folder.path, checkpoints, signAfter: 1 });
    await log.appendDurably(event);
    for (let call = 0; call < 8; call++) await log.append(event);
    const checkpoint = await signedUpTo(checkpoints, 9);
    const [path = ''] = auditFiles(folder.path);
    const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
    for (let kept = 0; kept < lines.length; kept++) {
      writeFileSync(
        path,
        lines
          .slice(0, kept)
          .map((line) => `${line}\n`)
          .join(''),
      );
      const { tampering } = verifyLog(auditLines(folder.path), { sha256, checkpoint });
      assert.deepEqual(tampering, [{ line: kept, code: 'cut', lines: 9 - kept }]);
    }
  });

  it('is left as it is by calls that follow a cut, and the next grant tells of the cut in the log', async () => {
    using folder = scratch();
    const checkpoints = openCheckpoints({ folder: folder.path, key: randomBytes(32) });
    const log = openAuditLog({ folder: folder.path, checkpoints, signAfter: 1 });
    for (let line = 0; line < 5; line++) await log.appendDurably(event);
    const [path = ''] = auditFiles(folder.path);
    writeFileSync(path, `${readFileSync(path, 'utf8').split('\n').slice(0, 3).join('\n')}\n`);
    for (let call = 0; call < 4; call++) await log.append(event);
    await checkpoints.advance({ count: 7, hash: 'a'.repeat(64) });
    const { checkpoint } = await checkpoints.read();
    assert.equal(checkpoint?.count, 5);
    assert.deepEqual(
      verifyLog(auditLines(folder.path), { sha256, checkpoint }).tampering.map(({ code }) => code),
      ['rewritten'],
    );
    await openAuditLog({ folder: folder.path, checkpoints }).appendDurably(event);
    const told = [...auditLines(folder.path)].flatMap((line) => readLine(line)?.record.unmapped ?? []);
    assert.deepEqual(told.slice(7), [
      { run: event.run, workspace: event.workspace, type: 'log-damaged', signed: 5 },
      event,
    ]);
    assert.equal((await checkpoints.read()).checkpoint?.count, 9);
  });

  it('stays the furthest where two brokers sign', async () => {
    using folder = scratch();
    const [one, other] = [1, 2].map(() => openCheckpoints({ folder: folder.path, key: Buffer.alloc(32, 5) }));
    const lines = openAuditLog({ folder: folder.path });
    for (let line = 0; line < 3; line++) await lines.append(event);
    const hashes = [...auditLines(folder.path)].map((line) => sha256(line));
    await one?.advance({ count: 3, hash: hashes[2] ?? '' });
    await other?.advance({ count: 2, hash: hashes[1] ?? '' });
    assert.equal((await one?.read())?.checkpoint?.count, 3);
  });

  it('is known as forged under another key', async () => {
    using folder = scratch();
    await openCheckpoints({ folder: folder.path, key: randomBytes(32) }).keep({ count: 3, hash: 'a'.repeat(64) });
    assert.deepEqual(await openCheckpoints({ folder: folder.path, key: randomBytes(32) }).read(), { forged: true });
  });

  it('in the keychain outlives an older file that is put back', async () => {
    using folder = scratch();
    const keychain = fakeKeychain();
    const checkpoints = openCheckpoints({ folder: folder.path, key: randomBytes(32), keychain });
    const path = join(auditFolder(folder.path), 'checkpoint.json');
    await checkpoints.keep({ count: 3, hash: 'a'.repeat(64) });
    const older = readFileSync(path);
    await checkpoints.keep({ count: 9, hash: 'b'.repeat(64) });
    writeFileSync(path, older);
    assert.equal((await checkpoints.read()).checkpoint?.count, 9);
    keychain.broken = 'reads';
    assert.equal((await checkpoints.read()).checkpoint?.count, 3);
  });

  it('has its key in the vault, under a name that is not listed', async () => {
    using folder = scratch();
    const vault = await vaultIn(folder.path, { handed: Buffer.alloc(32, 3) });
    const key = await checkpointKey(vault);
    assert.equal(key.length, 32);
    assert.deepEqual(await checkpointKey(vault), key);
    assert.deepEqual(await vault.list(), []);
  });
});

/** Waits until calls are signed up to a line. */
async function signedUpTo(checkpoints: Checkpoints, count: number): Promise<Checkpoint> {
  for (;;) {
    const { checkpoint } = await checkpoints.read();
    if (checkpoint?.count === count) return checkpoint;
    await sleep(5);
  }
}

function verified(folder: string): ReturnType<typeof verifyLog> {
  return verifyLog(auditLines(folder), { sha256 });
}

async function refused(appending: Promise<void>, systemCode: string): Promise<void> {
  const error: unknown = await appending.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof BrokerError, String(error));
  assert.deepEqual([error.fault.code, error.fault.systemCode], ['audit', systemCode]);
}
