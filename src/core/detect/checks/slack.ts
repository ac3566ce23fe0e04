import { decodeBase64, latin1 } from './bytes.ts';
import type { Proof } from './proof.ts';

/**
 * Slack's rotating tokens and those that renew them are base64 of numbers (versions, the ids of workspace, person and
 * app) and of hex digits, joined by hyphens, which no chance brings about. Slack does not promise it, so that anything
 * else refutes nothing; of the plain tokens the shape already says all that is certain.
 *
 * https://docs.slack.dev/authentication/using-token-rotation
 */
export function provesSlackIds(value: string): Proof {
  const bytes = decodeBase64(value.slice(value.lastIndexOf('-') + 1));
  return bytes && /^\d-\d(?:-\d{6,16}){1,4}-[\da-f]{16,}$/.test(latin1(bytes)) ? 'proven' : 'open';
}
