import assert from 'node:assert/strict';
import { subjectOf } from '../../../src/core/fix/subject.ts';
import { addRequest } from '../../../src/core/requests/edit.ts';
import { readManifest } from '../../../src/core/requests/read.ts';
import { request } from '../requests/samples.ts';

describe('who asks', () => {
  row({ agent: 'Claude Code', folder: 'shop' }, 'agent:claude-code');
  row({ folder: 'shop' }, 'workload:shop');
  row({ folder: 'My Shop (v2)' }, 'workload:my-shop-v2');
  row({ folder: '店' }, 'workload:app');
  row({ folder: '.config' }, 'workload:config');
  row({ folder: 'a'.repeat(200) }, `workload:${'a'.repeat(80)}`);
  row({ folder: 'build-0123456789abcdef0123456789abcdef' }, 'workload:build');
});

function row(input: Parameters<typeof subjectOf>[0], expected: string): void {
  it(`${JSON.stringify(input).slice(0, 60)} is ${expected.slice(0, 40)}`, () => {
    const subject = subjectOf(input);
    assert.equal(subject, expected);
    const change = addRequest(undefined, { name: 'one', request: { ...request, subject } });
    assert.ok(change.type === 'changed');
    assert.equal(readManifest(change.text).type, 'manifest');
  });
}
