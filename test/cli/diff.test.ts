import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { unifiedDiff } from '../../src/cli/fix/diff.ts';
import { scratch } from '../broker/scratch.ts';

describe('a unified diff', () => {
  it('is empty where nothing changes', () => {
    const edits = [{ start: 0, end: 1, newText: 'a' }];
    assert.equal(unifiedDiff({ path: 'a', before: 'a\n', edits, show }), '');
    assert.equal(unifiedDiff({ path: 'a', before: 'a\n', edits: [], show }), '');
  });

  it('is one that git applies, whatever the edits', () => {
    using folder = scratch();
    const path = join(folder.path, 'a');
    const word = fc.constantFrom('x', 'yy', '\n', '\n\n', ' ', 'long line here\n');
    const text = fc.array(word, { maxLength: 40 }).map((words) => words.join(''));
    const cut = fc.tuple(fc.nat(60), fc.nat(8), text);
    fc.assert(
      fc.property(text, fc.array(cut, { maxLength: 3 }), (before, cuts) => {
        const edits = editsFrom(before, cuts);
        const diff = unifiedDiff({ path: 'a', before, edits, show });
        writeFileSync(path, before);
        if (diff !== '') {
          execFileSync('git', ['apply', '--unidiff-zero', '--whitespace=nowarn', '-'], {
            cwd: folder.path,
            input: diff,
          });
        }
        assert.equal(readFileSync(path, 'utf8'), applied(before, edits));
      }),
      { numRuns: 40 },
    );
  });
});

type Edit = { readonly start: number; readonly end: number; readonly newText: string };

function editsFrom(before: string, cuts: readonly (readonly [number, number, string])[]): readonly Edit[] {
  const edits: Edit[] = [];
  for (const [at, length, newText] of cuts.toSorted(([one], [other]) => one - other)) {
    const start = Math.max(Math.min(at, before.length), (edits.at(-1)?.end ?? -1) + 1);
    if (start > before.length) break;
    edits.push({ start, end: Math.min(before.length, start + length), newText });
  }
  return edits;
}

function applied(before: string, edits: readonly Edit[]): string {
  let text = before;
  for (const { start, end, newText } of edits.toReversed()) text = text.slice(0, start) + newText + text.slice(end);
  return text;
}

function show(line: string): string {
  return line;
}
