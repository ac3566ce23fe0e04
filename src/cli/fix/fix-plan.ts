import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fingerprinting } from '../../broker/vault/fingerprint.ts';
import type { ValueToKeep } from '../../core/fix/keeping.ts';
import { type Names, type PlannedText, type Planner, startPlan } from '../../core/fix/planner.ts';
import { subjectOf } from '../../core/fix/subject.ts';
import { namingFirst } from '../../core/fix/variables.ts';
import { languageOf } from '../../core/language.ts';
import { valueIn } from '../../core/rewrite/value.ts';
import { CommandFault } from '../fault.ts';
import type { CliIo } from '../io.ts';
import { manifestName, problemsText } from '../manifest-file.ts';
import { repositoryOf } from '../scan/ignored.ts';
import { pathFrom } from '../scan/place.ts';
import { type EditableFile, openEditable } from './editable-file.ts';
import type { FlaggedFile } from './flagged-files.ts';
import { variablesBeside } from './variables-beside.ts';
import type { TextEdit } from '../../core/rewrite/document.ts';

/** A file that is to change, and how. */
export interface PlannedFile extends FlaggedFile {
  readonly planned: PlannedText;
}

export interface PlannedManifest {
  readonly path: string;
  /** Absent where it is yet to be made. */
  readonly file?: EditableFile;
  readonly edits: readonly TextEdit[];
  readonly text: string;
  /** The variables that the code now reads. */
  readonly variables: readonly string[];
}

export interface FixPlan {
  readonly files: readonly PlannedFile[];
  readonly manifests: readonly PlannedManifest[];
  /** What has to be safe before anything changes. */
  readonly values: readonly ValueToKeep[];
}

export interface Fix {
  hasWork(): boolean;
  /** `names` says which entries of the vault are for which values, where it has been looked into. */
  plan(names?: Names): FixPlan;
}

interface Home {
  readonly path: string;
  readonly file?: EditableFile;
}

export function startFix(
  flagged: readonly FlaggedFile[],
  { io, fingerprintKey }: { readonly io: CliIo; readonly fingerprintKey: Uint8Array },
): Fix {
  const fingerprint = fingerprinting(fingerprintKey);
  const homes = homesOf(flagged, io.cwd);
  const plannerFor = (home: Home, names: Names | undefined): Planner => {
    const { path, file } = home;
    const own = flagged.filter((one) => homes.get(one) === home);
    const start = startPlan({
      manifest: file?.text,
      fingerprint,
      subject: () => subjectOf({ folder: basename(dirname(path)) }),
      variables: variablesBeside(own, dirname(path), fingerprint),
      ...(names && { names }),
    });
    if (start.type === 'planner') return start.planner;
    throw new CommandFault(start.type === 'broken-manifest' ? problemsText(path, start.problems) : 'no such request');
  };
  return {
    hasWork: () => flagged.length > 0,
    plan: (names) => planAll(flagged, homes, (home) => plannerFor(home, names)),
  };
}

function planAll(
  flagged: readonly FlaggedFile[],
  homes: ReadonlyMap<FlaggedFile, Home>,
  plannerFor: (home: Home) => Planner,
): FixPlan {
  const planners = new Map<Home, { planner: Planner; variables: Set<string> }>();
  const values: ValueToKeep[] = [];
  const planned = new Map<FlaggedFile, PlannedFile>();
  for (const one of namingFirst(flagged, ({ path }) => path)) {
    const home = homes.get(one) ?? { path: one.absolute };
    const { planner, variables } = planners.get(home) ?? { planner: plannerFor(home), variables: new Set<string>() };
    planners.set(home, { planner, variables });
    const { text } = one.file;
    const language = languageOf(one.path);
    const path = nameIn(dirname(home.path), one.absolute);
    const result = planner.add({ text, path, language, findings: one.findings });
    for (const value of result.values) {
      const { env, start, end } = value;
      variables.add(env);
      values.push({ planned: value, read: () => valueIn({ text, language, start, end }) });
    }
    planned.set(one, { ...one, planned: result });
  }
  const manifests = [...planners].flatMap(([home, { planner, variables }]): readonly PlannedManifest[] => {
    const change = planner.manifest();
    if (change.type === 'refused') throw new CommandFault(problemsText(home.path, change.problems));
    const { edits, text } = change;
    return edits.length === 0 ? [] : [{ ...home, edits, text, variables: [...variables] }];
  });
  return { files: flagged.flatMap((one) => planned.get(one) ?? []), manifests, values };
}

/** How a manifest names a file: one outside its folder by its name alone, as the path is nobody's business. */
function nameIn(folder: string, absolute: string): string {
  const path = pathFrom(folder, absolute);
  return path.startsWith('/') || /^[A-Za-z]:\//.test(path) ? basename(absolute) : path;
}

/** The manifest that stands for each file: the nearest above it within the repository, else a new one at its top. */
function homesOf(flagged: readonly FlaggedFile[], cwd: string): ReadonlyMap<FlaggedFile, Home> {
  const byPath = new Map<string, Home>();
  return new Map(
    flagged.map((one) => {
      const path = manifestFor(one.absolute, cwd);
      const home = byPath.get(path) ?? openHome(path);
      byPath.set(path, home);
      return [one, home];
    }),
  );
}

function manifestFor(absolute: string, cwd: string): string {
  const start = dirname(absolute);
  const top = repositoryOf(start);
  for (let folder = start; ; folder = dirname(folder)) {
    const path = join(folder, manifestName);
    if (existsSync(path)) return path;
    if (folder === top || folder === dirname(folder)) break;
  }
  const isBelow = pathFrom(cwd, absolute) !== absolute;
  return join(top ?? (isBelow ? cwd : start), manifestName);
}

function openHome(path: string): Home {
  if (!existsSync(path)) return { path };
  const file = openEditable(path);
  if ('refusal' in file) throw new CommandFault(`${path}: ${file.refusal}, so nothing is done`);
  return { path, file };
}
