import { findNodeAtLocation, getNodeValue, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { Node, ParseError } from 'jsonc-parser';
import type { Manifest } from './manifest.ts';
import { validateManifest } from './validate.ts';
import type { SchemaProblem } from './validate.ts';

/** Something that keeps a manifest from being used. Line and column count from 1, in UTF-16 units. */
export interface ManifestProblem {
  readonly code: 'syntax' | 'duplicate' | 'schema' | 'unknown-request' | 'same-variable';
  /** A sentence. It quotes names, never a value. */
  readonly message: string;
  readonly offset: number;
  readonly length: number;
  readonly line: number;
  readonly column: number;
}

export type ManifestReading =
  | { readonly type: 'manifest'; readonly manifest: Manifest }
  | { readonly type: 'problems'; readonly problems: readonly ManifestProblem[] };

/** Who reads one from a disk reads no larger one: a manifest has some thousand bytes. */
export const mostManifestBytes = 8 * 1024 * 1024;

/**
 * Reads `valet-key.json`: JSON with comments and trailing commas. It is untrusted, and used whole or not at all. Its
 * objects have no prototype, so that a request named `constructor` is there or not as any other.
 */
export function readManifest(text: string): ManifestReading {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const problems = root && errors.length === 0 ? problemsOf(root) : syntaxProblems(errors);
  if (problems.length > 0 || !root) {
    const found = root || problems.length > 0 ? problems : [emptyFile];
    return {
      type: 'problems',
      problems: found.map((problem) => ({ ...problem, ...positionOf(text, problem.offset) })),
    };
  }
  return { type: 'manifest', manifest: getNodeValue(root) as Manifest };
}

type Unplaced = Omit<ManifestProblem, 'line' | 'column'>;

const emptyFile: Unplaced = {
  code: 'syntax',
  message: 'The manifest is empty: it needs "version" and "requests".',
  offset: 0,
  length: 0,
};

function problemsOf(root: Node): readonly Unplaced[] {
  const duplicates = [...duplicatesIn(root)];
  if (duplicates.length > 0) return duplicates;
  const broken = validateManifest(getNodeValue(root)).map((problem) => schemaProblem(root, problem));
  return broken.length > 0 ? broken : meaningProblems(root, getNodeValue(root) as Manifest);
}

/**
 * Of two equal names readers keep different ones, and `__proto__` is a name to some and not to others: what was
 * approved must be what is run.
 */
function* duplicatesIn(node: Node): Generator<Unplaced> {
  const seen = new Set(['__proto__']);
  for (const child of node.children ?? []) {
    const name = child.type === 'property' ? child.children?.[0] : undefined;
    if (name) {
      const text = String(name.value);
      if (seen.has(text)) {
        const message = text === '__proto__' ? '"__proto__" is not a name.' : `"${text}" stands here twice.`;
        yield { code: 'duplicate', message, offset: name.offset, length: name.length };
      }
      seen.add(text);
    }
    yield* duplicatesIn(child);
  }
}

/** What a schema cannot say: names that lead nowhere, two requests that fill one variable of one task. */
function meaningProblems(root: Node, { requests, tasks = {} }: Manifest): readonly Unplaced[] {
  return Object.entries(tasks).flatMap(([task, { uses }]) => {
    const filled = new Map<string, string>();
    return uses.flatMap((name, index): readonly Unplaced[] => {
      const place = rangeOf(root, ['tasks', task, 'uses', index]);
      const request = Object.hasOwn(requests, name) ? requests[name] : undefined;
      if (!request) return [{ code: 'unknown-request', message: `There is no request named "${name}".`, ...place }];
      const variable = request.delivery.env;
      const other = variable === undefined ? undefined : filled.get(variable);
      if (variable !== undefined) filled.set(variable, name);
      if (other === undefined) return [];
      const message = `"${name}" and "${other}" both fill the variable ${variable ?? ''}: a task can use one of them.`;
      return [{ code: 'same-variable', message, ...place }];
    });
  });
}

function schemaProblem(root: Node, { path, message, atName }: SchemaProblem): Unplaced {
  const node = findNodeAtLocation(root, path.map(indexOrName(root)));
  const place = atName ? (node?.parent?.children?.[0] ?? node) : node;
  return { code: 'schema', message, offset: (place ?? root).offset, length: place ? place.length : 0 };
}

/** A JSON pointer does not tell the index `0` from the name `0`; the tree does. */
function indexOrName(root: Node): (part: string, at: number, path: readonly string[]) => string | number {
  let node: Node | undefined = root;
  return (part) => {
    const key: string | number = node?.type === 'array' ? Number(part) : part;
    node = node && findNodeAtLocation(node, [key]);
    return key;
  };
}

function rangeOf(root: Node, path: readonly (string | number)[]): { offset: number; length: number } {
  const node = findNodeAtLocation(root, [...path]) ?? root;
  return { offset: node.offset, length: node.length };
}

/** An end that is missing twice is told once. */
function syntaxProblems(errors: readonly ParseError[]): readonly Unplaced[] {
  return errors
    .filter(({ error, offset }, at) => !errors.slice(0, at).some((one) => one.error === error && one.offset === offset))
    .map(({ error, offset, length }) => {
      const words = printParseErrorCode(error).replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ');
      return { code: 'syntax', message: `This is not JSON: ${words.toLowerCase()}.`, offset, length };
    });
}

function positionOf(text: string, offset: number): { line: number; column: number } {
  const lines = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}
