import { readFileSync, writeFileSync } from 'node:fs';
import { linesIn } from '../../broker/audit/audit-files.ts';
import type { AuditFile } from '../../broker/audit/audit-files.ts';
import type { ReadLine } from '../../core/audit/chain.ts';
import { CommandFault, systemCode } from '../fault.ts';
import type { CliIo } from '../io.ts';

export interface ChosenLine {
  /** As it stands in the log. */
  readonly line: string;
  readonly read: ReadLine;
}

export function readExported(path: string): AuditFile {
  try {
    return { path, lines: linesIn(readFileSync(path, 'utf8')) };
  } catch (error) {
    throw new CommandFault(`cannot read ${path} (${systemCode(error)})`, { cause: error });
  }
}

/** The lines as they stand in the log: where none is left out, the chain in them can be verified anywhere. */
export function exportTo(path: string, chosen: Iterable<ChosenLine>, io: CliIo): void {
  const lines = [...chosen].map(({ line }) => `${line}\n`);
  try {
    writeFileSync(path, lines.join(''), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (systemCode(error) === 'EEXIST') throw new CommandFault(`${path} is there already: name another file`);
    throw new CommandFault(`cannot write ${path} (${systemCode(error)})`, { cause: error });
  }
  io.stderr.write(`valet-key audit: ${lines.length === 1 ? '1 record' : `${lines.length} records`} in ${path}\n`);
}
