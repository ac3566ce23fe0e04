import type { Confidence } from '../../../core/detect/finding.ts';
import { kindFacts } from '../../../core/kinds.ts';
import type { FileReport, Hit, Skip } from '../report.ts';
import type { Format } from './format.ts';

interface PlacedHit {
  readonly path: string;
  readonly hit: Hit;
}

/**
 * SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), for code scanning. Accepted findings are in it, as
 * suppressed. What names a result on every machine is the hash of its line without the value.
 */
export function sarifFormat(version: string): Format {
  const found: PlacedHit[] = [];
  const skipped: { path: string; skip: Skip }[] = [];
  return {
    file({ path, hits, skip }: FileReport) {
      for (const hit of hits) found.push({ path, hit });
      if (skip && skip.type !== 'binary') skipped.push({ path, skip });
      return '';
    },
    end() {
      const kinds = [...new Set(found.map(({ hit }) => hit.kind))].toSorted();
      const placesOf = new Map<string, PlacedHit[]>();
      for (const placed of found) {
        const { fingerprint } = placed.hit;
        placesOf.set(fingerprint, [...(placesOf.get(fingerprint) ?? []), placed].slice(0, mostRelated + 1));
      }
      const results = found.map((placed) => resultOf(placed, kinds, placesOf.get(placed.hit.fingerprint) ?? []));
      const run = {
        tool: { driver: { name: 'Valet Key', semanticVersion: version, informationUri, rules: kinds.map(ruleOf) } },
        invocations: [invocationOf(skipped)],
        columnKind: 'utf16CodeUnits',
        results,
      };
      const log = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] };
      return `${JSON.stringify(log, undefined, 2)}\n`;
    },
  };
}

/** Why a credential does not belong in code; also what helps with kinds that no vendor documents. */
const informationUri = 'https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html';

function ruleOf(kind: string) {
  const { title, power, service } = kindFacts(kind);
  const advice = service?.rotate
    ? `Revoke it and make a new one: ${service.rotate}`
    : 'Change it wherever it opens something.';
  return {
    id: kind,
    name: pascalCase(kind),
    shortDescription: { text: `Hardcoded ${title}` },
    fullDescription: { text: power ?? `A ${title} does not belong in a file.` },
    helpUri: service?.docs || informationUri,
    help: { text: `Whoever reads the file has it. ${advice} Then put a reference in its place: valet-key fix` },
    properties: { tags: ['security', 'external/cwe/cwe-798'], 'security-severity': '8.0' },
  };
}

function resultOf({ path, hit }: PlacedHit, kinds: readonly string[], places: readonly PlacedHit[]) {
  const others = places.filter((place) => place.hit !== hit).slice(0, mostRelated);
  return {
    ruleId: hit.kind,
    ruleIndex: kinds.indexOf(hit.kind),
    level: levels[hit.confidence],
    message: { text: messageOf(hit) },
    locations: [{ physicalLocation: locationOf({ path, hit }) }],
    ...(others.length > 0 && {
      relatedLocations: others.map((place, id) => ({
        id,
        physicalLocation: locationOf(place),
        message: { text: 'The same value stands here.' },
      })),
    }),
    partialFingerprints: { 'valetKeyContext/v1': `${hit.context}:${hit.tag}` },
    ...(hit.accepted && {
      suppressions: [
        { kind: hit.accepted.by === 'comment' ? 'inSource' : 'external', justification: hit.accepted.reason },
      ],
    }),
    properties: { confidence: hit.confidence, fingerprint: hit.fingerprint, redacted: hit.redacted },
  };
}

const mostRelated = 20;

const levels: Readonly<Record<Confidence, 'error' | 'warning' | 'note'>> = {
  high: 'error',
  medium: 'warning',
  low: 'note',
};

function messageOf({ kind, sameAs }: Hit): string {
  const known = sameAs ? ` It is the value of ${sameAs.name} (${sameAs.source}).` : '';
  return `Hardcoded ${kindFacts(kind).title}.${known}`;
}

function locationOf({ path, hit }: PlacedHit) {
  const { line, column, endLine, endColumn, offset, length } = hit;
  return {
    artifactLocation: uriOf(path),
    region: { startLine: line, startColumn: column, endLine, endColumn, charOffset: offset, charLength: length },
  };
}

/** Relative to the folder that was scanned from; absolute where the file lies outside it. */
function uriOf(path: string): { readonly uri: string; readonly uriBaseId?: string } {
  const encoded = path.toWellFormed().split('/').map(encodeURIComponent).join('/');
  if (path.startsWith('/')) return { uri: `file://${encoded}` };
  if (/^[A-Za-z]:\//.test(path)) return { uri: `file:///${encoded.replace('%3A', ':')}` };
  return { uri: encoded, uriBaseId: '%SRCROOT%' };
}

function invocationOf(skipped: readonly { readonly path: string; readonly skip: Skip }[]) {
  const failures = skipped.filter(({ skip }) => skip.type !== 'large');
  return {
    executionSuccessful: failures.length === 0,
    toolExecutionNotifications: skipped.map(({ path, skip }) => ({
      level: skip.type === 'large' ? 'note' : 'error',
      message: { text: skip.type === 'large' ? 'Left out: it is over the size limit.' : 'It could not be scanned.' },
      locations: [{ physicalLocation: { artifactLocation: uriOf(path) } }],
    })),
  };
}

function pascalCase(kind: string): string {
  return kind.replaceAll(/(?:^|-)(?<letter>[a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
