import { ResponseError } from 'vscode-jsonrpc/node';
import type { MessageConnection } from 'vscode-jsonrpc/node';
import { approvalRequest, approvalsRequest, withdrawRequest } from './protocol/approvals.ts';
import { BrokerError } from './protocol/faults.ts';
import { exportAuditRequest, governanceRequest, readAuditRequest, verifyAuditRequest } from './protocol/records.ts';
import {
  fingerprintKeyRequest,
  listRequest,
  listenRequest,
  putAllRequest,
  putRequest,
  removeRequest,
  startRequest,
  valuesRequest,
} from './protocol/vault.ts';
import { guardEndRequest, guardStartRequest } from './protocol/guards.ts';
import { liveRunsRequest, revokeRequest } from './protocol/grants.ts';
import { lookForCopiesRequest, purgeCopiesRequest } from './protocol/copies.ts';
import type { Answer, Question } from './protocol/approvals.ts';
import type { BrokerFault } from './protocol/faults.ts';
import type { StartParams, StartResult } from './protocol/vault.ts';
import type { Records } from './records.ts';
import type { LentGuards } from './lent/lent-guards.ts';
import { purgeCopies } from './copies/look.ts';
import { lookFor } from './copies/serve-copies.ts';
import type { Session } from './session.ts';
import { verifyFor } from './audit/serve-verify.ts';

/** Answers the editor, or a terminal, until its connection closes. */
export function serve(
  connection: MessageConnection,
  session: Session,
  { start, listen, ask, guards, records }: Serving = {},
): void {
  connection.onRequest(fingerprintKeyRequest, () => answer(() => ({ key: session.fingerprintKey() })));
  connection.onRequest(putRequest, (params) => answer(() => session.vault().put(params)));
  connection.onRequest(putAllRequest, ({ values }) => answer(() => session.vault().putAll(values)));
  connection.onRequest(listRequest, () => answer(() => session.vault().list()));
  connection.onRequest(removeRequest, ({ name }) =>
    answer(async () => ({ removed: await session.vault().remove(name) })),
  );
  connection.onRequest(valuesRequest, ({ names }) => answer(() => session.vault().values(names)));
  connection.onRequest(liveRunsRequest, () => answer(() => session.liveRuns()));
  connection.onRequest(revokeRequest, ({ grants }) => answer(() => ({ asked: session.revoke(grants) })));
  connection.onRequest(lookForCopiesRequest, (wanted, token) =>
    answer(() => lookFor(wanted, session.vault(), { connection, token })),
  );
  connection.onRequest(purgeCopiesRequest, (wanted) =>
    answer(() => purgeCopies(wanted, session.vault(), { env: process.env })),
  );
  if (ask) connection.onRequest(approvalRequest, (question) => answer(() => ask(question)));
  if (records) {
    connection.onRequest(readAuditRequest, (params) => answer(() => records.read(params)));
    connection.onRequest(verifyAuditRequest, (token) => answer(() => verifyFor(records, { connection, token })));
    connection.onRequest(exportAuditRequest, ({ path }) => answer(() => records.export(path)));
    connection.onRequest(approvalsRequest, () => answer(() => records.approvals()));
    connection.onRequest(withdrawRequest, ({ requests }) =>
      answer(async () => ({ withdrawn: await records.withdraw(requests) })),
    );
    connection.onRequest(governanceRequest, (params) => answer(() => records.governance(params)));
  }
  if (guards) {
    connection.onRequest(guardStartRequest, (params) => answer(() => guards.start(params)));
    connection.onRequest(guardEndRequest, ({ run }) => answer(() => guards.end(run)));
  }
  if (listen) connection.onRequest(listenRequest, ({ socketPath }) => answer(() => listen(socketPath)));
  if (start) connection.onRequest(startRequest, (params) => answer(() => start(params)));
  connection.listen();
}

/** `start`, `listen`, `guards` and `records` are for the editor alone, `ask` for its terminals: it is the editor that is asked. */
export interface Serving {
  readonly start?: Start;
  /** Terminals may ask; what needs the vault they are refused until `start`. */
  readonly listen?: (socketPath: string) => Promise<boolean>;
  readonly ask?: (question: Question) => Promise<Answer>;
  readonly records?: Records;
  readonly guards?: Pick<LentGuards, 'start' | 'end'>;
}

/** How the editor starts the broker; terminals only find it started. */
export type Start = (params: StartParams) => Promise<StartResult>;

/** Only a fault's code and path go over the wire: any other error's message may quote what it was handed. */
async function answer<T>(work: () => T | Promise<T>): Promise<T | ResponseError<BrokerFault>> {
  try {
    return await work();
  } catch (error) {
    const fault: BrokerFault = error instanceof BrokerError ? error.fault : { code: 'internal' };
    return new ResponseError(faultCode, fault.code, fault);
  }
}

/** In the range that JSON-RPC leaves to applications. */
const faultCode = 1;
