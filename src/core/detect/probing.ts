import { type Anchor, createAutomaton } from './automaton.ts';
import type { Candidate, Probe, Scan } from './probe.ts';

/** Joins probes to one pass over a text: wherever an anchor stands, the probes that gave it say what they see there. */
export function createProbing(probes: readonly Probe[]): (scan: Scan) => Candidate[] {
  const { anchors, probesOf } = gather(probes);
  const automaton = createAutomaton(anchors);

  return (scan) => {
    const candidates: Candidate[] = [];
    automaton.run(scan.text, 0, scan.text.length, (index, end) => {
      const anchor = anchors[index] as Anchor;
      const at = anchor.match === 'loose' ? looseStart(scan.text, anchor.text.length, end) : end - anchor.text.length;
      let moved = end;
      for (const probe of probesOf[index] ?? []) {
        const seen = probe.probe(scan, at, end - at);
        if (!seen) continue;
        if (isOne(seen)) {
          candidates.push(seen);
          moved = Math.max(moved, provenEnd(seen, at));
        } else candidates.push(...seen);
      }
      return moved;
    });
    return candidates;
  };
}

function isOne(seen: Candidate | readonly Candidate[]): seen is Candidate {
  return !Array.isArray(seen);
}

/** What lies inside a proven credential needs no looking at. */
function provenEnd(candidate: Candidate, at: number): number {
  return candidate.rank >= 3 && candidate.start <= at ? candidate.end : 0;
}

function gather(probes: readonly Probe[]): { anchors: readonly Anchor[]; probesOf: readonly (readonly Probe[])[] } {
  const indexes = new Map<string, number>();
  const anchors: Anchor[] = [];
  const probesOf: Probe[][] = [];
  const add = (probe: Probe, anchor: Anchor): void => {
    const key = `${anchor.match === 'loose' ? '~' : '='}${anchor.text}`;
    const index = indexes.get(key) ?? anchors.push(anchor) - 1;
    indexes.set(key, index);
    const gathered = (probesOf[index] ??= []);
    if (!gathered.includes(probe)) gathered.push(probe);
  };
  for (const probe of probes) {
    for (const text of probe.anchors) add(probe, { text, match: 'folded' });
    for (const text of probe.spelled ?? []) add(probe, { text, match: 'exact' });
    for (const text of probe.words ?? []) add(probe, { text, match: 'loose' });
  }
  return { anchors, probesOf };
}

/** Where a loose word begins that ends at `end`: as many letters and digits back as it has. */
function looseStart(text: string, letters: number, end: number): number {
  let at = end;
  for (let left = letters; left > 0; at--) if (!isSeparator(text.charCodeAt(at - 1))) left--;
  return at;
}

function isSeparator(code: number): boolean {
  return code === 0x5f || code === 0x2d || code === 0x2e;
}
