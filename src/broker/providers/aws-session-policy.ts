import type { AuthorizationDetail, CallRule, Request } from '../../core/requests/manifest.ts';
import { ProviderError } from './provider.ts';

/**
 * What a request's actions and identifiers allow, and nothing else; AWS intersects it with what the role may
 * (docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session). Without an `identifier` it is
 * narrowed to the buckets, regions and account that the request's own hosts and paths name, where every action of that
 * service takes such a resource; else the actions alone narrow the role. Throws `ProviderError`.
 */
export function sessionPolicy(request: Request): string {
  const statements = request.authorization_details.flatMap((detail) => statementsOf(detail, request));
  const policy = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  if (policy.length > longest)
    throw new ProviderError(
      `AWS STS takes a session policy of at most ${longest} characters, and the request makes one of ${policy.length}: ask for fewer actions, or write them with "*", such as "s3:Get*"`,
    );
  return policy;
}

/** Characters (docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html). */
const longest = 2048;

interface Statement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
}

function statementsOf({ actions = [], identifier }: AuthorizationDetail, request: Request): readonly Statement[] {
  const strange = actions.find((action) => !/^[a-z0-9-]+:[A-Za-z0-9*?]+$/.test(action));
  if (actions.length === 0 || strange !== undefined)
    throw new ProviderError('AWS STS needs "actions" such as "s3:GetObject" in the request');
  if (identifier !== undefined) return [{ Effect: 'Allow', Action: actions, Resource: named(identifier) }];
  const byResource = new Map<string, string[]>();
  for (const action of actions) {
    const key = JSON.stringify(resourcesOf(action, request));
    byResource.set(key, [...(byResource.get(key) ?? []), action]);
  }
  return [...byResource].map(([resource, Action]) => ({
    Effect: 'Allow',
    Action,
    Resource: JSON.parse(resource) as Statement['Resource'],
  }));
}

function named(identifier: string): string {
  if (identifier === '*' || /^arn:[\w-]+:[\w-]*:[\w-]*:[\w-]*:[\x21-\x7e]+$/.test(identifier)) return identifier;
  throw new ProviderError(
    `"${identifier}" is no ARN: an "identifier" for AWS STS is one, such as arn:aws:s3:::bucket/*`,
  );
}

function resourcesOf(action: string, { call, source }: Request): Statement['Resource'] {
  const [service = '', verb = ''] = action.split(':');
  if (/[*?]/.test(verb.slice(0, 4)) || acrossResources.test(verb)) return '*';
  const { partition = 'aws', account = '' } =
    /^arn:(?<partition>[\w-]+):iam::(?<account>\d+):/.exec(source.ref)?.groups ?? {};
  const found =
    service === 's3'
      ? call.map((rule) => bucketsOf(rule, partition))
      : call.map((rule) => regionOf(rule, { service, partition, account }));
  const theirs = call.map(({ host }) => isServiceHost(host, service));
  // A host of this service that names no bucket or region may be asked for any.
  if (found.some((each, index) => theirs[index] === true && each.length === 0)) return '*';
  const resources = [...new Set(found.flat())];
  return resources.length === 0 ? '*' : resources;
}

/** They ask about all there is, and take no resource in a policy (the service authorization reference). */
const acrossResources =
  /^(?:List|Describe|BatchGetSecretValue|GetRandomPassword|GetAccountSettings|GetAccountPublic)(?!Bucket$|Object)/;

function isServiceHost(host: string, service: string): boolean {
  return new RegExp(`(?:^|\\.)${service}[.-]`).test(host) && awsHost.test(host);
}

const awsHost = /\.(?:amazonaws\.com(?:\.cn)?|api\.aws)(?::443)?$/;

/** `BUCKET.s3.REGION.amazonaws.com` with its paths, or `s3.REGION.amazonaws.com` with `/BUCKET/…`. */
function bucketsOf({ host, paths = ['/**'] }: CallRule, partition: string): readonly string[] {
  const { bucket } = /^(?:(?<bucket>[a-z0-9][a-z0-9.-]+)\.)?s3(?:[.-][a-z0-9-]+)?\./.exec(host)?.groups ?? {};
  if (!isServiceHost(host, 's3') || otherNames.test(host)) return [];
  const keys = paths.map((path) => literalStart(bucket === undefined ? path : `/${bucket}${path}`));
  if (keys.some((key) => !/^[a-z0-9][a-z0-9.-]+\//.test(key))) return [];
  const arn = `arn:${partition}:s3:::`;
  return keys.flatMap((key) => [`${arn}${key.split('/', 1)[0] ?? ''}`, `${arn}${key}`]);
}

/** Names there are none of a bucket. */
const otherNames = /s3-(?:accesspoint|object-lambda|outposts|control|website)|s3express/;

/** A path glob as a policy has it: its `*` goes over slashes, too, so it is wider; the guard holds the rest. */
function literalStart(path: string): string {
  const [start = ''] = path.slice(1).split(/[*?[\]{}!()]/, 1);
  return start.length < path.length - 1 ? `${start}*` : start;
}

/** `SERVICE.REGION.amazonaws.com`: whatever the account has there. */
function regionOf(
  { host }: CallRule,
  { service, partition, account }: { service: string; partition: string; account: string },
): readonly string[] {
  if (!regional.has(service) || account === '' || !isServiceHost(host, service)) return [];
  const region = new RegExp(`^${service}\\.(?<region>[a-z]{2}(?:-[a-z]+)+-\\d)\\.`).exec(host)?.groups?.['region'];
  return region === undefined ? [] : [`arn:${partition}:${service}:${region}:${account}:*`];
}

/** Services whose other actions all take an ARN with a region and an account. */
const regional: ReadonlySet<string> = new Set([
  'dynamodb',
  'sqs',
  'lambda',
  'secretsmanager',
  'ssm',
  'kinesis',
  'states',
]);
