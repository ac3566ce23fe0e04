import { decodeBase64, decodeJson } from './bytes.ts';
import { type Proof, provenIf } from './proof.ts';

/** The base64 in a value decodes. Nearly everything of the right length does, so this refutes and never proves. */
export function provesBase64(value: string): Proof {
  const base64 = value
    .replace(/={1,2}$/, '')
    .split(/[^-\w+/]/)
    .at(-1);
  return base64 !== undefined && base64.length >= 16 && decodeBase64(base64) ? 'open' : 'refuted';
}

/** The base64 in a value (`ops_eyJ…`, or `sntrys_eyJ…_` and a signature) holds a JSON object. */
export function provesJsonBase64(value: string): Proof {
  const at = value.indexOf('eyJ');
  const rest = at < 0 ? '' : value.slice(at);
  return provenIf([/^[-\w+/]*={0,2}/, /^[0-9A-Za-z+/]*={0,2}/].some((alphabet) => holdsObject(rest, alphabet)));
}

function holdsObject(text: string, alphabet: RegExp): boolean {
  return decodeJson(alphabet.exec(text)?.[0] ?? '') !== undefined;
}
