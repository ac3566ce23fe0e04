import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { addRequest, confirmRotation, removeRequest } from '../../../src/core/requests/edit.ts';
import type { ManifestChange } from '../../../src/core/requests/edit.ts';
import { openRotations } from '../../../src/core/requests/reminders.ts';
import { readManifest } from '../../../src/core/requests/read.ts';
import type { Manifest } from '../../../src/core/requests/manifest.ts';
import { fingerprintOf, manifestText, request } from './samples.ts';

const other = { ...request, replaces: [{ file: 'b.py', kind: 'acme-key', fingerprint: fingerprintOf('b') }] };

const commented = `{
    // Reviewed by the platform team.
    "version": 1,
    "requests": {
        "first": ${JSON.stringify({ ...request, replaces: undefined })}, // the old one
    },
    "tasks": { "go": { "command": ["go"], "uses": ["first"] } }
}
`;

describe('editing a manifest', () => {
  it('makes a new one with its schema', () => {
    const text = changed(addRequest(undefined, { name: 'acme', request }));
    assert.match(text, /^\{\n {2}"\$schema": "https:\/\//);
    assert.deepEqual(manifestOf(text).requests, { acme: request });
  });

  it('makes one in a file of blanks', () => {
    const change = addRequest(' \n', { name: 'acme', request });
    assert.equal(change.type, 'changed');
    assert.deepEqual(change.edits, [{ start: 0, end: 2, newText: change.text }]);
  });

  it('keeps comments, indentation and what is not its own', () => {
    const text = changed(addRequest(commented, { name: 'acme', request }));
    assert.deepEqual(manifestOf(text).requests['acme'], request);
    const lines = text.split('\n');
    const kept = commented.split('\n').filter((line) => lines.includes(line));
    assert.equal(kept.join('\n'), commented);
    assert.match(text, /^ {8}"acme": \{$/m);
  });

  it('keeps Windows line ends and tabs', () => {
    const before = '{\r\n\t"version": 1,\r\n\t"requests": {}\r\n}\r\n';
    const text = changed(addRequest(before, { name: 'acme', request }));
    assert.ok(!/(?<!\r)\n/.test(text));
    assert.match(text, /\r\n\t\t"acme": \{\r\n\t\t\t"subject"/);
  });

  it('adds only the literal to a request that is there', () => {
    const before = manifestText();
    const text = changed(addRequest(before, { name: 'acme', request: other }));
    assert.deepEqual(manifestOf(text).requests['acme'], {
      ...request,
      replaces: [...(request.replaces ?? []), ...other.replaces],
    });
  });

  it('starts the list of literals where a request has none', () => {
    const text = changed(addRequest(commented, { name: 'first', request: other }));
    assert.deepEqual(manifestOf(text).requests['first']?.replaces, other.replaces);
  });

  it('changes nothing where the literal is known', () => {
    const before = manifestText();
    assert.deepEqual(addRequest(before, { name: 'acme', request }), { type: 'changed', text: before, edits: [] });
  });

  it('refuses to touch what it cannot read', () => {
    const change = addRequest('{ "version": 1, "requests": {}, "secret": 1 }', { name: 'acme', request });
    assert.equal(change.type, 'refused');
    assert.equal(change.problems[0]?.column, 33);
  });

  it('removes a request, and from the tasks that use it', () => {
    const manifest = manifestOf(changed(removeRequest(commented, 'first')));
    assert.deepEqual(manifest.requests, {});
    assert.deepEqual(manifest.tasks?.['go']?.uses, []);
  });

  it('removes nothing where nothing is', () => {
    assert.equal(changed(removeRequest(commented, 'toString')), commented);
  });

  it('reminds of nothing that was only pasted, and of the same value once it stands in a file', () => {
    const literal = { file: 'src/a.ts', kind: 'acme-key', fingerprint: fingerprintOf('c') };
    const pasted = { ...request, replaces: [{ ...literal, pasted: true as const }] };
    const once = changed(addRequest(undefined, { name: 'acme', request: pasted }));
    assert.deepEqual(openRotations(manifestOf(once)), []);
    assert.equal(changed(addRequest(once, { name: 'acme', request: pasted })), once);
    const twice = changed(addRequest(once, { name: 'acme', request: { ...request, replaces: [literal] } }));
    assert.deepEqual(openRotations(manifestOf(twice)), [{ request: 'acme', replaced: literal }]);
  });

  it('confirms a rotation, and the reminder is gone', () => {
    const before = changed(addRequest(manifestText(), { name: 'acme', request: other }));
    assert.equal(openRotations(manifestOf(before)).length, 2);
    const rotation = { request: 'acme', fingerprint: fingerprintOf('b'), date: '2026-11-23' };
    const text = changed(confirmRotation(before, rotation));
    assert.deepEqual(
      openRotations(manifestOf(text)).map(({ replaced }) => replaced.fingerprint),
      [fingerprintOf('a')],
    );
    assert.equal(changed(confirmRotation(text, { ...rotation, date: '2030-01-01' })), text, 'and is confirmed once');
  });

  it('says by its edits what it says by its text', () => {
    const texts = fc.constantFrom(commented, manifestText(), commented.replaceAll('\n', '\r\n'));
    const names = fc.constantFrom('acme', 'first', 'new-one');
    fc.assert(
      fc.property(texts, names, fc.constantFrom(request, other), (before, name, added) => {
        for (const change of [addRequest(before, { name, request: added }), removeRequest(before, name)]) {
          assert.equal(change.type, 'changed');
          assert.equal(applied(before, change), change.text);
        }
      }),
    );
  });
});

function applied(before: string, change: ManifestChange): string {
  assert.equal(change.type, 'changed');
  return change.edits.reduceRight(
    (text, { start, end, newText }) => text.slice(0, start) + newText + text.slice(end),
    before,
  );
}

function changed(change: ManifestChange): string {
  assert.equal(change.type, 'changed', JSON.stringify(change));
  return change.text;
}

function manifestOf(text: string): Manifest {
  const reading = readManifest(text);
  assert.equal(reading.type, 'manifest', JSON.stringify(reading));
  return structuredClone(reading.manifest);
}
