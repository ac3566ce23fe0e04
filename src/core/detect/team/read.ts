import type { Service } from '../../services/service.ts';
import { readPattern } from './pattern.ts';

/** What keeps a team's service from being used: where it stands in the setting, and a sentence that says what to do. */
export interface TeamProblem {
  /** `[0].pattern`: the place in the list. */
  readonly place: string;
  readonly message: string;
}

export interface TeamRules {
  readonly services: readonly Service[];
  readonly problems: readonly TeamProblem[];
}

/**
 * Reads what a team says of services of its own: a list of `{ id, title, anchors, pattern, … }`. What is wrong in one
 * leaves that one out and the others in. `taken` holds the ids of services and kinds that exist already.
 */
export function readTeamRules(value: unknown, taken: ReadonlySet<string> = new Set()): TeamRules {
  if (value === undefined || value === null) return { services: [], problems: [] };
  if (!Array.isArray(value)) return { services: [], problems: [{ place: '', message: 'must be a list of services' }] };
  const services: Service[] = [];
  const problems: TeamProblem[] = [];
  const ids = new Set(taken);
  for (const [index, item] of (value as readonly unknown[]).slice(0, mostServices).entries()) {
    const wrong: TeamProblem[] = [];
    const note: Note = (field, message) => wrong.push({ place: `[${index}]${field && `.${field}`}`, message });
    const service = readService(item, ids, note);
    if (service && wrong.length === 0) {
      services.push(service);
      ids.add(service.id);
    }
    problems.push(...wrong);
  }
  if (value.length > mostServices) problems.push({ place: '', message: `has more than ${mostServices} services` });
  return { services, problems };
}

const mostServices = 200;

type Note = (field: string, message: string) => void;
type Fields = Readonly<Record<string, unknown>>;

function readService(item: unknown, ids: ReadonlySet<string>, note: Note): Service | undefined {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) {
    note('', 'must be an object with id, anchors and pattern');
    return undefined;
  }
  const fields = item as Fields;
  for (const field of Object.keys(fields)) {
    if (!known.has(field)) note(field, `is no field of a service; there are ${[...known].join(', ')}`);
  }
  const id = readId(fields, ids, note);
  const title = readText(fields, 'title', note) ?? id;
  const rule = { anchors: readAnchors(fields, note), pattern: readRegex(fields, note) };
  const header = readText(fields, 'header', note) ?? 'Authorization';
  const fallback = header.toLowerCase() === 'authorization' ? 'Bearer {}' : '{}';
  return {
    id,
    title,
    docs: readAddress(fields, 'docs', note) ?? '',
    hosts: readList(fields, 'hosts', { form: hostForm, means: 'host names such as api.acme.com or *.acme.com' }, note),
    send: { mode: 'header', header, format: readFormat(fields, note) ?? fallback },
    env: readEnv(fields, id, note),
    packages: {},
    actions: [],
    rotate: readAddress(fields, 'rotate', note) ?? '',
    credentials: [
      {
        id,
        title: `${title} credential`,
        power: readText(fields, 'power', note) ?? `Acts on ${title} as whoever it was issued to.`,
        shapes: [],
        rule,
      },
    ],
  };
}

const known: ReadonlySet<string> = new Set([
  'id',
  'title',
  'anchors',
  'pattern',
  'env',
  'hosts',
  'header',
  'format',
  'power',
  'docs',
  'rotate',
]);
const hostForm = /^(?:\*\.)?[a-z\d](?:[a-z\d-]*[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]*[a-z\d])?)*(?::\d{1,5})?$/i;

function readId(fields: Fields, ids: ReadonlySet<string>, note: Note): string {
  const { id } = fields;
  if (typeof id !== 'string' || !/^[a-z][a-z\d]*(?:-[a-z\d]+)*$/.test(id) || id.length > 64) {
    note('id', 'must be lower-case words joined by hyphens, such as acme-billing');
    return '';
  }
  if (ids.has(id)) note('id', `${id} exists already: choose another`);
  return id;
}

function readAnchors(fields: Fields, note: Note): readonly string[] {
  const { anchors } = fields;
  const list = typeof anchors === 'string' ? [anchors] : anchors;
  if (!Array.isArray(list) || list.length === 0 || list.length > mostAnchors) {
    note(
      'anchors',
      'must list text that every credential holds or follows, such as ["acme_"]: it is what is looked for',
    );
    return [];
  }
  const bad = list.findIndex((anchor) => typeof anchor !== 'string' || !/^[\x21-\x7e]{3,64}$/.test(anchor));
  if (bad >= 0) note(`anchors[${bad}]`, 'must be 3 to 64 ASCII characters without blanks');
  else if (list.some((anchor: string) => new Set(anchor).size < 2)) note('anchors', 'must not repeat one character');
  return bad >= 0 ? [] : (list as string[]);
}

const mostAnchors = 50;

function readRegex(fields: Fields, note: Note): string {
  const { pattern } = fields;
  if (typeof pattern !== 'string' || pattern === '') {
    note('pattern', 'must be a regular expression of the whole credential, such as acme_[0-9a-z]{32}');
    return '';
  }
  const { problem } = readPattern(pattern);
  if (problem !== undefined) note('pattern', problem);
  return pattern;
}

function readEnv(fields: Fields, id: string, note: Note): readonly string[] {
  const fallback = `${id.toUpperCase().replaceAll('-', '_')}_KEY`;
  const env = readList(fields, 'env', { form: /^[A-Za-z_]\w*$/, means: 'names of variables such as ACME_TOKEN' }, note);
  return env.length > 0 ? env : [fallback];
}

function readList(
  fields: Fields,
  field: string,
  { form, means }: { readonly form: RegExp; readonly means: string },
  note: Note,
): readonly string[] {
  const value = fields[field];
  if (value === undefined) return [];
  const list: unknown = typeof value === 'string' ? [value] : value;
  if (Array.isArray(list) && list.every((item) => typeof item === 'string' && item.length < 256 && form.test(item))) {
    return list as readonly string[];
  }
  note(field, `must list ${means}`);
  return [];
}

function readText(fields: Fields, field: string, note: Note): string | undefined {
  const value = fields[field];
  if (value === undefined) return undefined;
  if (typeof value === 'string' && value.trim() !== '' && value.length <= 200 && !/[\r\n]/.test(value)) return value;
  note(field, 'must be a line of text');
  return undefined;
}

function readFormat(fields: Fields, note: Note): string | undefined {
  const format = readText(fields, 'format', note);
  if (format !== undefined && !format.includes('{}')) note('format', 'must hold {} where the credential goes');
  return format;
}

function readAddress(fields: Fields, field: string, note: Note): string | undefined {
  const text = readText(fields, field, note);
  if (text !== undefined && !/^https:\/\/[^\s/]+/.test(text)) note(field, 'must be an https:// address');
  return text;
}
