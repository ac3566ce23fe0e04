import assert from 'node:assert/strict';
import { cpSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { auditFiles, auditFolder, auditLines } from '../../../src/broker/audit/audit-files.ts';
import { openAuditLog } from '../../../src/broker/audit/audit-log.ts';
import { sha256 } from '../../../src/broker/audit/sha256.ts';
import { openCheckpoints } from '../../../src/broker/audit/checkpoint.ts';
import type { Checkpoints } from '../../../src/broker/audit/checkpoint.ts';
import { verifyLog } from '../../../src/core/audit/verify.ts';
import type { Tampering } from '../../../src/core/audit/tampering.ts';
import { events } from '../../core/audit/samples.ts';
import { scratch } from '../scratch.ts';

const [event = assert.fail()] = events;
/** Lines in each of the files but the last, which is the one that is written. */
const each = 4;
const whole = 3 * each + 2;

describe('tampering with a log of several files', () => {
  finds('an edited line in an older file', (files) => edit(files[0], 1, 'node', 'nope'), [{ line: 2, code: 'edited' }]);
  finds('an edited last line of an older file', (files) => edit(files[0], each - 1, 'node', 'nope'), [
    { line: each, code: 'edited' },
  ]);
  finds('a deleted line in an older file', (files) => change(files[1], (lines) => lines.toSpliced(1, 1)), [
    { line: each + 2, code: 'missing', lines: 1 },
  ]);
  finds('an older file that is gone', (files) => rmSync(files[1] ?? ''), [
    { line: each + 1, code: 'missing', lines: each },
  ]);
  finds('the oldest file that is gone', (files) => rmSync(files[0] ?? ''), [{ line: 1, code: 'missing', lines: each }]);
  finds('the newest file that is gone', (files) => rmSync(files[3] ?? ''), [{ line: 3 * each, code: 'cut', lines: 2 }]);
  finds('an older file that is cut off', (files) => change(files[1], (lines) => lines.slice(0, 2)), [
    { line: each + 3, code: 'missing', lines: 2 },
  ]);
  finds('two files that changed places', swapFirstTwo, [{ line: each + 1, through: 2 * each, code: 'reordered' }]);
  finds(
    'a file that stands there a second time',
    ([first = '']) => cpSync(first, join(dirname(first), 'audit.000000000013.jsonl')),
    [{ line: 3 * each + 1, through: 4 * each, code: 'repeated' }],
  );
  finds('lines moved from one file to another', moveLine, [{ line: whole, code: 'reordered' }]);
  finds('every file that is gone', (files) => files.forEach((path) => rmSync(path)), [
    { line: 0, code: 'cut', lines: whole },
  ]);

  it('and writing on after it leaves it found', async () => {
    using folder = scratch();
    const { checkpoints } = await written(folder.path);
    rmSync(auditFiles(folder.path)[3] ?? '');
    await openAuditLog({ folder: folder.path }).append(event);
    const { checkpoint } = await checkpoints.read();
    const { tampering } = verifyLog(auditLines(folder.path), { sha256, ...(checkpoint && { checkpoint }) });
    assert.deepEqual(
      tampering.map(({ code }) => code),
      ['cut'],
    );
  });

  it('is not what a clock does that is set back and forward', async () => {
    using folder = scratch();
    for (const now of [5_000_000, 1_000, 9_000_000_000_000, 0])
      await openAuditLog({ folder: folder.path, now: () => now }).append(event);
    assert.deepEqual(verifyLog(auditLines(folder.path), { sha256 }).tampering, []);
  });

  it('is not what a broker does that begins a new file while somebody reads', async () => {
    using folder = scratch();
    await written(folder.path);
    const reading = auditLines(folder.path);
    const first: unknown = reading.next().value;
    for (let line = 0; line < each; line++) await openAuditLog({ folder: folder.path, rotateAt: 1 }).append(event);
    // The file that was open grew by one line before it was set aside.
    assert.equal([first, ...reading].length, whole + 1);
    assert.equal([...auditLines(folder.path)].length, whole + each);
  });
});

type Tamper = (files: readonly string[]) => void;

function finds(fact: string, tamper: Tamper, expected: readonly Tampering[]): void {
  it(`finds and locates ${fact}`, async () => {
    using folder = scratch();
    const { checkpoints } = await written(folder.path);
    const { checkpoint } = await checkpoints.read();
    const verify = () => verifyLog(auditLines(folder.path), { sha256, ...(checkpoint && { checkpoint }) }).tampering;
    assert.deepEqual(verify(), []);
    tamper(auditFiles(folder.path));
    assert.deepEqual(placesOf(verify()), expected);
  });
}

/** Four files, with four lines in each but the last, and a checkpoint of the whole. */
async function written(folder: string): Promise<{ readonly checkpoints: Checkpoints }> {
  const checkpoints = openCheckpoints({ folder, key: Buffer.alloc(32, 9) });
  for (let line = 1; line <= whole; line++) {
    const rotateAt = line % each === 0 ? 1 : 1_000_000;
    await openAuditLog({ folder, rotateAt, checkpoints }).appendDurably(event);
  }
  assert.equal(auditFiles(folder).length, 4);
  return { checkpoints };
}

function change(path: string | undefined, to: (lines: string[]) => string[]): void {
  const lines = readFileSync(path ?? '', 'utf8')
    .split('\n')
    .slice(0, -1);
  writeFileSync(
    path ?? '',
    to(lines)
      .map((line) => `${line}\n`)
      .join(''),
  );
}

function edit(path: string | undefined, index: number, from: string, to: string): void {
  change(path, (lines) => lines.with(index, (lines[index] ?? '').replace(from, to)));
}

function swapFirstTwo([first = '', second = '']: readonly string[]): void {
  renameSync(first, `${first}.aside`);
  renameSync(second, first);
  renameSync(`${first}.aside`, second);
  assert.ok(basename(first) < basename(second) && dirname(first) === auditFolder(dirname(dirname(first))));
}

/** The second line of the first file is put at the end. */
function moveLine([first, , , last]: readonly string[]): void {
  let moved = '';
  change(first, (lines) => {
    moved = lines[1] ?? '';
    return lines.toSpliced(1, 1);
  });
  change(last, (lines) => [...lines, moved]);
}

/** The numbers that the lines carry follow from the rest. */
function placesOf(tampering: readonly Tampering[]): readonly Tampering[] {
  return tampering.map(({ sequences: _numbers, ...rest }) => rest);
}
