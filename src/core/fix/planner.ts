import type { Finding } from '../detect/finding.ts';
import { isDotenvSource } from '../detect/dotenv.ts';
import { serviceOf } from '../kinds.ts';
import { composeRequest, replacedBy, type Composed, type Composition } from '../requests/compose.ts';
import { addRequests, covers, type ManifestChange, type NamedRequest } from '../requests/edit.ts';
import type { Manifest, Replaced, Request } from '../requests/manifest.ts';
import { readManifest, type ManifestProblem } from '../requests/read.ts';
import { terraformVariables } from '../rewrite/formats/terraform.ts';
import { valueIn } from '../rewrite/value.ts';
import { variableAt } from '../rewrite/variable.ts';
import { replaceInText, type FlaggedText, type ReplacedText } from './replace-in-text.ts';

/** What a plan needs to know besides the texts. */
export interface PlannerOptions {
  /** The manifest as it is now; `undefined` where there is none yet. */
  readonly manifest: string | undefined;
  /** Who asks for this finding: `agent:…`, `workload:…`. */
  readonly subject: (finding: Finding) => string;
  readonly fingerprint: (value: string) => string;
  /** Names of requests that must not stand for this value, as the vault holds other values under them. */
  readonly taken?: (fingerprint: string) => readonly string[];
  /** The request of the manifest to use for all of them, where somebody chose one. */
  readonly request?: string;
  /** The values have stood in no file: a paste lands as references at once. */
  readonly pasted?: true;
}

/** A value that has to be in the vault before any edit is applied: where it stands, never the value itself. */
export interface PlannedValue {
  readonly request: string;
  /** The entry of the vault. */
  readonly entry: string;
  readonly env: string;
  readonly kind: string;
  readonly fingerprint: string;
  /** Range in the text that was added. */
  readonly start: number;
  readonly end: number;
}

export interface PlannedText extends ReplacedText {
  readonly values: readonly PlannedValue[];
}

/** Plans the replacement of findings in any number of texts that belong to one manifest. Writes nothing. */
export interface Planner {
  add(flagged: FlaggedText): PlannedText;
  /** The manifest with the requests of everything that was added. */
  manifest(): ManifestChange;
}

export type PlannerStart =
  | { readonly type: 'planner'; readonly planner: Planner }
  | { readonly type: 'broken-manifest'; readonly problems: readonly ManifestProblem[] }
  | { readonly type: 'unknown-request' };

export function startPlan(options: PlannerOptions): PlannerStart {
  const text = options.manifest;
  const reading = text === undefined || text.trim() === '' ? undefined : readManifest(text);
  if (reading?.type === 'problems') return { type: 'broken-manifest', problems: reading.problems };
  const requests = { ...reading?.manifest.requests };
  const chosen = options.request === undefined ? undefined : chosenIn(requests, options.request);
  if (options.request !== undefined && !chosen) return { type: 'unknown-request' };
  return { type: 'planner', planner: planner(options, requests, chosen) };
}

function planner(options: PlannerOptions, requests: Record<string, Request>, chosen: Composed | undefined): Planner {
  const added = new Map<string, NamedRequest>();
  const modules = new Map<string, ReadonlySet<string>>();
  /** Later findings see the requests of those before them. */
  const keep = ({ name, request, reused }: Composed): void => {
    const fresh = request.replaces ?? [];
    const before = added.get(name)?.request;
    added.set(name, { name, request: before ? withReplaces(before, fresh) : request });
    const there = requests[name];
    requests[name] = reused && there ? withReplaces(there, fresh) : request;
  };
  return {
    add(flagged) {
      const values: PlannedValue[] = [];
      const composed = new Map<Finding, Composed>();
      const module = flagged.path.slice(0, flagged.path.lastIndexOf('/') + 1);
      const declared = modules.get(module) ?? new Set();
      const result = replaceInText(
        { ...flagged, declared },
        {
          of(finding) {
            const composition = compositionOf(finding, flagged, options);
            const one = chosen ? reusing(chosen, composition) : composeRequest({ version: 1, requests }, composition);
            composed.set(finding, one);
            return { env: one.env, request: one.name };
          },
          settle(finding) {
            const one = composed.get(finding);
            if (!one) return;
            keep(one);
            values.push(plannedValue(one, finding));
          },
        },
      );
      if (/\.(?:tf|tofu)$/.test(flagged.path)) {
        const texts = [flagged.text, ...result.edits.map(({ newText }) => newText)];
        modules.set(module, new Set([...declared, ...texts.flatMap((text) => [...terraformVariables(text)])]));
      }
      return { ...result, values };
    },
    manifest: () => addRequests(options.manifest, [...added.values()]),
  };
}

function withReplaces(request: Request, fresh: readonly Replaced[]): Request {
  const known = request.replaces ?? [];
  return { ...request, replaces: [...known, ...fresh.filter((one) => !known.some((other) => covers(other, one)))] };
}

function chosenIn(requests: Manifest['requests'], name: string): Composed | undefined {
  const request = Object.hasOwn(requests, name) ? requests[name] : undefined;
  const env = request?.delivery.env;
  return request && env !== undefined ? { name, env, request, reused: true } : undefined;
}

function reusing(chosen: Composed, composition: Composition): Composed {
  return { ...chosen, request: { ...chosen.request, replaces: [replacedBy(composition)] } };
}

function compositionOf(finding: Finding, flagged: FlaggedText, options: PlannerOptions): Composition {
  const { kind, name } = finding;
  const service = serviceOf(finding.service);
  const { fingerprint, isKnown } = identityOf(finding, flagged, options);
  const { start, end } = finding;
  const env = variableAt({ ...flagged, start, end }) ?? variableOf(finding, flagged, isKnown);
  const taken = options.taken?.(fingerprint) ?? [];
  return {
    kind,
    fingerprint,
    file: flagged.file ?? flagged.path,
    subject: options.subject(finding),
    taken,
    ...(options.pasted && { pasted: true }),
    ...(service && { service }),
    ...(name !== undefined && { name }),
    ...(env !== undefined && { env }),
  };
}

/**
 * A known value may stand there in another form, as base64. The program then needs that form, which is a value of its
 * own, and not what the variable of the known value holds.
 */
function identityOf(
  finding: Finding,
  { text, language }: FlaggedText,
  { fingerprint }: PlannerOptions,
): { readonly fingerprint: string; readonly isKnown: boolean } {
  if (finding.evidence.type !== 'known') return { fingerprint: finding.fingerprint, isKnown: false };
  const { start, end } = finding;
  const own = fingerprint(valueIn({ text, language, start, end }));
  return { fingerprint: own, isKnown: own === finding.fingerprint };
}

/** The variable that holds the value already: the line of an environment file, or the place it is known from. */
function variableOf(finding: Finding, flagged: FlaggedText, isKnown: boolean): string | undefined {
  const { evidence, name } = finding;
  const inDotenv = flagged.language === 'dotenv' || isDotenvSource(flagged.path);
  const known = evidence.type === 'known' && isKnown && evidence.source !== 'vault' ? evidence.name : undefined;
  const variable = inDotenv ? (name ?? known) : known;
  return variable !== undefined && /^[A-Za-z_][A-Za-z0-9_]{0,99}$/.test(variable) ? variable : undefined;
}

function plannedValue({ name, env, request }: Composed, { start, end }: Finding): PlannedValue {
  const { kind = '', fingerprint = '' } = request.replaces?.[0] ?? {};
  return { request: name, entry: request.source.ref, env, kind, fingerprint, start, end };
}
