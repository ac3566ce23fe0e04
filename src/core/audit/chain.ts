import { canonical } from './canonical.ts';
import type { AuditEvent } from './event.ts';
import { recordOf } from './record.ts';
import type { AuditRecord } from './record.ts';

/** Answers in hex. */
export type Sha256 = (text: string) => string;

/** The end of a log: how many lines it has and the digest of the last. */
export interface Tail {
  readonly count: number;
  readonly hash: string;
}

/** The end of the log as it was signed, and when that was. */
export interface SignedTail extends Tail {
  /** Milliseconds since 1970. */
  readonly time?: number;
}

export const emptyTail: Tail = { count: 0, hash: '0'.repeat(64) };

export interface Linked {
  /** One line in the form of RFC 8785, without its line end. */
  readonly line: string;
  readonly tail: Tail;
}

/** Links an event to the end of the log: its line holds the digest of the line before it. */
export function link(event: AuditEvent, after: Tail, { time, sha256 }: { time: number; sha256: Sha256 }): Linked {
  const sequence = after.count + 1;
  const line = canonical({ ...recordOf(event, { sequence, time }), record_integrity: integrityAfter(after) });
  return { line, tail: { count: sequence, hash: sha256(line) } };
}

/** The names of OCSF 1.9: algorithm 3 is SHA-256. */
function integrityAfter({ hash }: Tail): object {
  return { attestation_list: [{ prev_event: { fingerprint: { algorithm_id: 3, value: hash } } }] };
}

/** What a line says of itself; `undefined` for a line that no log ever wrote. */
export interface ReadLine {
  readonly record: AuditRecord;
  readonly sequence: number;
  readonly before: string;
}

export function readLine(line: string): ReadLine | undefined {
  const record = parse(line);
  const sequence = record?.metadata?.sequence;
  const before = record?.record_integrity?.attestation_list?.[0]?.prev_event?.fingerprint?.value;
  if (!record || sequence === undefined || !Number.isSafeInteger(sequence) || typeof before !== 'string') {
    return undefined;
  }
  return typeof record.unmapped?.type === 'string' ? { record, sequence, before } : undefined;
}

type Line = AuditRecord & { readonly record_integrity?: Integrity };

/** JSON in the one form that RFC 8785 leaves: a line that was written otherwise was not written by a log. */
function parse(line: string): Line | undefined {
  try {
    const read: unknown = JSON.parse(line);
    return typeof read === 'object' && read !== null && canonical(read) === line ? (read as Line) : undefined;
  } catch {
    // No JSON, or characters that the form has no room for.
    return undefined;
  }
}

interface Integrity {
  readonly attestation_list?: readonly {
    readonly prev_event?: { readonly fingerprint?: { readonly value?: string } };
  }[];
}
