import { decodeBase64, decodeJson } from './bytes.ts';
import { type Proof, provenIf } from './proof.ts';

/** The base64 in a value decodes. Nearly everything of the right length does, so this refutes and never proves. */
export function provesBase64(value: string): Proof {
  const base64 = /[-\w+/]{16,}={0,2}$/.exec(value)?.[0];
  return base64 !== undefined && decodeBase64(base64) ? 'open' : 'refuted';
}

/** The base64 at the end of a value (`ops_eyJ…`, `dp.st.…`) holds a JSON object. */
export function provesJsonBase64(value: string): Proof {
  const at = value.indexOf('eyJ');
  return provenIf(at >= 0 && decodeJson(/^[-\w+/]*={0,2}/.exec(value.slice(at))?.[0] ?? '') !== undefined);
}
