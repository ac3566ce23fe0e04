import assert from 'node:assert/strict';
import { createArrivals } from '../../../src/core/agents/arrivals.ts';
import type { Arrival, Origin } from '../../../src/core/agents/origin.ts';
import type { Finding } from '../../../src/core/detect/finding.ts';

const opened: Origin = { arrival: 'opened' };
const origin = (arrival: Arrival): Origin => ({ arrival });

function found(fingerprint: string, start: number, end: number): Finding {
  return { start, end, kind: 'k', confidence: 'high', evidence: { type: 'shape' }, fingerprint, redacted: '…' };
}

function arrivalsOf(origins: readonly Origin[]): readonly string[] {
  return origins.map(({ arrival }) => arrival);
}

describe('arrivals in a document', () => {
  it('what stands there at first was opened', () => {
    const arrivals = createArrivals(opened);
    assert.deepEqual(arrivalsOf(arrivals.settle([found('a', 0, 10)], [])), ['opened']);
  });

  it('what arrives later has the origin of its stretch, also where text before it moved it', () => {
    const arrivals = createArrivals(opened);
    arrivals.settle([], []);
    arrivals.note([{ start: 50, removed: 0, inserted: 20 }], origin('agent'));
    arrivals.note([{ start: 0, removed: 0, inserted: 5 }], origin('typed'));
    assert.deepEqual(arrivalsOf(arrivals.settle([found('a', 57, 72)], [])), ['agent']);
  });

  it('a value typed letter by letter is typed', () => {
    const arrivals = createArrivals(opened);
    arrivals.settle([], []);
    for (let at = 0; at < 3000; at++) arrivals.note([{ start: at, removed: 0, inserted: 1 }], origin('typed'));
    assert.deepEqual(arrivalsOf(arrivals.settle([found('a', 0, 3000)], [])), ['typed']);
  });

  it('a value keeps its origin while text around it changes', () => {
    const arrivals = createArrivals(opened);
    const before = arrivals.settle([found('a', 0, 10)], []);
    assert.deepEqual(arrivalsOf(before), ['opened']);
    arrivals.note([{ start: 0, removed: 0, inserted: 40 }], origin('agent'));
    assert.deepEqual(arrivalsOf(arrivals.settle([found('a', 40, 50)], [found('a', 0, 10)])), ['opened']);
  });

  it('what git turns out to have written is git’s, before it was looked at and after', () => {
    const [disk, git]: Origin[] = [{ arrival: 'disk' }, { arrival: 'disk', git: true }];
    assert.ok(disk && git);
    const arrivals = createArrivals(opened);
    arrivals.settle([], []);
    arrivals.note([{ start: 0, removed: 0, inserted: 10 }], disk);
    arrivals.correct(disk, git);
    assert.deepEqual(arrivals.settle([found('a', 0, 10)], []), [git]);
    const other: Origin = { arrival: 'disk' };
    arrivals.note([{ start: 10, removed: 0, inserted: 10 }], other);
    const both = [found('a', 0, 10), found('b', 10, 20)];
    assert.deepEqual(arrivals.settle(both, [found('a', 0, 10)]), [git, other]);
    arrivals.correct(other, git);
    assert.deepEqual(arrivals.settle(both, both), [git, git]);
  });

  it('undo brings a value back with the origin it had', () => {
    const arrivals = createArrivals(opened);
    arrivals.settle([], []);
    arrivals.note([{ start: 0, removed: 0, inserted: 10 }], origin('pasted'));
    arrivals.settle([found('a', 0, 10)], []);
    arrivals.note([{ start: 0, removed: 10, inserted: 3 }], 'kept');
    arrivals.settle([], [found('a', 0, 10)]);
    arrivals.note([{ start: 0, removed: 3, inserted: 10 }], 'kept');
    assert.deepEqual(arrivalsOf(arrivals.settle([found('a', 0, 10)], [])), ['pasted']);
  });

  it('a value that comes again another way has the new origin', () => {
    const arrivals = createArrivals(opened);
    arrivals.settle([found('a', 0, 10)], []);
    arrivals.note([{ start: 0, removed: 10, inserted: 0 }], origin('typed'));
    arrivals.settle([], [found('a', 0, 10)]);
    arrivals.note([{ start: 0, removed: 0, inserted: 10 }], origin('completion'));
    assert.deepEqual(arrivalsOf(arrivals.settle([found('a', 0, 10)], [])), ['completion']);
  });

  it('undo of what nobody saw arrive is unknown', () => {
    const arrivals = createArrivals(opened);
    arrivals.settle([], []);
    arrivals.note([{ start: 0, removed: 0, inserted: 10 }], 'kept');
    assert.deepEqual(arrivalsOf(arrivals.settle([found('a', 0, 10)], [])), ['unknown']);
  });
});
