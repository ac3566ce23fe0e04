/** `valet-key.json`, as types. `media/valet-key.schema.json` is the same as a JSON Schema; a test holds them together. */
export interface Manifest {
  readonly $schema?: string;
  readonly version: 1;
  readonly requests: Readonly<Record<string, Request>>;
  readonly tasks?: Readonly<Record<string, Task>>;
}

/** Who asks, for which service and actions, which hosts it may be sent to, for how long, and why. Never a value. */
export interface Request {
  /** `task:`, `agent:`, `user:` or `workload:` and a name. */
  readonly subject: string;
  readonly purpose: string;
  /** RFC 9396, verbatim. */
  readonly authorization_details: readonly AuthorizationDetail[];
  readonly call: readonly CallRule[];
  readonly source: { readonly provider: string; readonly ref: string };
  readonly delivery: Delivery;
  /** A number and a unit, `30s`, `15m`, `8h`, `7d`. */
  readonly max_ttl: string;
  readonly max_uses?: number;
  readonly approval: 'every-run' | 'once-per-session' | 'until-expiry';
  /** RFC 3339 full-date. */
  readonly expires_at?: string;
  readonly replaces?: readonly Replaced[];
}

export interface AuthorizationDetail {
  readonly type: string;
  readonly locations?: readonly string[];
  readonly actions?: readonly string[];
  readonly datatypes?: readonly string[];
  readonly identifier?: string;
  readonly privileges?: readonly string[];
}

/** `host` is `name:port`; methods and path globs narrow it. */
export interface CallRule {
  readonly host: string;
  readonly methods?: readonly string[];
  readonly paths?: readonly string[];
}

export interface Delivery {
  readonly mode: 'header' | 'basic' | 'query' | 'path' | 'sigv4' | 'fd' | 'env';
  readonly env?: string;
  readonly header?: string;
  readonly format?: string;
  readonly parameter?: string;
}

/**
 * A literal that a request took the place of. One that stood in a file has leaked: it stays a rotation reminder until
 * `rotated_at`.
 */
export interface Replaced {
  readonly file: string;
  readonly kind: string;
  readonly fingerprint: string;
  /** RFC 3339 full-date on which somebody confirmed that the old value no longer works. */
  readonly rotated_at?: string;
  /** It was pasted and became a reference before it stood in the file: there is nothing to rotate for. */
  readonly pasted?: true;
}

export interface Task {
  readonly command: readonly string[];
  readonly uses: readonly string[];
  readonly read?: {
    readonly files?: readonly string[];
    readonly deny_files?: readonly string[];
    readonly env?: readonly string[];
  };
  readonly write?: readonly string[];
  readonly call?: readonly CallRule[];
}
