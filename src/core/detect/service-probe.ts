import type { CredentialKind, Service } from '../services/service.ts';
import type { Proof } from './checks/proof.ts';
import { hasRunAhead, insideBlob, lineEnd, startsAt } from './boundary.ts';
import { isFiller, isWords } from './filler.ts';
import { isInRustModule, remarkAt } from './generic/remark.ts';
import { surroundingsOf } from './generic/surroundings.ts';
import { nameBefore, saysRehearsal } from './name.ts';
import { beginsWord, namedBy } from './near.ts';
import type { Candidate, Probe, Scan } from './probe.ts';
import { isForeign, isLockFile, isRehearsal } from './path.ts';
import { ownShapes } from './own-kinds.ts';
import { prove } from './prove.ts';
import { compileShape, type ShapePattern } from './shape-pattern.ts';

/** The probes of a fact sheet: one for each shape of each kind of credential that the service issues. */
export function serviceProbes(service: Service): readonly Probe[] {
  return service.credentials.flatMap((kind) => kindProbes(kind, { service: service.id }));
}

/** The probes of the kinds that no service issues alone. */
export const ownProbes: readonly Probe[] = ownShapes.flatMap((kind) => kindProbes(kind, {}));

function kindProbes(kind: CredentialKind, owner: { service?: string }): readonly Probe[] {
  return kind.shapes
    .filter((shape) => !shape.startsWith('-----BEGIN') && kind.check !== 'gcp-service-account')
    .map((shape) => {
      const issued: Issued = { owner, kind, pattern: compileShape(shape) };
      return kind.near ? nearProbe(issued, kind.near) : anchoredProbe(issued);
    });
}

interface Issued {
  readonly owner: { readonly service?: string };
  readonly kind: CredentialKind;
  readonly pattern: ShapePattern;
}

/** A shape with literal text of its own stands for itself. */
function anchoredProbe(issued: Issued): Probe {
  const { pattern } = issued;
  return {
    anchors: [],
    spelled: pattern.anchors,
    probe(scan, at, length) {
      const { text } = scan;
      const start = startOf(text, at, pattern);
      if (start === undefined) return undefined;
      const end = pattern.sticky.lastIndex;
      if (end < at + length || insideBlob(text, start)) return undefined;
      return judge(issued, scan, { start, end });
    },
  };
}

/** Where the match begins that holds the anchor at `at`; its end is the pattern's `lastIndex`. */
function startOf(text: string, at: number, { sticky, lead }: ShapePattern): number | undefined {
  const matches = (start: number): boolean => {
    if (!startsAt(text, start)) return false;
    sticky.lastIndex = start;
    return sticky.test(text);
  };
  if (!lead) return matches(at) ? at : undefined;
  let first = at;
  while (first > 0 && at - first < lead.longest && lead.characters.test(text.charAt(first - 1))) first--;
  // What may stand before the anchor may stand before the value too: `NAME=S=s1:U=…`.
  let tries = 0;
  for (let start = first; start <= at && tries < mostStarts; start++) {
    if (!text.startsWith(lead.opening, start) || !startsAt(text, start)) continue;
    if (matches(start)) return start;
    tries++;
  }
  return undefined;
}

const mostStarts = 8;

/** A shape without telling text counts where a name before it on its line says whose it is. */
function nearProbe(issued: Issued, near: readonly string[]): Probe {
  const { anywhere, unbroken } = issued.pattern;
  return {
    anchors: [],
    words: near,
    probe(scan, at, length) {
      const { text } = scan;
      const from = at + length;
      if (!beginsWord(text, at) || !hasRunAhead(text, from, { length: unbroken, reach: nearReach })) return undefined;
      // One character more tells whether the last match possible goes on.
      const line = text.slice(from, lineEnd(text, from, nearReach + issued.pattern.longest + 1));
      anywhere.lastIndex = 0;
      const match = anywhere.exec(line);
      if (!match || match.index > nearReach || isLockFile(scan.info.path)) return undefined;
      const start = from + match.index;
      const naming = namedBy(text, { at, end: from, start });
      if (!naming) return undefined;
      return judge(issued, scan, { start, end: start + match[0].length, naming });
    },
  };
}

/** How far after the word that names it a value may begin, in characters. */
const nearReach = 160;

interface Place {
  readonly start: number;
  readonly end: number;
  /** How firmly the text before it names a value that shows no service by itself. */
  readonly naming?: 'assigned' | 'mentioned';
}

function judge({ owner, kind, pattern }: Issued, { text, info }: Scan, place: Place): Candidate | undefined {
  const { start, end } = place;
  const value = text.slice(start, end);
  const visible = pattern.visible(value);
  const body = value.slice(visible);
  const name = nameBefore(text, start);
  const { literal } = pattern;
  const { service } = owner;
  const found = { start, end, kind: kind.id, ...owner, visible, literal, ...(name === undefined ? {} : { name }) };
  const proof = proofOf(kind, value, { scan: { text, info }, start });
  // Chance reads like words now and then; a checksum that agrees is no chance.
  if (proof !== 'proven' && pattern.wordy && isWords(body)) return undefined;
  const summed = proof === 'proven' && checksums.has(kind.check ?? '');
  if (proof === 'public' || isFilled(kind, proof, body) || isCut(text, end)) {
    const rank = proof === 'open' ? 2 : 3;
    return { ...found, evidence: { type: 'shape' }, rank, mute: true, ...shownAs(kind, isFiller(body)) };
  }
  return proof === 'proven'
    ? { ...found, confidence: 'high', evidence: { type: summed ? 'checksum' : 'structure' }, rank: service ? 3 : 2 }
    : { ...found, ...unproven(pattern, place, { proof, name, scan: { text, info } }), rank: 2 };
}

/** What is publishable is a finding for those who ask; what is made up is none for anybody. */
function shownAs({ role }: CredentialKind, madeUp: boolean): Pick<Candidate, 'confidence' | 'publishable'> {
  return role === 'publishable' && !madeUp ? { confidence: 'medium', publishable: true } : { confidence: 'low' };
}

/** How sure a value is that proves nothing by itself. */
function unproven(
  pattern: ShapePattern,
  { start, naming }: Place,
  { proof, name, scan }: { proof: Proof; name: string | undefined; scan: Scan },
): Pick<Candidate, 'confidence' | 'evidence'> {
  const saysNothing = naming !== undefined && pattern.literal < telling;
  const doubtful = proof === 'refuted' || (saysNothing && isSaidOnly(scan, { start, name }));
  return {
    confidence: doubtful ? 'low' : confidenceOf(pattern, naming),
    evidence: { type: naming && proof !== 'refuted' ? 'context' : 'shape' },
  };
}

/** How much literal text makes a value tell by itself whose it is. */
const telling = 4;

/** A name alone says little where values are made up, and where they are shown to people. */
function isSaidOnly({ text, info }: Scan, { start, name }: { start: number; name: string | undefined }): boolean {
  return isDoubtful(info.path, name) || remarkAt(text, start, surroundingsOf(info)) !== undefined;
}

function proofOf(kind: CredentialKind, value: string, { scan, start }: { scan: Scan; start: number }): Proof {
  if (kind.role === 'publishable' || isSpared(kind, value)) return 'public';
  if (isMadeUp(kind, scan, start)) return 'refuted';
  const proof = kind.check ? prove(kind.check, value) : 'open';
  return proof === 'proven' && rehearsed.has(kind.check ?? '') && isDoubtful(scan.info.path) ? 'refuted' : proof;
}

/** Libraries prove themselves on credentials that anyone can make, and documentation names what is none. */
function isDoubtful(path: string | undefined, name = ''): boolean {
  return isRehearsal(path) || isForeign(path) || saysRehearsal(name);
}

const rehearsed: ReadonlySet<string> = new Set(['jwt', 'base58', 'bech32', 'paseto']);

/** What anyone can make is printed in standards and tests by the dozen. */
function isMadeUp(kind: CredentialKind, { text, info }: Scan, start: number): boolean {
  return rehearsed.has(kind.check ?? '') && isInRustModule(text, start, info.path);
}

function isSpared({ spare }: CredentialKind, value: string): boolean {
  return spare?.some((marked) => value.includes(marked)) ?? false;
}

/** A checksum that agrees outweighs what reads like filler, and so does a layout that has zeros in a row itself. */
function isFilled({ check = 'entropy' }: CredentialKind, proof: Proof, body: string): boolean {
  const outweighs = proof === 'proven' && (checksums.has(check) || check === 'minisign');
  return !outweighs && isFiller(body);
}

const checksums: ReadonlySet<string> = new Set([
  'azure-annotated',
  'github-crc32',
  'npm-crc32',
  'base58',
  'bech32',
  'nkey',
]);

/** A long literal before much chance proves its kind by itself; a short one, or a name alone, needs to be believed. */
function confidenceOf(pattern: ShapePattern, naming: Place['naming']): Candidate['confidence'] {
  if (naming === 'mentioned') return 'low';
  return pattern.literal >= 7 && pattern.chance >= 16 ? 'high' : 'medium';
}

/** A value that was cut short or goes on in a template: `sk_live_abc…`, `${prefix}`. */
function isCut(text: string, end: number): boolean {
  return /^(?:\.\.\.|…|\*\*\*|\$\{|\{\{|<)/.test(text.slice(end, end + 3)) && text.slice(end, end + 2) !== '</';
}
