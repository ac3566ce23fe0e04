/**
 * Finds every occurrence of thousands of anchors in one pass over a text: Aho–Corasick as a deterministic automaton
 * over reduced character classes, in typed arrays.
 *
 * An anchor is looked for in one of three ways: *exact*, as it is spelled; *folded*, in any mixture of upper and lower
 * case; *loose*, folded, and with its letters parted by any `_`, `-` and `.`: `ddapikey` finds `DD_API_KEY`. The
 * automaton is the product of one for each way. Its rows are made when a text first enters them, so building costs
 * what the anchors' letters cost, and the few thousand states that ordinary text visits lie close together in memory.
 */
export interface Anchor {
  /** ASCII; lower case where folded, lower-case letters and digits alone where loose. */
  readonly text: string;
  readonly match: Match;
}

export type Match = 'exact' | 'folded' | 'loose';

/** Is told the index of an anchor and where its occurrence ends; a return value moves the scan on to that offset. */
export type Report = (anchor: number, end: number) => number | undefined;

export interface Automaton {
  /** Reads `text` from `start` to `end` and reports the occurrences that lie inside, by their ends. */
  run(text: string, start: number, end: number, report: Report): void;
  /** How many states exist so far. */
  readonly states: number;
}

export function createAutomaton(anchors: readonly Anchor[]): Automaton {
  const { classes, classCount } = classify(anchors);
  const rows = createRows(
    {
      exact: createTrie(anchors, classes, { classCount, match: 'exact' }),
      folded: createTrie(anchors, classes, { classCount, match: 'folded' }),
      loose: createTrie(anchors, classes, { classCount, match: 'loose' }),
    },
    { classCount, separators: separators.map((code) => classOf(classes, code)) },
  );

  function run(text: string, start: number, end: number, report: Report): void {
    let state = 0;
    let at = start;
    while (at < end) {
      // This loop runs once a character: everything it touches is at hand, and nothing is called.
      const [next, classed] = [rows.next(), classes];
      let to = state;
      for (; at < end; at++) {
        to = next[state + (classed[text.charCodeAt(at)] as number)] as number;
        if (to < 0) break;
        state = to;
      }
      if (to >= 0) return;
      if (to === unmade) to = rows.make(state, classes[text.charCodeAt(at)] as number);
      at++;
      state = to < 0 ? ~to : to;
      if (to >= 0) continue;
      const moved = reportAll(rows.outputs(state), at, report);
      if (moved <= at) continue;
      at = moved;
      state = 0;
    }
  }
  return {
    run,
    get states() {
      return rows.count();
    },
  };
}

/** Marks a transition that no text has taken yet. */
const unmade = -0x8000_0000;

const separators = ['_', '-', '.'].map((separator) => separator.charCodeAt(0));

function reportAll(outputs: Int32Array, end: number, report: Report): number {
  let moved = end;
  for (let index = 0; index < outputs.length; index++) {
    moved = Math.max(moved, report(outputs[index] as number, end) ?? 0);
  }
  return moved;
}

/** Class 0 is every character that no anchor holds. */
function classify(anchors: readonly Anchor[]): { classes: Uint8Array; classCount: number } {
  const classes = new Uint8Array(0x1_0000);
  let classCount = 1;
  const add = (code: number): void => {
    if (classes[code] === 0) classes[code] = classCount++;
  };
  for (const { text, match } of anchors) {
    for (let at = 0; at < text.length; at++) {
      add(text.charCodeAt(at));
      if (match !== 'exact') add(otherCase(text.charCodeAt(at)));
    }
  }
  if (anchors.some(({ match }) => match === 'loose')) separators.forEach(add);
  return { classes, classCount };
}

/** The upper case of a lower-case letter; of anything else, itself. */
function otherCase(code: number): number {
  return code >= 0x61 && code <= 0x7a ? code - 0x20 : code;
}

function classOf(classes: Uint8Array, code: number): number {
  return classes[code] ?? 0;
}

/** The anchors of one way as a full automaton: `next[node * classCount + class]`, and what each node has found. */
interface Trie {
  readonly next: Int32Array;
  readonly outputs: readonly Int32Array[];
}

function createTrie(
  anchors: readonly Anchor[],
  classes: Uint8Array,
  { classCount, match }: { classCount: number; match: Match },
): Trie {
  const letters = anchors.reduce((sum, anchor) => sum + (anchor.match === match ? anchor.text.length : 0), 1);
  const next = new Int32Array(letters * classCount);
  const found: (number[] | undefined)[] = [];
  let count = 1;
  anchors.forEach((anchor, index) => {
    if (anchor.match !== match) return;
    let row = 0;
    for (let at = 0; at < anchor.text.length; at++) {
      const code = anchor.text.charCodeAt(at);
      const edge = row + classOf(classes, code);
      const child = next[edge] === 0 ? count++ : (next[edge] as number);
      next[edge] = child;
      if (match !== 'exact') next[row + classOf(classes, otherCase(code))] = child;
      row = child * classCount;
    }
    (found[row / classCount] ??= []).push(index);
  });
  return { next, outputs: close(next, found, { count, classCount }) };
}

/** Fills the missing edges breadth first, each from the longest proper suffix, and gathers what suffixes have found. */
function close(
  next: Int32Array,
  found: readonly (readonly number[] | undefined)[],
  { count, classCount }: { count: number; classCount: number },
): Int32Array[] {
  const outputs: Int32Array[] = Array.from({ length: count }, () => nothing);
  const suffix = new Int32Array(count);
  const queue = new Int32Array(count);
  const queued = new Uint8Array(count);
  let [head, tail] = [0, 1];
  while (head < tail) {
    const node = queue[head++] as number;
    const own = found[node];
    const inherited = outputs[suffix[node] as number] ?? nothing;
    outputs[node] = own ? Int32Array.of(...own, ...inherited) : inherited;
    const row = node * classCount;
    const suffixRow = (suffix[node] as number) * classCount;
    for (let edge = 0; edge < classCount; edge++) {
      const child = next[row + edge] as number;
      const fallback = node === 0 ? 0 : (next[suffixRow + edge] as number);
      if (child === 0) next[row + edge] = fallback;
      else if (queued[child] === 0) {
        // Both cases of a letter lead to the same node.
        queued[child] = 1;
        suffix[child] = fallback;
        queue[tail++] = child;
      }
    }
  }
  return outputs;
}

const nothing = new Int32Array(0);

/** The product's rows, made on demand. A state is the offset of its row, so that a step is one addition. */
interface Rows {
  readonly next: () => Int32Array;
  readonly make: (from: number, edge: number) => number;
  readonly outputs: (state: number) => Int32Array;
  readonly count: () => number;
}

interface Tries {
  readonly exact: Trie;
  readonly folded: Trie;
  readonly loose: Trie;
}

/** Where each of the three stands; `quiet` where the loose one has already told what it has found. */
interface Nodes {
  readonly exact: number;
  readonly folded: number;
  readonly loose: number;
  readonly quiet: 0 | 1;
}

function createRows(
  { exact, folded, loose }: Tries,
  { classCount, separators: parting }: { classCount: number; separators: readonly number[] },
): Rows {
  let table = new Int32Array(256 * classCount).fill(unmade);
  const nodes: Nodes[] = [{ exact: 0, folded: 0, loose: 0, quiet: 0 }];
  const outputs: Int32Array[] = [nothing];
  const states = new Map<number, number>([[0, 0]]);

  function make(from: number, edge: number): number {
    const to = step(nodes[from / classCount] as Nodes, edge);
    const key = ((to.exact * folded.outputs.length + to.folded) * loose.outputs.length + to.loose) * 2 + to.quiet;
    const state = states.get(key) ?? add(key, to);
    const value = outputs[state / classCount] === nothing ? state : ~state;
    table[from + edge] = value;
    return value;
  }

  function step(from: Nodes, edge: number): Nodes {
    const at = (trie: Trie, node: number): number => trie.next[node * classCount + edge] as number;
    // A separator leaves a loose word where it is; what the word's last letter has found is not found again.
    const parted = edge !== 0 && from.loose !== 0 && parting.includes(edge);
    const to = parted ? from.loose : at(loose, from.loose);
    const quiet = parted && loose.outputs[to] !== nothing ? 1 : 0;
    return { exact: at(exact, from.exact), folded: at(folded, from.folded), loose: to, quiet };
  }

  function add(key: number, to: Nodes): number {
    const state = nodes.push(to) * classCount - classCount;
    if (state + classCount > table.length) {
      const wider = new Int32Array(table.length * 2).fill(unmade);
      wider.set(table);
      table = wider;
    }
    states.set(key, state);
    const found = [
      exact.outputs[to.exact],
      folded.outputs[to.folded],
      to.quiet === 1 ? nothing : loose.outputs[to.loose],
    ];
    const all = found.flatMap((indexes) => Array.from(indexes ?? nothing));
    outputs.push(all.length === 0 ? nothing : Int32Array.from(all));
    return state;
  }
  return {
    next: () => table,
    make,
    outputs: (state) => outputs[state / classCount] ?? nothing,
    count: () => nodes.length,
  };
}
