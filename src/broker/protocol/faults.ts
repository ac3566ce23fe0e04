/** How the vault is unlocked, in the order they are tried. */
export type KeySource = 'keychain' | 'handed' | 'passphrase';

/** The `data` of a JSON-RPC error: a stable code that the client turns into words. Never holds a value. */
export interface BrokerFault {
  readonly code: BrokerFaultCode;
  /** The file or folder it is about. */
  readonly path?: string;
  /** The vault's entry it is about. */
  readonly entry?: string;
  /** How the vault is wrapped, where that decides what to do. */
  readonly keySource?: KeySource;
  /** The operating system's code, as in `ENOSPC`. */
  readonly systemCode?: string;
}

export type BrokerFaultCode =
  /** The file is not a vault, or somebody changed it: it is left as it is. */
  | 'vault-corrupt'
  /** Another process holds the vault for too long. */
  | 'vault-locked'
  /** The vault is whole, but the key that it was sealed with is not there, or is another one. */
  | 'key-missing'
  | 'wrong-passphrase'
  /** The disk is full, or the data folder cannot be read or written. */
  | 'disk'
  /** The audit log cannot be written: nothing is granted. */
  | 'audit'
  /** The organisation's policy is broken, or others than an administrator can write it: nothing is granted. */
  | 'policy'
  /** No keychain, no editor and no passphrase: nowhere to keep the key of a new vault. */
  | 'no-key-store'
  | 'unknown-entry'
  | 'not-started'
  /** The broker ended and could not be started again. */
  | 'broker-gone'
  | 'timed-out'
  /** A fault of the broker itself. */
  | 'internal';

/** What went wrong in the broker, on both sides of the process boundary. */
export class BrokerError extends Error {
  override readonly name = 'BrokerError';
  readonly fault: BrokerFault;

  constructor(fault: BrokerFault, options?: ErrorOptions) {
    super(messageOf(fault), options);
    this.fault = fault;
  }
}

/** The words for a shell or a log; an editor makes its own from the code. */
function messageOf({ code, path, entry, keySource, systemCode }: BrokerFault): string {
  const vault = path === undefined ? 'the vault' : `the vault ${path}`;
  const about: Readonly<Record<BrokerFaultCode, string>> = {
    'vault-corrupt': `${vault} cannot be read: it was damaged or changed${entry === undefined ? '' : ` (entry ${entry})`}. It is left as it is; restore it from a backup, or run "valet-key vault set-aside" to begin a new one`,
    'vault-locked': `${vault} is held by another process`,
    'key-missing':
      keySource === 'passphrase'
        ? `${vault} is closed: nobody gave its passphrase; run in a terminal to be asked for it, or name a file with it in VALET_KEY_PASSPHRASE_FILE`
        : `the key of ${vault} is missing${keySource ? ` from where it was kept (${keyPlace[keySource]})` : ''}. Its values are safe but closed; "valet-key vault set-aside" begins a new vault and keeps this one`,
    'wrong-passphrase': `this is not the passphrase of ${vault}`,
    disk: `cannot write ${path ?? 'the data folder'}${systemCode === undefined ? '' : ` (${systemCode})`}`,
    policy: `the policy ${path ?? ''} cannot be used: it must be valid, owned by an administrator and writable by nobody else`,
    audit: `the audit log ${path ?? ''} cannot be written${systemCode === undefined ? '' : ` (${systemCode})`}; what is not recorded is not granted`,
    'no-key-store':
      'there is no keychain here, no editor that keeps the key, and no passphrase: run in a terminal to be asked for one, or name a file with it in VALET_KEY_PASSPHRASE_FILE',
    'unknown-entry': `the vault holds no value named ${entry ?? '(unnamed)'}`,
    'not-started': 'the broker has not unlocked its vault yet',
    'broker-gone': 'the broker ended unexpectedly',
    'timed-out': 'the broker did not answer in time',
    internal: 'the broker failed',
  };
  return about[code];
}

const keyPlace: Readonly<Record<KeySource, string>> = {
  keychain: "the operating system's keychain",
  handed: "the editor's secret storage",
  passphrase: 'a passphrase',
};
