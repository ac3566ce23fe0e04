/** Why a command did not do its work. The message is shown as it stands. */
export class CommandFault extends Error {
  override readonly name = 'CommandFault';
  /** 2 where it could not, 1 where a person would not have it. */
  readonly status: 1 | 2;

  constructor(message: string, { status = 2, ...options }: ErrorOptions & { readonly status?: 1 | 2 } = {}) {
    super(message, options);
    this.status = status;
  }
}

/** The system's own word for what went wrong (`EACCES`), which holds no value. */
export function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
}
