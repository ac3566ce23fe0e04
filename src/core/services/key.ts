import { base58, base58Checksum } from './base58.ts';
import { base64 } from './encoding.ts';

/** So many bytes of chance. */
type Chance = (count: number) => number[];

/** A key as Bitcoin's wallets write it, of the sort that the draft begins like; a draft of another length stays. */
export function bitcoinKey(draft: string, chance: Chance): string {
  const version = versions.find(({ start, length }) => start.test(draft) && length === draft.length);
  if (!version) return draft;
  // Which letter a key begins with depends on its bytes now and then: another is drawn until it does.
  for (;;) {
    const bytes = version.of(chance);
    const key = base58([...bytes, ...base58Checksum(bytes)]);
    if (key.length === draft.length && version.start.test(key)) return key;
  }
}

/** BIP 32 and SLIP 132 for wallets; WIF for one key, with a 1 at the end where its public half is compressed. */
const versions: readonly { start: RegExp; length: number; of: (chance: Chance) => number[] }[] = [
  { start: /^xprv/, length: 111, of: (chance) => extended([0x04, 0x88, 0xad, 0xe4], chance) },
  { start: /^yprv/, length: 111, of: (chance) => extended([0x04, 0x9d, 0x78, 0x78], chance) },
  { start: /^zprv/, length: 111, of: (chance) => extended([0x04, 0xb2, 0x43, 0x0c], chance) },
  { start: /^tprv/, length: 111, of: (chance) => extended([0x04, 0x35, 0x83, 0x94], chance) },
  { start: /^[KL]/, length: 52, of: (chance) => [0x80, ...chance(32), 1] },
  { start: /^c/, length: 52, of: (chance) => [0xef, ...chance(32), 1] },
  { start: /^5/, length: 51, of: (chance) => [0x80, ...chance(32)] },
  { start: /^9/, length: 51, of: (chance) => [0xef, ...chance(32)] },
];

/** Depth, the parent's fingerprint, the number among its children, the chain code, a zero and the key. */
function extended(version: readonly number[], chance: Chance): number[] {
  return [...version, 3, ...chance(4), 0x80, 0, 0, 0, ...chance(32), 0, ...chance(32)];
}

/** A secret key of minisign, or the file that holds one in base64; a draft of another length stays. */
export function minisignKey(draft: string, chance: Chance): string {
  const protectedBy = draft.startsWith('RWQAAEIy') ? '\0\0' : 'Sc';
  const limits = [0, 0, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0];
  const body = String.fromCharCode(...chance(32), ...limits, ...chance(104));
  const key = base64(`Ed${protectedBy}B2${body}`);
  const file = `untrusted comment: rsign encrypted secret key\n${key}`;
  const forms = draft.startsWith('RW') ? [key] : [base64(file), base64(`${file}\n`)];
  return forms.find((form) => form.length === draft.length) ?? draft;
}
