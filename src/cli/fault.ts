/** Why a command could not do its work: it ends with status 2. The message is shown as it stands. */
export class CommandFault extends Error {
  override readonly name = 'CommandFault';
}

/** The system's own word for what went wrong (`EACCES`), which holds no value. */
export function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
}
