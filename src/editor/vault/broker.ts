import { createHmac, randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { BrokerClient, newSocketPath } from '../../broker/client.ts';
import type { BrokerClientOptions } from '../../broker/client.ts';
import { askPassphrase } from './ask-passphrase.ts';

/** This editor's broker, and the fingerprints that need its key. */
export interface Broker extends vscode.Disposable {
  readonly client: BrokerClient;
  readonly socketPath: string;
  /** `undefined` until the key is there. */
  readonly fingerprint: ((value: string) => string) | undefined;
  /** The key came, or another took its place: every fingerprint is another one now. */
  readonly onDidChangeKey: vscode.Event<void>;
  /** Terminals ask for approvals here; where only this editor has the vault's key, they need a broker that was given it. */
  serveTerminals(): Promise<void>;
  /** For what is about to be run from here, which asks this editor: it is there to be asked. */
  listen(): Promise<void>;
}

/**
 * The broker's process starts when it is first needed. Fingerprints need its key, so it is asked for that at once,
 * in trusted workspaces: elsewhere, and where it cannot start, a key of this session names values until the next one.
 */
export function createBroker(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
  { approve, onSaid }: Pick<Required<BrokerClientOptions>, 'approve' | 'onSaid'>,
): Broker {
  const socketPath = newSocketPath();
  const client = new BrokerClient({
    brokerPath: vscode.Uri.joinPath(context.extensionUri, 'dist', 'broker.mjs').fsPath,
    socketPath,
    approve,
    askPassphrase,
    onSaid,
    keyStore: {
      read: async () => context.secrets.get(handedKey),
      store: async (key) => context.secrets.store(handedKey, key),
    },
  });
  const changed = new vscode.EventEmitter<void>();
  let fingerprint: ((value: string) => string) | undefined;

  const use = (key: Uint8Array): void => {
    fingerprint = fingerprinting(key);
    changed.fire();
  };
  const ask = async (): Promise<void> => {
    try {
      use(await client.fingerprintKey());
    } catch (error) {
      // A broker error carries a code and never a value.
      log.warn(`No fingerprint key from the broker (${error instanceof Error ? error.message : 'unknown'}).`);
      if (!fingerprint) use(randomBytes(32));
    }
  };
  if (vscode.workspace.isTrusted) void ask();
  else setImmediate(() => use(randomBytes(32)));
  const trusting = vscode.workspace.onDidGrantWorkspaceTrust(() => void ask());

  return {
    client,
    socketPath,
    get fingerprint() {
      return fingerprint;
    },
    onDidChangeKey: changed.event,
    async serveTerminals() {
      try {
        // Where a keychain holds the key, nobody is asked to unlock it before it is needed.
        await client.listen();
        if ((await context.secrets.get(handedKey)) !== undefined) await client.start();
      } catch (error) {
        log.warn(`Terminals cannot reach the vault (${error instanceof Error ? error.message : 'unknown'}).`);
      }
    },
    async listen() {
      try {
        await client.listen();
        await client.start();
      } catch (error) {
        log.warn(`Tasks have no vault, or cannot ask here (${error instanceof Error ? error.message : 'unknown'}).`);
      }
    },
    dispose() {
      trusting.dispose();
      changed.dispose();
      client.dispose();
    },
  };
}

const handedKey = 'valetKey.vaultKey';

function fingerprinting(key: Uint8Array): (value: string) => string {
  return (value) => `hmac-sha256:${createHmac('sha256', key).update(value, 'utf8').digest('hex')}`;
}
