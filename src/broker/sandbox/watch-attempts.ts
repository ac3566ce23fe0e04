import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { SocketAddress } from 'node:net';
import type { ProcessOperation } from '../../core/audit/event.ts';
import { onProcess } from '../../core/audit/sentence.ts';
import { programInside, programOutside } from './attempt-programs.ts';
import { callNumbers } from './call-numbers.ts';
import { sessionBus } from './session-bus.ts';
import { systemProgram } from './system-program.ts';

/** What a task tried that its sandbox refuses. */
export type Attempt =
  | { readonly type: 'read'; readonly path: string }
  | { readonly type: 'write'; readonly path: string }
  /** Without a port: the bus of the session. */
  | { readonly type: 'reach'; readonly host: string; readonly port?: number }
  | { readonly type: ProcessOperation; readonly pid: number };

/** Programs around a sandboxed task by which the system tells what it tries. */
export interface AttemptWatch {
  /** The words of a program that becomes the task inside. */
  readonly inside: readonly string[];
  /** The command, which writes what it hears to the file of that number. */
  around(command: readonly string[], reportsAt: number): readonly string[];
}

/** Absent where Perl is missing, or the processor's system calls are not known here. */
export function watchAttempts(): AttemptWatch | undefined {
  const numbers = process.platform === 'linux' ? callNumbers[process.arch] : undefined;
  const perl = systemProgram('perl');
  if (!numbers || perl === undefined) return undefined;
  return {
    inside: [perl, '-e', programInside(numbers)],
    around: (command, reportsAt) => [perl, '-e', programOutside(numbers), String(reportsAt), ...command],
  };
}

/** Variables that would have Perl do more than it is told: outside of the sandbox it must not have them. */
export const perlVariables = ['PERL5DB', 'PERL5LIB', 'PERL5OPT', 'PERLLIB', 'PERL_UNICODE'] as const;

/** Reads reports to their end; whether the system told anything at all. */
export async function readAttempts(reports: Readable, onAttempt: (attempt: Attempt) => void): Promise<boolean> {
  let isReady = false;
  for await (const line of createInterface(reports)) {
    const [type = '', ...rest] = line.split(' ');
    if (type === 'ready') isReady = true;
    else if (type === 'read' || type === 'write') onAttempt({ type, path: rest.join(' ') });
    else if (type === 'connect') onAttempt({ type: 'reach', host: plainAddress(rest[1]), port: Number(rest[0]) });
    else if (type === 'bus') onAttempt({ type: 'reach', host: sessionBus.name });
    else if (isProcessOperation(type)) onAttempt({ type, pid: Number(rest[0]) });
  }
  return isReady;
}

function isProcessOperation(type: string): type is ProcessOperation {
  return processOperations.has(type);
}

const processOperations: ReadonlySet<string> = new Set(Object.keys(onProcess));

/** An address of IPv6 as RFC 5952 writes it. */
function plainAddress(address = ''): string {
  return address.includes(':') ? new SocketAddress({ address, family: 'ipv6' }).address : address;
}
