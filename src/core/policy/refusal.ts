import type { Delivery } from '../requests/manifest.ts';

/** Why a call was refused: stable, for the audit log and for whoever reads the answer by machine. */
export type RefusalCode =
  | 'caller-not-of-run'
  | 'guard-not-trusted'
  | 'host-ambiguous'
  | 'host-not-in-call-set'
  | 'method-not-in-call-set'
  | 'path-ambiguous'
  | 'path-not-in-call-set'
  | 'host-header-differs'
  | 'credential-not-for-this-call'
  | 'credential-misplaced'
  | 'credential-in-the-open'
  | 'credential-unusable'
  | 'signature-not-guarded'
  | 'grant-expired'
  | 'grant-revoked'
  | 'uses-exhausted'
  | 'provider-failed'
  | 'protocol-not-guarded'
  | 'call-malformed'
  | 'response-held-credential'
  | 'not-recorded'
  | 'upstream-unreachable';

export interface Refused {
  readonly code: RefusalCode;
  /** `name:port`. */
  readonly host: string;
  readonly method?: string;
  readonly path?: string;
  readonly request?: string;
  /** Where the credential belongs in a call. */
  readonly delivery?: Delivery;
  /** What is known of the cause: a provider's own message, which holds no value, or a code of the system. */
  readonly detail?: string;
}

/** What was refused, why, and what a coding agent or a person can do about it, in one or two sentences. */
export function refusalWords({ code, host, method = '', path = '', request, delivery, detail }: Refused): string {
  const named = request === undefined ? 'The request' : `The request "${request}"`;
  const inManifest = request === undefined ? 'the task in valet-key.json' : `"${request}" in valet-key.json`;
  const words: Readonly<Record<RefusalCode, string>> = {
    'caller-not-of-run': `The program that calls was not started in this run, and its guard is for nobody else. Start it in the run: "valet-key run" with the command. One that cleared its environment and left its terminal is not known any more.`,
    'guard-not-trusted': `The program does not trust the certificate that the guard shows for ${host}. Have it read SSL_CERT_FILE or the roots of the system.`,
    'host-ambiguous': `The host ${host} can be read in more than one way. Write it plainly: lower case, no encoding.`,
    'host-not-in-call-set': `${host} is not in the call set of this task. If it is meant, add {"host": "${host}"} to "call" of the task in valet-key.json; that needs a new approval.`,
    'method-not-in-call-set': `${method} is not allowed at ${host}. Use an allowed method, or ask for it in "methods" of ${inManifest}; that needs a new approval.`,
    'path-ambiguous': `The path ${path} at ${host} can be read in more than one way. Write it without "..", "//" and encoded slashes.`,
    'path-not-in-call-set': `${path} is not in the call set at ${host}. Ask for it in "paths" of ${inManifest}; that needs a new approval.`,
    'host-header-differs': `The Host header or the TLS server name is not that of the host that the connection goes to (${host}). Name one host throughout.`,
    'credential-not-for-this-call': `${named} does not send its credential to ${host} ${method} ${path}. The placeholder works only on calls that its "call" names.`,
    'credential-misplaced': `${named} sends its credential ${placeIn(delivery)}, and never in a body or another place. Send the placeholder there in ${method} ${path} at ${host}.`,
    'credential-in-the-open': `The credential of ${request ?? 'this request'} is not sent over plain HTTP. Use https://${host}.`,
    'credential-unusable': `The credential of ${request ?? 'this request'} holds characters that no header can carry, such as a line break at its end. A person puts it into the vault again.`,
    'signature-not-guarded': `${named} is signed in a way that the guard cannot sign again: chunk by chunk, in the address (presigned), or by Signature Version 4A. Sign whole calls by Signature Version 4 in the Authorization header, with an unsigned payload for streams.`,
    'grant-expired': `The grant of ${request ?? 'this request'} has ended: its time is up. Start the task again to ask for a new one.`,
    'grant-revoked': `The grant of ${request ?? 'this request'} was revoked. Ask the person who revoked it before trying again.`,
    'uses-exhausted': `The grant of ${request ?? 'this request'} has made all the calls it was granted ("max_uses"). Start the task again to ask for a new one.`,
    'provider-failed': `The credential of ${request ?? 'this request'} could not be fetched from its provider${detail === undefined ? '' : `: ${detail}`}. The person who runs the task is told, too; it stands in "valet-key audit".`,
    'protocol-not-guarded': `Calls are guarded in HTTP/1.1, and in HTTP/2 over TLS where the service speaks it. Switch the client to one that ${host} speaks.`,
    'call-malformed': `The call is no well-formed HTTP, or its length can be read in more than one way. Send one Content-Length or one Transfer-Encoding, each header once, and headers of at most 64 KiB.`,
    'response-held-credential': `The response of ${host} came in an encoding in which a credential could not be seen, so it was withheld. Ask for it with "Accept-Encoding: identity".`,
    'not-recorded': `The call could not be written to the audit log, and what is not recorded is not allowed. The person who runs the task looks whether the disk is full, and at "valet-key audit --verify".`,
    'upstream-unreachable': `${host} could not be reached, or its certificate is not trusted, or what it answered is no HTTP${detail === undefined ? '' : ` (${detail})`}. Look whether the service runs there; an authority of its own goes into NODE_EXTRA_CA_CERTS before the task is started.`,
  };
  return words[code];
}

function placeIn({ mode, header, parameter }: Partial<Delivery> = {}): string {
  if (mode === 'header') return `in the header "${header ?? ''}"`;
  if (mode === 'basic') return 'as user name or password of Basic authentication';
  if (mode === 'query') return `in the query parameter "${parameter ?? ''}"`;
  if (mode === 'path') return 'in the path';
  return mode === 'sigv4' ? 'as the key that signs the call' : 'where its "delivery" says';
}
