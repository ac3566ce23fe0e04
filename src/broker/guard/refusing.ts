import type { ServerResponse } from 'node:http';
import { refusalWords } from '../../core/policy/refusal.ts';
import type { Refused } from '../../core/policy/refusal.ts';

/** Answers a refused call in a way that a person, an SDK and a coding agent can read. Never holds a value. */
export function refuse(response: ServerResponse, refused: Refused): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const body = refusalBody(refused);
  response.writeHead(statusOf(refused), {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'valet-key-refused': refused.code,
    connection: 'close',
  });
  response.end(body);
}

/** The same where no HTTP server answers: on a connection that asked for another protocol. */
export function refusalText(refused: Refused): string {
  const body = refusalBody(refused);
  return [
    `HTTP/1.1 ${statusOf(refused)} Refused by Valet Key`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `Valet-Key-Refused: ${refused.code}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}

export function refusalMessage(refused: Refused): string {
  return `Refused by Valet Key: ${refusalWords(refused)}`;
}

export function refusalBody(refused: Refused): string {
  const { code, delivery: _told, ...facts } = refused;
  const error = { type: 'valet_key_refused', code, message: refusalMessage(refused), ...facts };
  return `${JSON.stringify({ error })}\n`;
}

export function statusOf({ code }: Refused): number {
  if (code === 'upstream-unreachable' || code === 'provider-failed') return 502;
  return code === 'not-recorded' ? 503 : 403;
}
