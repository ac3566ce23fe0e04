import type { Service } from '../services/service.ts';
import { decodeBase64, latin1 } from './checks/bytes.ts';
import { armouredKey, type KeyBlock, longestBlock, puttyKey } from './key-block.ts';
import { nameBefore } from './name.ts';
import { isFixturePath } from './path.ts';
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
      // What `-----BEGIN ` becomes in base64.
      anchors: [],
      spelled: ['LS0tLS1CRUdJTi'],
      probe: (scan, at) => found(scan, encodedKey(scan.text, at)),
    },
  ];
}

function encodedKey(text: string, start: number): KeyBlock | undefined {
  const encoded = /^[A-Za-z0-9+/]+={0,2}/.exec(text.slice(start, start + longestBlock))?.[0];
  const bytes = encoded?.startsWith('LS0tLS1CRUdJTi') ? decodeBase64(encoded) : undefined;
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
    // A cryptography library proves itself on keys that open nothing.
    confidence: isFixturePath(info.path) ? 'low' : form === 'plain' ? 'high' : 'medium',
    evidence: { type: form === 'broken' ? 'shape' : 'structure' },
    ...(name === undefined ? {} : { name }),
    visible: text.startsWith('-----BEGIN ', start) ? text.indexOf('-----', start + 11) + 5 - start : 0,
    rank: 3,
  };
}

/** Enough for the few short fields of a service account's file on either side of the key. */
const aroundLength = 400;
