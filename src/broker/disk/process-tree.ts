import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';
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
    const found = level.find((pid) => hasVariable(pid, assignment));
    if (found !== undefined) return found;
    level = level.flatMap(pidsOf);
  }
  return undefined;
}

/** Whether a process was started with this assignment in its environment. */
export function hasVariable(pid: number, assignment: string): boolean {
  return nullSeparated(`/proc/${pid}/environ`).includes(assignment);
}

/** Whether it was started with a variable of this name. */
export function hasVariableNamed(pid: number, name: string): boolean {
  return nullSeparated(`/proc/${pid}/environ`).some((one) => one.startsWith(`${name}=`));
}

/** All that a process started, level by level. */
export function descendantsOf(root: number): readonly number[] {
  const found: number[] = [];
  for (let level = pidsOf(root); level.length > 0; level = level.flatMap(pidsOf)) found.push(...level);
  return found;
}

/** Every process that this one sees, the newest first: mostly. */
export function allProcesses(): readonly number[] {
  return namesIn('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .toSorted((a, b) => b - a);
}

/** The file that a process runs, without its folders; what it calls itself where that may not be known. */
export function programOf(pid: number): string {
  const file = basename(targetOf(`/proc/${pid}/exe`)).replace(/ \(deleted\)$/, '');
  // A name may hold anything, line breaks too.
  return (file || textOf(`/proc/${pid}/comm`)).replaceAll(/[^\w.+:-]/g, '').slice(0, 60);
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

/** A process may end while it is looked at: then there is nothing. */
export function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (systemCodeOf(error) !== undefined) return '';
    throw error;
  }
}

export function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (systemCodeOf(error) !== undefined) return [];
    throw error;
  }
}

/** Where a link leads, or nowhere. */
export function targetOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch (error) {
    if (systemCodeOf(error) !== undefined) return '';
    throw error;
  }
}
