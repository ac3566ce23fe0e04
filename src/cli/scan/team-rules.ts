import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parse, type ParseError } from 'jsonc-parser';
import { readTextFile } from '../../broker/disk/regular-file.ts';
import { readTeamRules } from '../../core/detect/team/read.ts';
import { takenIds } from '../../core/kinds.ts';
import type { Service } from '../../core/services/service.ts';
import { CommandFault, systemCode } from '../fault.ts';
import { repositoryOf } from './ignored.ts';

/**
 * The services that a team describes itself: in the file named, else in the nearest `.vscode/settings.json`. What is
 * wrong with one is complained about, and the others are used.
 */
export function loadTeamRules(
  named: string | undefined,
  cwd: string,
  complain: (text: string) => void,
): readonly Service[] {
  const path = named === undefined ? settingsAbove(cwd) : resolve(cwd, named);
  if (path === undefined) return [];
  const value = readValue(path);
  if (named !== undefined && value === undefined) {
    throw new CommandFault(`${path} holds neither a list of services nor "${settingName}"`);
  }
  const { services, problems } = readTeamRules(value, takenIds());
  for (const { place, message } of problems) complain(`${path}: ${settingName}${place} ${message}`);
  return services;
}

const settingName = 'valetKey.services.own';

function settingsAbove(cwd: string): string | undefined {
  const top = repositoryOf(cwd);
  for (let folder = cwd; ; folder = dirname(folder)) {
    const path = join(folder, '.vscode', 'settings.json');
    if (existsSync(path)) return path;
    if (folder === top || folder === dirname(folder)) return undefined;
  }
}

/** The list of services, alone or in settings; undefined where there is none. */
function readValue(path: string): unknown {
  let text: string;
  try {
    text = readTextFile(path);
  } catch (error) {
    throw new CommandFault(`cannot read the rules ${path} (${systemCode(error)})`, { cause: error });
  }
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, { allowTrailingComma: true });
  if (errors.length > 0 && path.endsWith('settings.json')) return undefined;
  if (errors.length > 0) throw new CommandFault(`${path} is no JSON (character ${(errors[0]?.offset ?? 0) + 1})`);
  if (Array.isArray(value)) return value;
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[settingName] : undefined;
}
