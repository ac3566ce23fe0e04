import { readLinesFile } from '../../broker/audit/audit-files.ts';
import type { AuditPart } from '../../broker/audit/audit-files.ts';
import { exportLines } from '../../broker/audit/export.ts';
import { BrokerError } from '../../broker/protocol/faults.ts';
import { readLine } from '../../core/audit/chain.ts';
import { CommandFault, systemCode } from '../fault.ts';
import type { CliIo } from '../io.ts';

/** The lines of an exported file. */
export function* readExported(path: string): Generator<AuditPart> {
  try {
    let isFirst = true;
    for (const part of readLinesFile(path)) {
      if (isFirst && !part.lines.some((line) => readLine(line))) throw new CommandFault(whyNot(path, part.lines));
      isFirst = false;
      yield part;
    }
    if (isFirst) throw new CommandFault(`${path} is empty`);
  } catch (error) {
    if (error instanceof CommandFault) throw error;
    throw new CommandFault(`cannot read ${path} (${systemCode(error)})`, { cause: error });
  }
}

function whyNot(path: string, [first = '']: readonly string[]): string {
  if (first.startsWith('line,time,')) {
    return `${path} holds the columns for people, without the chain: export JSON lines (a name that ends in .jsonl)`;
  }
  return `${path} is no export of an audit log`;
}

export async function exportTo(
  path: string,
  chosen: Iterable<AuditPart>,
  { io, force }: { readonly io: CliIo; readonly force: boolean },
): Promise<void> {
  const format = path.toLowerCase().endsWith('.csv') ? 'csv' : 'jsonl';
  try {
    const { records, digest } = await exportLines(chosen, path, { format, existing: force ? 'replace' : 'keep' });
    io.stderr.write(`valet-key audit: ${records === 1 ? '1 record' : `${records} records`} in ${path}\n`);
    if (format === 'jsonl') io.stderr.write(`sha256 ${digest}\n`);
  } catch (error) {
    if (!(error instanceof BrokerError) || error.fault.code !== 'disk') throw error;
    const code = error.fault.systemCode ?? 'unknown';
    if (code === 'EEXIST') throw new CommandFault(`${path} is there already: name another file, or --force`);
    throw new CommandFault(`cannot write ${path} (${code})`, { cause: error });
  }
}
