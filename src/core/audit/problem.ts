import type { TamperingCode } from './tampering.ts';

/** What is wrong with a log or with what was signed of it, for people: its words are in the tables below. */
export interface AuditProblem {
  readonly code: TamperingCode | CheckpointCode;
  /** Counted from 1 over the whole log; absent for what is no line's. */
  readonly line?: number;
  /** The last of several lines. */
  readonly through?: number;
  /** How many are gone. */
  readonly lines?: number;
  /** Where the log has several files: in which one, and its own line there. */
  readonly file?: string;
  readonly lineInFile?: number;
}

export type CheckpointCode =
  /** One stands there that the key of the vault did not sign. */
  'forged' | 'file-missing' | 'file-older' | 'keychain-missing';

/** `{0}` is the place, `{1}` how many lines are gone. */
export const problemTexts: Readonly<Record<AuditProblem['code'], string>> = {
  unreadable: '{0}: not written by an audit log',
  edited: '{0}: edited after it was written',
  missing: '{0}: lines were taken out before it, {1} in all',
  reordered: '{0}: not where it was written',
  repeated: '{0}: under a number that another line has: it stands there a second time, or was added',
  inserted: '{0}: added between lines that follow one another',
  cut: '{0}: the log was cut off after it, {1} lines in all',
  continued: '{0}: written after a later line had been signed: lines were cut off before it, and the log grew again',
  rewritten: '{0}: not the line that was signed: the log was written anew, or another log stands in its place',
  forged: 'the checkpoint was not signed with the key of this vault',
  'file-missing': 'the file of the checkpoint is gone; the keychain has it still',
  'file-older': 'the file of the checkpoint is older than the keychain’s: an older one was put back',
  'keychain-missing': 'the keychain’s checkpoint is gone: an older log that was put back with its own would not show',
};

/** What it means and what to do. */
export const adviceTexts: Readonly<Record<AuditProblem['code'], string>> = {
  unreadable: 'Look at the line: text was put into the file. Restore the file from a backup if lines are missing too.',
  edited: 'What the line says is not what happened. Do not rely on it; compare it with a backup or an export.',
  missing: 'Somebody deleted lines. Revoke what may have been used meanwhile, and compare with a backup or an export.',
  reordered: 'Lines or whole files were moved. Every line is there; their order is that of their numbers.',
  repeated: 'Something is told twice, or was made up. Rely on the line that stands in order.',
  inserted: 'What the line says did not happen. Find out who can write to the folder of the log.',
  cut: 'Somebody cut off the end, or put an older log in place. Restore the files from a backup.',
  continued: 'What happened before that line is lost. Restore the files from a backup.',
  rewritten: 'Nothing in it is proven up to there. Restore the files from a backup.',
  forged: 'Somebody put another checkpoint in place, or the vault was exchanged. The next grant signs anew.',
  'file-missing': 'The log is as it was signed. The next grant writes the file anew.',
  'file-older': 'The log is as it was signed. The next grant writes the file anew.',
  'keychain-missing':
    'Find out who removed it; a keychain that was locked is another reason. The next grant keeps it anew.',
};

/** The place of a problem. */
export const placeTexts = {
  line: 'line {0}',
  lines: 'lines {0} to {1}',
  lineOf: 'line {0} ({1}, line {2})',
  linesOf: 'lines {0} to {1} (from {2}, line {3}, on)',
} as const;

export interface Words {
  readonly id: keyof typeof placeTexts;
  readonly parts: readonly string[];
}

export function placeOf({ line = 0, through, file, lineInFile = 0 }: AuditProblem): Words {
  const lines = through === undefined ? [String(line)] : [String(line), String(through)];
  const inFile = file === undefined ? [] : [file, String(lineInFile)];
  const several = through === undefined ? 'line' : 'lines';
  return { id: file === undefined ? several : `${several}Of`, parts: [...lines, ...inFile] };
}

/** In English, for a shell. */
export function problemSentence(problem: AuditProblem): string {
  const { id, parts } = placeOf(problem);
  return filled(problemTexts[problem.code], [filled(placeTexts[id], parts), String(problem.lines ?? 0)]);
}

/** Puts parts where `{0}`, `{1}` … stand. */
export function filled(template: string, parts: readonly string[]): string {
  return template.replaceAll(/\{(\d)\}/g, (all, index: string) => parts[Number(index)] ?? all);
}
