import type { About, AuditEvent, Happening, ProcessOperation } from './event.ts';

/** A line of the log: an event of the Open Cybersecurity Schema Framework 1.8, before it is linked into the chain. */
export interface AuditRecord {
  readonly activity_id: number;
  readonly category_uid: number;
  readonly class_uid: number;
  /** `class_uid * 100 + activity_id`. */
  readonly type_uid: number;
  readonly severity_id: number;
  /** 1 success, 2 failure. */
  readonly status_id: number;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly metadata: {
    readonly version: string;
    readonly product: { readonly name: string; readonly vendor_name: string };
    readonly uid: string;
    readonly sequence: number;
  };
  /** What the framework has no field for: the event as it happened. */
  readonly unmapped: AuditEvent;
  readonly [field: string]: unknown;
}

/** Where a line stands: counted from 1 over the whole log, at a time in milliseconds since 1970. */
export interface Position {
  readonly sequence: number;
  readonly time: number;
}

/** The event in the framework's words. Its path is made safe: what could pass for a credential is left out. */
export function recordOf(event: AuditEvent, { sequence, time }: Position): AuditRecord {
  const safe = withSafePath(event);
  const { activity_id, class_uid, severity_id = 1, failed = false, ...fields } = classify(safe);
  return {
    activity_id,
    category_uid: Math.floor(class_uid / 1000),
    class_uid,
    type_uid: class_uid * 100 + activity_id,
    severity_id,
    status_id: failed ? 2 : 1,
    time,
    metadata: {
      version: '1.8.0',
      product: { name: 'Valet Key', vendor_name: 'Valet Key' },
      uid: `${safe.run}-${sequence}`,
      sequence,
    },
    actor: actorOf(safe),
    ...fields,
    unmapped: safe,
  };
}

function withSafePath(event: AuditEvent): AuditEvent {
  if (event.type === 'call') return { ...event, path: safePath(event.path) };
  if (event.type === 'file-refused' || event.type === 'denied-file-made') {
    return { ...event, path: safeFilePath(event.path) };
  }
  return event;
}

/** Longer paths are cut; a segment that looks like a credential becomes an ellipsis. */
export function safePath(path: string): string {
  const plain = path.split(/[?#]/, 1)[0] ?? '';
  const safe = withoutSecrets(plain);
  return safe.length > longestPath ? `${safe.slice(0, longestPath)}…` : safe;
}

/** As a path of an address, but a file is known by the end of its path, and may have any character in its name. */
export function safeFilePath(path: string): string {
  const safe = withoutSecrets(path);
  return safe.length > longestPath ? `…${safe.slice(-longestPath)}` : safe;
}

function withoutSecrets(path: string): string {
  const segments = path.split('/').map((segment) => (looksSecret.test(segment) ? '…' : segment));
  return segments.join('/').replaceAll(/\p{Cc}/gu, '');
}

const longestPath = 200;
const looksSecret = /(?=[\w+=%:.~-]*\d)(?=[\w+=%:.~-]*[A-Za-z])[\w+=%:.~-]{24}/;

interface Classified {
  readonly activity_id: number;
  readonly class_uid: number;
  /** 1 informational (where absent), 2 low, 3 medium, 4 high. */
  readonly severity_id?: number;
  readonly failed?: boolean;
  readonly [field: string]: unknown;
}

type Classify = { readonly [Type in Happening['type']]: (event: Extract<AuditEvent, { type: Type }>) => Classified };

function classify(event: AuditEvent): Classified {
  return (classifiers[event.type] as (event: AuditEvent) => Classified)(event);
}

/** Authorize Session: assign privileges. */
const authorizeSession = { class_uid: 3003, activity_id: 1 } as const;
/** 8 enable, 9 disable, 10 activate, 11 deactivate. */
const entityManagement = { class_uid: 3004 } as const;
/** 1 create, 2 read, 3 update. Its device is required: of an unknown type (0), since the log does not leave it. */
const fileSystemActivity = { class_uid: 1001, device: { type_id: 0 } } as const;
/** 2 terminate (signals are of no other kind there), 3 open, 4 inject. */
const processActivity = { class_uid: 1007, device: { type_id: 0 } } as const;
const processActivities: Readonly<Record<ProcessOperation, number>> = {
  environment: 3,
  inspect: 3,
  memory: 3,
  signal: 2,
  trace: 4,
};
const denied = { action_id: 2, disposition_id: 2 } as const;
const allowed = { action_id: 1, disposition_id: 1 } as const;

const classifiers: Classify = {
  'grant-issued': (event) => ({ ...authorizeSession, ...assigned(event) }),
  'grant-denied': (event) => ({ ...authorizeSession, ...assigned(event), failed: true, severity_id: 2 }),
  'run-started': ({ run }) => ({ ...entityManagement, activity_id: 10, entity: entityOf('run', run) }),
  'run-ended': ({ run, status }) => ({
    ...entityManagement,
    activity_id: 11,
    entity: entityOf('run', run),
    failed: status !== 0,
  }),
  approved: ({ request }) => ({ ...entityManagement, activity_id: 8, entity: entityOf('request', request) }),
  'approval-withdrawn': ({ request }) => ({
    ...entityManagement,
    activity_id: 9,
    entity: entityOf('request', request),
  }),
  'grant-expired': ({ grant }) => ({ ...entityManagement, activity_id: 9, entity: entityOf('grant', grant) }),
  'grant-revoked': ({ grant }) => ({ ...entityManagement, activity_id: 9, entity: entityOf('grant', grant) }),
  'provider-called': ({ provider, operation, outcome }) => ({
    class_uid: 6003,
    activity_id: operation === 'issue' ? 1 : 4,
    failed: outcome === 'failed',
    api: { operation, service: { name: provider } },
    src_endpoint: { name: 'broker' },
  }),
  call: httpActivity,
  'connection-opened': ({ host }) => ({ class_uid: 4001, activity_id: 1, dst_endpoint: endpoint(host), ...allowed }),
  'connection-refused': ({ host, count }) => ({
    class_uid: 4001,
    activity_id: 5,
    severity_id: 2,
    failed: true,
    ...(count !== undefined && { count }),
    dst_endpoint: endpoint(host),
    ...denied,
  }),
  'caller-refused': ({ host, pid, program }) => ({
    class_uid: 4001,
    activity_id: 5,
    severity_id: 3,
    failed: true,
    src_endpoint: { name: program ?? 'unknown', ...(pid !== undefined && { uid: String(pid) }) },
    ...(host !== undefined && { dst_endpoint: endpoint(host) }),
    ...denied,
  }),
  'file-refused': ({ operation, path, count }) => ({
    ...fileSystemActivity,
    activity_id: operation === 'read' ? 2 : 3,
    severity_id: 3,
    failed: true,
    count,
    file: fileOf(path),
    ...denied,
  }),
  'process-refused': ({ operation, pid, count }) => ({
    ...processActivity,
    activity_id: processActivities[operation],
    severity_id: 3,
    failed: true,
    count,
    process: { pid },
    ...denied,
  }),
  'denied-file-made': ({ path, outcome }) => ({
    ...fileSystemActivity,
    activity_id: 1,
    severity_id: outcome === 'hidden' ? 2 : 3,
    file: fileOf(path),
    ...(outcome === 'hidden' ? denied : allowed),
  }),
  'log-damaged': ({ signed }) => ({
    class_uid: 2004,
    activity_id: 1,
    severity_id: 4,
    finding_info: { title: 'Audit log damaged', uid: `line ${signed}` },
  }),
  'leak-found': ({ where, grant, run }) => ({
    class_uid: 2004,
    activity_id: 1,
    severity_id: 4,
    finding_info: { title: `Credential in the ${where}`, uid: grant ?? run },
  }),
};

function assigned({ subject, run, request }: About): object {
  return { user: { name: subject ?? 'task', uid: run }, ...(request !== undefined && { privileges: [request] }) };
}

function httpActivity(event: Extract<AuditEvent, { type: 'call' }>): Classified {
  const failed = event.decision === 'refused';
  return {
    class_uid: 4002,
    activity_id: httpActivities[event.method] ?? 99,
    severity_id: failed ? 2 : 1,
    failed,
    ...(failed ? denied : allowed),
    http_request: { http_method: event.method, url: { hostname: event.host, path: event.path } },
    dst_endpoint: endpoint(event.host),
  };
}

const httpActivities: Readonly<Record<string, number>> = {
  CONNECT: 1,
  DELETE: 2,
  GET: 3,
  HEAD: 4,
  OPTIONS: 5,
  POST: 6,
  PUT: 7,
  TRACE: 8,
  PATCH: 9,
};

function endpoint(host: string): object {
  const match = /^(?<hostname>.*):(?<port>\d+)$/.exec(host);
  return match?.groups
    ? { hostname: match.groups['hostname'], port: Number(match.groups['port']) }
    : { hostname: host };
}

/** Of type 1, a regular file. */
function fileOf(path: string): object {
  return { name: path.slice(path.lastIndexOf('/') + 1), path, type_id: 1 };
}

function entityOf(type: string, name: string | undefined): object {
  return { type, name: name ?? 'unknown' };
}

function actorOf({ subject, task, agent, run }: About): object {
  return {
    user: { name: subject ?? (task === undefined ? 'command' : `task:${task}`) },
    session: { uid: run },
    ...(agent !== undefined && { app_name: agent }),
  };
}
