import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';
import { manifestCheck } from './manifest-check.ts';

/** What the schema holds against a manifest, in words a person can act on. `path` leads to the place. */
export interface SchemaProblem {
  readonly path: readonly string[];
  readonly message: string;
  /** The problem is the property's name rather than its value. */
  readonly atName: boolean;
}

export function validateManifest(value: unknown): readonly SchemaProblem[] {
  compiled ??= manifestCheck();
  if (compiled(value)) return [];
  return (compiled.errors ?? []).filter(({ keyword }) => !echoes.has(keyword)).map(problemOf);
}

/** Compiled when the first manifest is read: an editor that never meets one does not pay for it. */
let compiled: ValidateFunction | undefined;

/** Keywords that only repeat an error inside them. */
const echoes = new Set(['if', 'propertyNames']);

function problemOf(error: ErrorObject): SchemaProblem {
  const path = error.instancePath.split('/').slice(1).map(unescapePointer);
  const property = nameIn(error);
  const atName = property !== undefined && error.keyword !== 'required';
  return { path: atName ? [...path, property] : path, message: messageOf(error, path.at(-1)), atName };
}

function nameIn({ keyword, params, propertyName }: ErrorObject): string | undefined {
  if (propertyName !== undefined) return propertyName;
  const named: unknown = keyword === 'additionalProperties' ? params['additionalProperty'] : undefined;
  return typeof named === 'string' ? named : undefined;
}

/** Never quotes a value: what failed may be a credential that was pasted into the wrong place. */
function messageOf(error: ErrorObject, last: string | undefined): string {
  const subject = last === undefined ? 'The manifest' : `"${last}"`;
  const say = sentences[error.keyword];
  return say ? say(subject, error) : `${subject} does not fit the schema (${error.keyword}).`;
}

type Sentence = (subject: string, error: ErrorObject) => string;

const sentences: Readonly<Record<string, Sentence>> = {
  additionalProperties: (_, { params }) =>
    `"${String(params['additionalProperty'])}" is not known here. Values never belong in this file.`,
  required: (subject, { params }) => `${subject} needs "${String(params['missingProperty'])}".`,
  type: (subject, { params }) => `${subject} must be ${withArticle(String(params['type']))}.`,
  enum: (subject, { params }) =>
    `${subject} must be one of ${(params['allowedValues'] as readonly string[]).join(', ')}.`,
  const: (subject, { params }) => `${subject} must be ${JSON.stringify(params['allowedValue'])}.`,
  pattern: (subject, { propertyName, parentSchema }) =>
    propertyName === undefined
      ? `${subject} is not written as it should be, or holds what looks like a value. ${descriptionOf(parentSchema)}`.trim()
      : `"${propertyName}" is not a name: ${namesAre}`,
  minItems: (subject) => `${subject} must not be empty.`,
  minLength: (subject) => `${subject} must not be empty.`,
  maxLength: (subject, { params }) => `${subject} is too long: at most ${String(params['limit'])} characters.`,
  minimum: (subject, { params }) => `${subject} must be at least ${String(params['limit'])}.`,
  uniqueItems: (subject) => `${subject} names something twice.`,
};

const namesAre = 'use lower-case letters, digits, dots, hyphens and underscores.';

function descriptionOf(parentSchema: unknown): string {
  if (typeof parentSchema !== 'object' || parentSchema === null || !('description' in parentSchema)) return '';
  return typeof parentSchema.description === 'string' ? parentSchema.description : '';
}

function withArticle(type: string): string {
  return { array: 'a list', object: 'an object', string: 'a text', integer: 'a whole number' }[type] ?? type;
}

function unescapePointer(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}
