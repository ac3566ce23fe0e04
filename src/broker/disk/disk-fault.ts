import { BrokerError } from '../protocol/faults.ts';

/** A failed read or write as a fault: the path and the system's code say enough, and neither is a value. */
export function diskFault(path: string, cause: unknown): BrokerError {
  const systemCode = systemCodeOf(cause);
  return new BrokerError({ code: 'disk', path, ...(systemCode === undefined ? {} : { systemCode }) }, { cause });
}

export function systemCodeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
