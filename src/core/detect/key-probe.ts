import type { Service } from '../services/service.ts';
import { decodeBase64, latin1 } from './checks/bytes.ts';
import type { KeyForm } from './checks/private-key.ts';
import { armouredKey, type KeyBlock, puttyKey, upToNext } from './key-block.ts';
import { isInRustModule } from './generic/remark.ts';
import { nameBefore, saysRehearsal } from './name.ts';
import { isForeign, isRehearsal } from './path.ts';
import type { Candidate, Probe, Scan } from './probe.ts';

/** Private keys by their armour, in files, in string literals and in base64. */
export function keyProbes(services: readonly Service[]): readonly Probe[] {
  const owner = ownerOf(services);
  const found = (scan: Scan, block: KeyBlock | undefined): Candidate | undefined =>
    block && candidateOf(scan, block, owner);
  return [
    {
      anchors: [],
      spelled: ['-----BEGIN '],
      probe: (scan, at) => found(scan, armouredKey(scan.text, at)),
    },
    {
      anchors: [],
      spelled: ['PuTTY-User-Key-File-'],
      probe: (scan, at) => found(scan, puttyKey(scan.text, at)),
    },
    {
      anchors: [],
      spelled: [encodedOpening],
      probe: (scan, at) => found(scan, encodedKey(scan.text, at)),
    },
  ];
}

/** What `-----BEGIN ` becomes in base64, and enough to hold the longest label. */
const encodedOpening = 'LS0tLS1CRUdJTi';
const encodedHead = 72;

function encodedKey(text: string, start: number): KeyBlock | undefined {
  const window = upToNext(text, start, encodedOpening);
  const head = decodeBase64(window.slice(0, encodedHead));
  if (!head || !latin1(head).includes('PRIVATE KEY')) return undefined;
  const encoded = /^[A-Za-z0-9+/]+={0,2}/.exec(window)?.[0];
  const bytes = encoded === undefined ? undefined : decodeBase64(encoded);
  const block = bytes && armouredKey(latin1(bytes), 0);
  return block && encoded !== undefined ? { ...block, start, end: start + encoded.length } : undefined;
}

type Owner = (name: string, around: string) => { readonly kind: string; readonly service?: string };

/** Whose key it is: a service account's by what stands around it, a service's by its name, anyone's otherwise. */
function ownerOf(services: readonly Service[]): Owner {
  const kinds = services.flatMap((service) => service.credentials.map((kind) => ({ service: service.id, kind })));
  const account = kinds.find(({ kind }) => kind.check === 'gcp-service-account');
  const named = kinds.filter(({ kind }) => kind.check === 'private-key' && kind.near);
  return (name, around) => {
    if (account && isServiceAccount(around)) return { kind: account.kind.id, service: account.service };
    const squeezed = name.toLowerCase().replace(/[-_.]/g, '');
    const match = squeezed && named.find(({ kind }) => kind.near?.some((word) => squeezed.includes(word)));
    return match ? { kind: match.kind.id, service: match.service } : { kind: privateKeyKind };
  };
}

export const privateKeyKind = 'private-key';

function isServiceAccount(around: string): boolean {
  return /private_key_id|gserviceaccount\.com|["']service_account["']/.test(around);
}

function candidateOf({ text, info }: Scan, block: KeyBlock, owner: Owner): Candidate {
  const { start, end, form } = block;
  const name = nameBefore(text, start);
  const around = text.slice(Math.max(0, start - aroundLength), start) + text.slice(end, end + aroundLength);
  return {
    start,
    end,
    ...owner(name ?? '', around),
    confidence: isMadeUp(text, { start, name, path: info.path }) ? 'low' : confidenceOf(form, info.path),
    evidence: { type: form === 'broken' ? 'shape' : 'structure' },
    ...(name === undefined ? {} : { name }),
    visible: text.startsWith('-----BEGIN ', start) ? text.indexOf('-----', start + 11) + 5 - start : 0,
    rank: 3,
  };
}

function isMadeUp(
  text: string,
  { start, name, path }: { start: number; name: string | undefined; path: string | undefined },
): boolean {
  return isRemark(text, start) || saysRehearsal(name ?? '') || isInRustModule(text, start, path);
}

/** Libraries prove themselves on keys that open nothing; a broken one may be a piece of text about keys. */
function confidenceOf(form: KeyForm, path: string | undefined): Candidate['confidence'] {
  if (isRehearsal(path) || isForeign(path)) return 'low';
  return form === 'plain' ? 'high' : 'medium';
}

/** Documentation shows keys in comments: `//! -----BEGIN …`. */
function isRemark(text: string, start: number): boolean {
  return /(?:^|\n)[ \t]*(?:\/\/|\*|>>>)[^\n]{0,80}$/.test(text.slice(Math.max(0, start - 120), start));
}

/** Enough for the few short fields of a service account's file on either side of the key. */
const aroundLength = 400;
