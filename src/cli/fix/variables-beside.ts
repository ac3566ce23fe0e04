import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setsVariables, variablesIn, type Variables } from '../../core/fix/variables.ts';
import { systemCode } from '../fault.ts';
import { readTextFile } from '../scan/text-file.ts';
import type { FlaggedFile } from './flagged-files.ts';

/** What is set beside these files and in the folders above them, up to that of their manifest. */
export function variablesBeside(
  files: readonly FlaggedFile[],
  top: string,
  fingerprint: (value: string) => string,
): Variables {
  const folders = new Set([top]);
  for (const { absolute } of files) {
    for (let folder = dirname(absolute); !folders.has(folder); folder = dirname(folder)) {
      folders.add(folder);
      if (folder === dirname(folder)) break;
    }
  }
  const paths = [...folders].filter((folder) => folder.startsWith(top)).flatMap(settingFiles);
  const texts = paths.flatMap((path) => {
    const reading = readTextFile(path, mostBytes);
    return 'text' in reading ? [{ path, text: reading.text }] : [];
  });
  return variablesIn(texts, fingerprint);
}

const mostBytes = 1_000_000;

/** A folder that nobody may read sets nothing. */
function settingFiles(folder: string): readonly string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.flatMap((entry) => (entry.isFile() && setsVariables(entry.name) ? [join(folder, entry.name)] : []));
  } catch (error) {
    if (systemCode(error) === 'unknown') throw error;
    return [];
  }
}
