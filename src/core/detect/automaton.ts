/**
 * Finds every occurrence of thousands of anchors in one pass over a text: Aho–Corasick as a deterministic automaton
 * over reduced, case-folded character classes, in typed arrays.
 *
 * There are two sorts of anchors. A *strict* one stands in the text as it is. A *loose* one is a word whose letters
 * may be parted by `_`, `-` and `.`: `ddapikey` finds `DD_API_KEY`. The automaton is the product of one for each sort.
 * Rows of the product are made when a text first enters them, so building costs what the anchors' letters cost, and
 * the few hundred states that ordinary text visits lie close together in memory.
 */
export interface Anchor {
  /** Lower-case ASCII; letters and digits alone where it is loose. */
  readonly text: string;
  readonly loose: boolean;
}

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
  const strict = createTrie(anchors, classes, { classCount, loose: false });
  const loose = createTrie(anchors, classes, { classCount, loose: true });
  const rows = createRows(strict, loose, { classCount, separators: separators.map((code) => classOf(classes, code)) });

  function run(text: string, start: number, end: number, report: Report): void {
    let next = rows.next();
    let state = 0;
    for (let at = start; at < end; at++) {
      const from = state;
      state = next[from + (classes[text.charCodeAt(at)] as number)] as number;
      if (state >= 0) continue;
      if (state === unmade) {
        state = rows.make(from, classes[text.charCodeAt(at)] as number);
        next = rows.next();
        if (state >= 0) continue;
      }
      state = ~state;
      const moved = reportAll(rows.outputs(state), at + 1, report);
      if (moved > at + 1) {
        at = moved - 1;
        state = 0;
      }
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

/** Class 0 is every character that no anchor holds; upper and lower case share a class. */
function classify(anchors: readonly Anchor[]): { classes: Uint8Array; classCount: number } {
  const classes = new Uint8Array(0x1_0000);
  let classCount = 1;
  const add = (code: number): void => {
    if (classes[code] !== 0) return;
    classes[code] = classCount;
    if (code >= 0x61 && code <= 0x7a) classes[code - 0x20] = classCount;
    classCount++;
  };
  for (const { text } of anchors) for (let at = 0; at < text.length; at++) add(text.charCodeAt(at));
  if (anchors.some(({ loose }) => loose)) separators.forEach(add);
  return { classes, classCount };
}

function classOf(classes: Uint8Array, code: number): number {
  return classes[code] ?? 0;
}

/** One sort of anchors as a full automaton: `next[node * classCount + class]`, and what each node has found. */
interface Trie {
  readonly next: Int32Array;
  readonly outputs: readonly Int32Array[];
}

function createTrie(
  anchors: readonly Anchor[],
  classes: Uint8Array,
  { classCount, loose }: { classCount: number; loose: boolean },
): Trie {
  const letters = anchors.reduce((sum, anchor) => sum + (anchor.loose === loose ? anchor.text.length : 0), 1);
  const next = new Int32Array(letters * classCount);
  const found: (number[] | undefined)[] = [];
  let count = 1;
  anchors.forEach((anchor, index) => {
    if (anchor.loose !== loose) return;
    let node = 0;
    for (let at = 0; at < anchor.text.length; at++) {
      const edge = node * classCount + classOf(classes, anchor.text.charCodeAt(at));
      if (next[edge] === 0) next[edge] = count++;
      node = next[edge] as number;
    }
    (found[node] ??= []).push(index);
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
      else {
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

function createRows(
  strict: Trie,
  loose: Trie,
  { classCount, separators: parting }: { classCount: number; separators: readonly number[] },
): Rows {
  let table = new Int32Array(256 * classCount).fill(unmade);
  const strictNode: number[] = [0];
  const looseNode: number[] = [0];
  const outputs: Int32Array[] = [nothing];
  const states = new Map<number, number>([[0, 0]]);
  const looseCount = loose.outputs.length;

  function make(from: number, edge: number): number {
    const row = from / classCount;
    const strictTo = strict.next[(strictNode[row] as number) * classCount + edge] as number;
    const looseFrom = looseNode[row] as number;
    // A separator leaves a loose word where it is; what the word's last letter has found is not found again.
    const parted = edge !== 0 && looseFrom !== 0 && parting.includes(edge);
    const looseTo = parted ? looseFrom : (loose.next[looseFrom * classCount + edge] as number);
    const loud = parted ? nothing : (loose.outputs[looseTo] ?? nothing);
    const quiet = parted && loose.outputs[looseTo] !== nothing ? 1 : 0;
    const key = (strictTo * looseCount + looseTo) * 2 + quiet;
    const state = states.get(key) ?? add(key, strictTo, looseTo, loud);
    const value = outputs[state / classCount] === nothing ? state : ~state;
    table[from + edge] = value;
    return value;
  }

  function add(key: number, strictTo: number, looseTo: number, loud: Int32Array): number {
    const state = strictNode.length * classCount;
    if (state + classCount > table.length) {
      const wider = new Int32Array(table.length * 2).fill(unmade);
      wider.set(table);
      table = wider;
    }
    states.set(key, state);
    strictNode.push(strictTo);
    looseNode.push(looseTo);
    const own = strict.outputs[strictTo] ?? nothing;
    outputs.push(own.length + loud.length === 0 ? nothing : Int32Array.of(...own, ...loud));
    return state;
  }
  return {
    next: () => table,
    make,
    outputs: (state) => outputs[state / classCount] ?? nothing,
    count: () => strictNode.length,
  };
}
