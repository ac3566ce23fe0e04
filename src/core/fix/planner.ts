import type { Finding } from '../detect/finding.ts';
import { isDotenvSource } from '../detect/dotenv.ts';
import { serviceOf } from '../kinds.ts';
import { hostsAround } from './address.ts';
import { composeRequest, replacedBy, type Composed, type Composition } from '../requests/compose.ts';
import { addRequests, covers, type ManifestChange, type NamedRequest } from '../requests/edit.ts';
import type { Replaced, Request } from '../requests/manifest.ts';
import { knownRequests, type KnownRequests } from '../requests/known-requests.ts';
import { readManifest, type ManifestProblem } from '../requests/read.ts';
import { terraformVariables } from '../rewrite/formats/terraform.ts';
import { valueIn } from '../rewrite/value.ts';
import { variableAt } from '../rewrite/variable.ts';
import { isCompose, isVariable, type Variables } from './variables.ts';
import { replaceInText, type FlaggedText, type ReplacedText } from './replace-in-text.ts';

/** What a plan needs to know besides the texts. */
export interface PlannerOptions {
  /** The manifest as it is now; `undefined` where there is none yet. */
  readonly manifest: string | undefined;
  /** Who asks for this finding: `agent:…`, `workload:…`. */
  readonly subject: (finding: Finding) => string;
  readonly fingerprint: (value: string) => string;
  /** What the vault holds. */
  readonly names?: Names;
  /** What variables are set to already, as by a `.env`. */
  readonly variables?: Variables;
  /** The request of the manifest to use for all of them, where somebody chose one. */
  readonly request?: string;
  /** The values have stood in no file: a paste lands as references at once. */
  readonly pasted?: true;
}

/** Which entry of the vault is for which value, by its fingerprint: what it holds, and what plans have named so far. */
export interface Names {
  isTaken(entry: string, fingerprint: string): boolean;
  /** From now on the entry is for this value. */
  name(entry: string, fingerprint: string): void;
}

/** A value that has to be in the vault before any edit is applied: where it stands, never the value itself. */
export interface PlannedValue {
  readonly request: string;
  /** The entry of the vault. */
  readonly entry: string;
  readonly env: string;
  readonly kind: string;
  readonly fingerprint: string;
  /** Of the value as the program has it, without the escapes of its literal: the vault's. */
  readonly valueFingerprint: string;
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
  const requests = knownRequests(reading?.manifest.requests);
  const chosen = options.request === undefined ? undefined : chosenIn(requests, options.request);
  if (options.request !== undefined && !chosen) return { type: 'unknown-request' };
  return { type: 'planner', planner: planner(options, requests, chosen) };
}

function planner(options: PlannerOptions, requests: KnownRequests, chosen: Composed | undefined): Planner {
  const added = new Map<string, NamedRequest>();
  const modules = new Map<string, ReadonlySet<string>>();
  /** Later findings see the requests of those before them. */
  const keep = ({ name, request, reused }: Composed, valueFingerprint: string): void => {
    options.names?.name(request.source.ref, valueFingerprint);
    const fresh = request.replaces ?? [];
    const before = added.get(name)?.request;
    added.set(name, { name, request: before ? withReplaces(before, fresh) : request });
    const there = requests.get(name);
    requests.set(name, reused && there ? withReplaces(there, fresh) : request);
  };
  return {
    add(flagged) {
      const values: PlannedValue[] = [];
      const composed = new Map<Finding, { readonly one: Composed; readonly own: string }>();
      const module = flagged.path.slice(0, flagged.path.lastIndexOf('/') + 1);
      const declared = modules.get(module) ?? new Set();
      const result = replaceInText(
        { ...flagged, declared },
        {
          of(finding) {
            const own = valueFingerprintOf(finding, flagged, options);
            const composition = compositionOf(finding, flagged, { ...options, own });
            const one = chosen ? reusing(chosen, composition) : composeRequest(requests, composition);
            composed.set(finding, { one, own });
            return { env: one.env, request: one.name };
          },
          settle(finding) {
            const planned = composed.get(finding);
            if (!planned) return;
            keep(planned.one, planned.own);
            values.push(plannedValue(planned.one, finding, planned.own));
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

function chosenIn(requests: KnownRequests, name: string): Composed | undefined {
  const request = requests.get(name);
  const env = request?.delivery.env;
  return request && env !== undefined ? { name, env, request, reused: true } : undefined;
}

function reusing(chosen: Composed, composition: Composition): Composed {
  return { ...chosen, request: { ...chosen.request, replaces: [replacedBy(composition)] } };
}

interface Composing extends PlannerOptions {
  /** The fingerprint of the value as the program has it. */
  readonly own: string;
}

function compositionOf(finding: Finding, flagged: FlaggedText, composing: Composing): Composition {
  const { own, names, variables, ...options } = composing;
  const { kind, name } = finding;
  const service = serviceOf(finding.service);
  const { start, end } = finding;
  // A known value may stand there in another form, as base64: the program needs that form, a value of its own.
  const fingerprint = finding.evidence.type === 'known' ? own : finding.fingerprint;
  const env = variableAt({ ...flagged, start, end }) ?? variableOf(finding, flagged, composing);
  return {
    kind,
    fingerprint,
    file: flagged.file ?? flagged.path,
    subject: options.subject(finding),
    ...(names && { isTaken: (entry) => names.isTaken(entry, own) }),
    ...(variables && { isSet: (variable) => variables.isOther(variable, own) }),
    ...(options.pasted && { pasted: true }),
    hosts: hostsAround(flagged.text, finding),
    ...(service && { service }),
    ...(name !== undefined && { name }),
    ...(env !== undefined && { env }),
  };
}

function valueFingerprintOf(
  { start, end }: Finding,
  { text, language }: FlaggedText,
  { fingerprint }: PlannerOptions,
): string {
  return fingerprint(valueIn({ text, language, start, end }));
}

/** The variable that holds the value already: the line that sets it, the place it is known from, or another file. */
function variableOf(finding: Finding, flagged: FlaggedText, { own, variables }: Composing): string | undefined {
  const { evidence, name } = finding;
  const isKnown = evidence.type === 'known' && own === finding.fingerprint && evidence.source !== 'vault';
  const known = isKnown ? evidence.name : variables?.named(own);
  const [here, elsewhere] = setsHere(flagged, name) ? [name, known] : [known, undefined];
  const variable = here ?? elsewhere;
  return variable !== undefined && isVariable(variable) ? variable : undefined;
}

/** Whether the value stands in a line that sets the variable of this name for those who start the program. */
function setsHere({ path, language }: FlaggedText, name: string | undefined): boolean {
  if (language === 'dotenv' || isDotenvSource(path)) return true;
  return isCompose(path) && /^[A-Z_][A-Z0-9_]*$/.test(name ?? '');
}

function plannedValue({ name, env, request }: Composed, { start, end }: Finding, own: string): PlannedValue {
  const { kind = '', fingerprint = '' } = request.replaces?.[0] ?? {};
  const entry = request.source.ref;
  return { request: name, entry, env, kind, fingerprint, valueFingerprint: own, start, end };
}
