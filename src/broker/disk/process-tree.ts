import { readdirSync, readFileSync } from 'node:fs';
import { systemCodeOf } from './disk-fault.ts';

/** A process as `/proc` tells of it. */
export interface Described {
  readonly pid: number;
  readonly words: readonly string[];
}

/** The processes that a process started itself. Only Linux says so; elsewhere there are none. */
export function childrenOf(parent: number): readonly Described[] {
  return pidsOf(parent).map((pid) => ({ pid, words: nullSeparated(`/proc/${pid}/cmdline`) }));
}

/** The first process, level by level from a root down, whose environment holds this assignment. */
export function findInTree(root: number, assignment: string): number | undefined {
  let level: readonly number[] = [root];
  while (level.length > 0) {
    const found = level.find((pid) => nullSeparated(`/proc/${pid}/environ`).includes(assignment));
    if (found !== undefined) return found;
    level = level.flatMap(pidsOf);
  }
  return undefined;
}

/** The process that started this one, and so on. Only Linux says so; elsewhere there are none. */
export function ancestorsOf(pid: number): readonly number[] {
  const found: number[] = [];
  for (let each = parentOf(pid); each > 0 && !found.includes(each); each = parentOf(each)) found.push(each);
  return found;
}

function parentOf(pid: number): number {
  const stat = textOf(`/proc/${pid}/stat`);
  // The name in brackets may hold anything; the parent is the second field after it.
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0);
}

function pidsOf(parent: number): readonly number[] {
  return namesIn(`/proc/${parent}/task`).flatMap((thread) =>
    textOf(`/proc/${parent}/task/${thread}/children`).split(' ').filter(Boolean).map(Number),
  );
}

function nullSeparated(path: string): readonly string[] {
  return textOf(path).split('\0').filter(Boolean);
}

/** A process may end while it is looked at. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (systemCodeOf(error) !== undefined) return '';
    throw error;
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (systemCodeOf(error) !== undefined) return [];
    throw error;
  }
}
