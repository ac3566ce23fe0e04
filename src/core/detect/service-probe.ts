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
      const start = pattern.lead ? leadStart(text, at, pattern.lead) : at;
      if (start === undefined || !startsAt(text, start)) return undefined;
      pattern.sticky.lastIndex = start;
      if (!pattern.sticky.test(text)) return undefined;
      const end = pattern.sticky.lastIndex;
      if (end < at + length || insideBlob(text, start)) return undefined;
      return judge(issued, scan, { start, end });
    },
  };
}

/** Walks back over everything that can stand before the anchor: the only place where a match can begin. */
function leadStart(text: string, at: number, lead: { characters: RegExp; longest: number }): number | undefined {
  let start = at;
  while (start > 0 && at - start <= lead.longest && lead.characters.test(text.charAt(start - 1))) start--;
  return at - start <= lead.longest ? start : undefined;
}

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
      const line = text.slice(from, lineEnd(text, from, nearReach + issued.pattern.longest));
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
  const { start, end, naming } = place;
  const value = text.slice(start, end);
  const visible = pattern.visible(value);
  const body = value.slice(visible);
  const name = nameBefore(text, start);
  const { literal } = pattern;
  const found = { start, end, kind: kind.id, ...owner, visible, literal, ...(name === undefined ? {} : { name }) };
  const proof = proofOf(kind, value, { scan: { text, info }, start });
  // Chance reads like words now and then; a checksum that agrees is no chance.
  if (proof !== 'proven' && pattern.wordy && isWords(body)) return undefined;
  if (proof === 'public' || isFiller(body) || isCut(text, end)) {
    const rank = proof === 'open' ? 2 : 3;
    return { ...found, confidence: 'low', evidence: { type: 'shape' }, rank, mute: true };
  }
  if (proof === 'proven') {
    const rank = owner.service === undefined ? 2 : 3;
    return { ...found, confidence: 'high', evidence: { type: evidenceOf(kind) }, rank };
  }
  const doubtful = proof === 'refuted' || (naming && isSaidOnly({ text, info }, { start, name }));
  const confidence = doubtful ? 'low' : confidenceOf(pattern, naming);
  return { ...found, confidence, evidence: { type: naming ? 'context' : 'shape' }, rank: 2 };
}

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

const rehearsed: ReadonlySet<string> = new Set(['jwt', 'bech32', 'paseto']);

/** What anyone can make is printed in standards and tests by the dozen. */
function isMadeUp(kind: CredentialKind, { text, info }: Scan, start: number): boolean {
  if (kind.id === 'bitcoin-extended-private-key')
    return surroundingsOf(info).sort !== 'config' || isDoubtful(info.path);
  return rehearsed.has(kind.check ?? '') && isInRustModule(text, start, info.path);
}

function isSpared({ spare }: CredentialKind, value: string): boolean {
  return spare?.some((marked) => value.includes(marked)) ?? false;
}

function evidenceOf(kind: CredentialKind): 'checksum' | 'structure' {
  return kind.check === 'github-crc32' || kind.check === 'npm-crc32' ? 'checksum' : 'structure';
}

/** A long literal before much chance proves its kind by itself; a short one, or a name alone, needs to be believed. */
function confidenceOf(pattern: ShapePattern, naming: Place['naming']): Candidate['confidence'] {
  if (naming === 'mentioned') return 'low';
  return pattern.literal >= 7 && pattern.chance >= 16 ? 'high' : 'medium';
}

/** A value that was cut short or goes on in a template: `sk_live_abc…`, `${prefix}`. */
function isCut(text: string, end: number): boolean {
  return /^(?:\.\.\.|…|\*\*\*|\$\{|\{\{|<)/.test(text.slice(end, end + 3)) && text.slice(end, end + 2) !== '</';
}
