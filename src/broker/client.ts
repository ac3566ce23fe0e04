import { randomBytes } from 'node:crypto';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import type { CancellationToken, MessageConnection } from 'vscode-jsonrpc/node';
import type { Copies, LookFor, Purge, Purged } from './protocol/copies.ts';
import { startChild } from './child.ts';
import { within } from './line.ts';
import type { Line } from './line.ts';
import { approvalRequest, approvalsRequest, withdrawRequest } from './protocol/approvals.ts';
import { BrokerError } from './protocol/faults.ts';
import {
  exportAuditRequest,
  governanceRequest,
  readAuditRequest,
  verifiedNotification,
  verifyAuditRequest,
} from './protocol/records.ts';
import {
  fingerprintKeyRequest,
  listenRequest,
  listRequest,
  putAllRequest,
  putRequest,
  removeRequest,
  passphraseRequest,
  startRequest,
  valuesRequest,
} from './protocol/vault.ts';
import { guardEndRequest, guardStartRequest, saidNotification } from './protocol/guards.ts';
import { liveRunsRequest, revokeRequest } from './protocol/grants.ts';
import { lookedNotification, lookForCopiesRequest, purgeCopiesRequest } from './protocol/copies.ts';
import type { Answer, Question, StandingApproval, Withdrawn } from './protocol/approvals.ts';
import type { AuditPage, AuditParams, AuditVerdict, Governance, GovernanceParams } from './protocol/records.ts';
import type { GuardParams, GuardResult, Said } from './protocol/guards.ts';
import type { LiveRun } from './protocol/grants.ts';
import type { PutAllResult, PutParams, PutResult, StartResult, VaultEntry } from './protocol/vault.ts';

/** Where an editor keeps the vault's key on machines without a keychain: VS Code's SecretStorage. */
export interface HandedKeyStore {
  read(): Promise<string | undefined>;
  store(key: string): Promise<void>;
}

export interface BrokerClientOptions {
  /** The bundle `dist/broker.mjs`. */
  readonly brokerPath: string;
  readonly keyStore: HandedKeyStore;
  /** Where this editor's terminals will reach the broker; see `newSocketPath`. */
  readonly socketPath?: string;
  /** Variables over those of this process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Asks the person at this editor; absent where nobody is there to be asked. */
  readonly approve?: (question: Question) => Promise<Answer>;
  /** Asks the person at this editor for the passphrase of the vault; `null` where they give none. */
  readonly askPassphrase?: (isWrong: boolean) => Promise<string | null>;
  /** Tells the person at this editor what a guard lent to it has to say. */
  readonly onSaid?: (said: Said) => void;
  /** Milliseconds for an answer. */
  readonly patience?: number;
}

/**
 * An editor's end of the broker: starts the process when it is first needed, again after it crashed, and unlocks the
 * vault before the first call that needs it. Every failure is a `BrokerError` with a code.
 */
export class BrokerClient {
  readonly #options: BrokerClientOptions;
  #line: Line | undefined;
  #starting: Promise<StartResult> | undefined;
  #crashes: readonly number[] = [];
  #disposed = false;
  #isListening = false;

  constructor(options: BrokerClientOptions) {
    this.#options = options;
  }

  /** The machine's key for fingerprints, 32 bytes. Needs no vault: findings are named even where the vault is broken. */
  async fingerprintKey(): Promise<Uint8Array> {
    const { key } = await this.#call((connection) => connection.sendRequest(fingerprintKeyRequest));
    return Buffer.from(key, 'base64');
  }

  /** Unlocks the vault, or makes it. The calls below do it by themselves. */
  async start(): Promise<StartResult> {
    const starting = (this.#starting ??= this.#startOnce());
    try {
      return await starting;
    } catch (error) {
      this.#forget(starting);
      throw error;
    }
  }

  /** Terminals of this editor reach it from now on, without the vault being opened, also after a crash. */
  async listen(): Promise<void> {
    const { socketPath } = this.#options;
    if (socketPath === undefined) return;
    await this.#call((connection) => connection.sendRequest(listenRequest, { socketPath }));
    this.#isListening = true;
  }

  /** Resolves when the value is safely on the disk. */
  put(params: PutParams): Promise<PutResult> {
    return this.#unlocked((connection) => connection.sendRequest(putRequest, params));
  }

  /** All or nothing. Resolves when the values are safely on the disk, or says which names hold other values. */
  putAll(values: readonly PutParams[]): Promise<PutAllResult> {
    return this.#unlocked((connection) => connection.sendRequest(putAllRequest, { values }));
  }

  list(): Promise<readonly VaultEntry[]> {
    return this.#unlocked((connection) => connection.sendRequest(listRequest));
  }

  async remove(name: string): Promise<boolean> {
    const { removed } = await this.#unlocked((connection) => connection.sendRequest(removeRequest, { name }));
    return removed;
  }

  values(names: readonly string[]): Promise<Readonly<Record<string, string>>> {
    return this.#unlocked((connection) => connection.sendRequest(valuesRequest, { names }));
  }

  /** What is left of values on this machine; what was found so far where the signal stops it. */
  lookForCopies(wanted: LookFor, looking: LookingForCopies = {}): Promise<Copies> {
    return this.#looking(looking, async (connection, token) => {
      const hearing = connection.onNotification(lookedNotification, ({ looked }) => looking.onLooked?.(looked));
      return connection.sendRequest(lookForCopiesRequest, wanted, token).finally(() => hearing.dispose());
    });
  }

  purgeCopies(wanted: Purge): Promise<Purged> {
    return this.#unlocked((connection) => connection.sendRequest(purgeCopiesRequest, wanted), lookPatience);
  }

  /** Needs no vault. */
  liveRuns(): Promise<readonly LiveRun[]> {
    return this.#call((connection) => connection.sendRequest(liveRunsRequest));
  }

  /** Revokes live grants by their ids, `*` for all; how many there are. */
  async revoke(grants: readonly string[]): Promise<number> {
    const { asked } = await this.#call((connection) => connection.sendRequest(revokeRequest, { grants }));
    return asked;
  }

  approvals(): Promise<readonly StandingApproval[]> {
    return this.#unlocked((connection) => connection.sendRequest(approvalsRequest));
  }

  /** Withdraws what was approved for requests; how many approvals there were. Needs no vault. */
  async withdraw(requests: readonly Withdrawn[]): Promise<number> {
    const { withdrawn } = await this.#call((connection) => connection.sendRequest(withdrawRequest, { requests }));
    return withdrawn;
  }

  /** Waits for whoever approves. A guard ends with `endGuard`, and with the broker. */
  async startGuard(params: GuardParams): Promise<GuardResult> {
    await this.start();
    return this.#call((connection) => connection.sendRequest(guardStartRequest, params), personsPatience);
  }

  endGuard(run: string): Promise<boolean> {
    return this.#call((connection) => connection.sendRequest(guardEndRequest, { run }));
  }

  /** Needs no vault. */
  readAudit(params: AuditParams): Promise<AuditPage> {
    return this.#call((connection) => connection.sendRequest(readAuditRequest, params));
  }

  /** What was found so far where the signal stops it. */
  verifyAudit(looking: LookingForCopies = {}): Promise<AuditVerdict> {
    return this.#looking(looking, async (connection, token) => {
      const hearing = connection.onNotification(verifiedNotification, ({ lines }) => looking.onLooked?.(lines));
      return connection.sendRequest(verifyAuditRequest, token).finally(() => hearing.dispose());
    });
  }

  async exportAudit(path: string): Promise<void> {
    await this.#call((connection) => connection.sendRequest(exportAuditRequest, { path }));
  }

  /** Needs no vault. */
  governance(params: GovernanceParams): Promise<Governance> {
    return this.#call((connection) => connection.sendRequest(governanceRequest, params));
  }

  /** Ends the broker. */
  dispose(): void {
    this.#disposed = true;
    this.#hangUp();
  }

  async #startOnce(): Promise<StartResult> {
    const { keyStore } = this.#options;
    const key = await keyStore.read();
    try {
      const result = await this.#sendStart(key);
      if (result.newHandedKey === undefined) return result;
      await keyStore.store(result.newHandedKey);
      return await this.#sendStart(await keyStore.read());
    } catch (error) {
      // Another window may have stored the key between the reading and the asking.
      const later = await keyStore.read();
      if (codeOf(error) !== 'key-missing' || later === key) throw error;
      return this.#sendStart(later);
    }
  }

  #sendStart(handedKey: string | undefined): Promise<StartResult> {
    const { socketPath } = this.#options;
    const params = {
      ...(handedKey === undefined ? {} : { handedKey }),
      ...(socketPath === undefined ? {} : { socketPath }),
    };
    // A locked keychain asks its user for a password first.
    return this.#call((connection) => connection.sendRequest(startRequest, params), startPatience);
  }

  /** Every call is safe to repeat: a value that was put twice is `same`. So a crash under it costs one new start. */
  async #unlocked<T>(ask: Ask<T>, patience?: number): Promise<T> {
    try {
      return await this.#started(ask, patience);
    } catch (error) {
      if (codeOf(error) !== 'broker-gone' && codeOf(error) !== 'not-started') throw error;
      return this.#started(ask, patience);
    }
  }

  /** A long look that its signal stops, also before it has begun. */
  async #looking<T>({ signal }: LookingForCopies, ask: StoppableAsk<T>): Promise<T> {
    const stopping = new CancellationTokenSource();
    const stop = (): void => stopping.cancel();
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted === true) stop();
    try {
      return await this.#unlocked((connection) => ask(connection, stopping.token), lookPatience);
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  async #started<T>(ask: Ask<T>, patience?: number): Promise<T> {
    await this.start();
    const starting = this.#starting;
    try {
      return await this.#call(ask, patience);
    } catch (error) {
      // Another call may have started a new broker by now, which is to stay.
      if (codeOf(error) === 'not-started') this.#forget(starting);
      throw error;
    }
  }

  #forget(starting: Promise<StartResult> | undefined): void {
    if (this.#starting === starting) this.#starting = undefined;
  }

  async #call<T>(ask: Ask<T>, patience?: number): Promise<T> {
    const line = this.#dial();
    return within(line, ask, patience ?? this.#options.patience ?? callPatience).catch((error: unknown) => {
      if (codeOf(error) === 'timed-out') this.#hangUp();
      // The connection breaks a moment before the process is known to have ended: nobody is to ask on it once more.
      if (codeOf(error) === 'broker-gone') this.#lose(line);
      throw error;
    });
  }

  #dial(): Line {
    if (this.#line) return this.#line;
    const now = performance.now();
    this.#crashes = this.#crashes.filter((crash) => now - crash < 60_000);
    if (this.#disposed || this.#crashes.length >= mostCrashes) throw new BrokerError({ code: 'broker-gone' });
    const line = startChild(this.#options.brokerPath, { ...process.env, ...this.#options.env });
    const { approve, askPassphrase, onSaid } = this.#options;
    if (approve) line.connection.onRequest(approvalRequest, approve);
    line.connection.onRequest(passphraseRequest, async ({ isWrong }) => (await askPassphrase?.(isWrong)) ?? null);
    if (onSaid) line.connection.onNotification(saidNotification, onSaid);
    void this.#watch(line);
    this.#line = line;
    // Whoever calls learns by their own call where this one cannot be had.
    if (this.#isListening) void this.listen().catch(() => undefined);
    return line;
  }

  async #watch(line: Line): Promise<void> {
    await line.ended;
    this.#lose(line);
  }

  #lose(line: Line): void {
    if (this.#line !== line) return;
    line.end();
    this.#crashes = [...this.#crashes, performance.now()];
    this.#line = undefined;
    this.#starting = undefined;
  }

  #hangUp(): void {
    const line = this.#line;
    this.#line = undefined;
    this.#starting = undefined;
    line?.end();
  }
}

type Ask<T> = (connection: MessageConnection) => Promise<T>;
type StoppableAsk<T> = (connection: MessageConnection, token: CancellationToken) => Promise<T>;

export interface LookingForCopies {
  readonly signal?: AbortSignal;
  readonly onLooked?: (looked: number) => void;
}

const callPatience = 30_000;
/** Transcripts and histories of years are gigabytes. */
const lookPatience = 30 * 60_000;
const startPatience = 90_000;
/** A person answers within four minutes, or the answer is no. */
const personsPatience = 5 * 60_000;
/** Crashes within a minute after which the broker is not started again by itself. */
const mostCrashes = 3;

/** A fresh path for `socketPath` that nobody can guess, in a folder that the broker makes private. */
export function newSocketPath(): string {
  const name = randomBytes(8).toString('hex');
  if (process.platform === 'win32') return `\\\\.\\pipe\\valet-key-${name}${randomBytes(8).toString('hex')}`;
  const runtime = process.env['XDG_RUNTIME_DIR'];
  // A socket's path may hold no more than 104 characters on a Mac.
  return join(runtime && runtime.length < 60 ? runtime : tmpdir(), `valet-key-${userInfo().uid}`, `${name}.sock`);
}

function codeOf(error: unknown): string | undefined {
  return error instanceof BrokerError ? error.fault.code : undefined;
}
