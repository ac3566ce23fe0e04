import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuthority } from '../../src/broker/guard/clients/certificate.ts';
import type { Delivery, Manifest } from '../../src/core/requests/manifest.ts';
import { approve, keep, workplace } from '../cli/program.ts';
import type { Outcome } from '../cli/program.ts';
import { nodeClients } from '../guarded/caches.ts';
import * as programs from './parts/aws-programs.ts';
import { goProgram } from './parts/go-program.ts';
import { setUp, startMoto } from './parts/moto.ts';
import type { Keys, Moto } from './parts/moto.ts';
import { Missing, orSkip } from './parts/part.ts';

const host = 'api.acme.example';
const resolver = new URL('../guarded/resolve.ts', import.meta.url).href;
const sdk = ['aws-sdk-go-v2/config@v1.33.18', 'aws-sdk-go-v2/service/s3@v1.114.10'];

/** moto checks each signature and what the role may: a call that was signed wrongly gets nothing. */
describe('AWS’s own SDKs under a session that the guard signs with', () => {
  let folder: string;
  let moto: Moto;
  let keys: Keys;
  const authority = (): string => join(folder, 'authority.pem');

  before(async function () {
    this.timeout(300_000);
    folder = mkdtempSync(join(tmpdir(), 'valet-key-aws-'));
    const made = createAuthority(Date.now());
    const { certificate, key } = made.certify(host);
    const files = { authority: made.certificate, certificate, key };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, `${name}.pem`), text);
    const [certificatePath, keyPath] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')];
    const secured = { name: host, certificate: certificatePath, key: keyPath, authority: authority() };
    moto = await orSkip(this, () => startMoto(secured));
    ({ allowed: keys } = await setUp(moto));
    await moto.python(furnishing, { ...(await rootKeys(moto, keys)) });
  });
  after(async () => {
    await moto?.[Symbol.asyncDispose]();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  const run = (command: readonly string[], more: Running = {}): Promise<Outcome> =>
    runTask(command, { moto, keys, authority: authority(), ...more });
  const python = (script: string): readonly string[] => [join(moto.bin, 'python'), '-c', script];

  it('boto3 puts, streams in parts, lists, and speaks to DynamoDB', async function () {
    this.timeout(60_000);
    const { stdout, stderr } = await run(python(programs.boto3));
    assert.equal(stdout, '[100000, 6000000, ["a b/u~.txt"], "\\u00fc"]\n', stderr);
  });

  it('the SDK for JavaScript puts, streams and lists', async function () {
    this.timeout(300_000);
    const clients = nodeClients();
    if ('missing' in clients) return skip(this, clients.missing);
    const env = { NODE_PATH: join(clients.folder, 'node_modules') };
    const { stdout, stderr } = await run(['node', '-e', programs.node], { env });
    assert.equal(stdout, '[100000,[["n stream",120000]]]\n', stderr);
    return undefined;
  });

  it('the SDK for Go puts and gets', async function () {
    this.timeout(600_000);
    const program = await orSkip(this, () =>
      goProgram(
        programs.go,
        sdk.map((name) => `github.com/aws/${name}`),
      ),
    );
    const { stdout, stderr } = await run([program]);
    assert.equal(stdout, '100000\n', stderr);
  });

  it('has a key whose name and secret are made up, no session, and no profile', async function () {
    this.timeout(60_000);
    const { stdout, stderr } = await run(python(programs.seen), { env: { AWS_PROFILE: 'default' } });
    const [line = '', arn] = stdout.trim().split('\n');
    const [id = '', secret = '', session, profile] = JSON.parse(line) as readonly string[];
    assert.match(id, /^ASIA[A-Z2-7]{16}$/, stderr);
    assert.notEqual(secret, '');
    assert.notEqual(secret, keys.secret);
    assert.deepEqual([session, profile], ['', '']);
    assert.match(arn ?? '', /assumed-role\/reader\/valet-key-/);
  });

  it('a presigned address is refused, and why is said', async function () {
    this.timeout(60_000);
    const { stdout, stderr } = await run(python(programs.presigned));
    assert.match(stdout, /^403 .*"code":"signature-not-guarded"/s, stderr);
    assert.match(stdout, /in the address \(presigned\).* Sign whole calls by Signature Version 4/);
  });

  it('delivered by env, is there in the three variables that every SDK reads, and hidden in what is printed', async function () {
    this.timeout(60_000);
    const delivery: Delivery = { mode: 'env', env: 'AWS_SECRET_ACCESS_KEY' };
    const { stdout, stderr } = await run(python(programs.seen), { delivery, env: { BASE: '' } });
    assert.match(stdout, /^\["ASIA\w+", "\*+", "\*+", ""\]\n$/, stderr);
  });
});

interface Running {
  readonly delivery?: Delivery;
  readonly env?: Readonly<Record<string, string>>;
}

async function runTask(
  command: readonly string[],
  { moto, keys, authority, delivery, env }: Running & { moto: Moto; keys: Keys; authority: string },
): Promise<Outcome> {
  using place = workplace();
  const manifest: Manifest = {
    version: 1,
    requests: {
      reports: {
        subject: 'task:reports',
        purpose: 'A test',
        authorization_details: [{ type: 'aws', actions: ['s3:*', 'dynamodb:*', 'sts:GetCallerIdentity'] }],
        call: [{ host: new URL(moto.url).host }],
        source: { provider: 'aws-sts', ref: 'arn:aws:iam::123456789012:role/reader' },
        delivery: delivery ?? { mode: 'sigv4', env: 'AWS_SECRET_ACCESS_KEY' },
        max_ttl: '1h',
        approval: 'once-per-session',
      },
    },
  };
  place.write({ 'valet-key.json': JSON.stringify(manifest) });
  await keep(place, []);
  await approve(place, manifest);
  const machine = {
    AWS_ENDPOINT_URL_STS: moto.url,
    AWS_ACCESS_KEY_ID: keys.id,
    AWS_SECRET_ACCESS_KEY: keys.secret,
    AWS_REGION: 'eu-west-1',
    AWS_DEFAULT_REGION: 'eu-west-1',
    NODE_EXTRA_CA_CERTS: authority,
    BASE: moto.url,
  };
  return await place.run(['run', '--', ...command], { env: { ...machine, ...env }, node: ['--import', resolver] });
}

/** The role's own session, for what an administrator does: it may do anything with the data. */
async function rootKeys(moto: Moto, { id, secret }: Keys): Promise<Record<string, string>> {
  const script = `import boto3, json
made = boto3.client('sts').assume_role(RoleArn='arn:aws:iam::123456789012:role/reader', RoleSessionName='set-up')['Credentials']
print(json.dumps({'AWS_ACCESS_KEY_ID': made['AccessKeyId'], 'AWS_SECRET_ACCESS_KEY': made['SecretAccessKey'], 'AWS_SESSION_TOKEN': made['SessionToken']}))`;
  const own = { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret };
  return (await moto.python(script, own)) as Record<string, string>;
}

const furnishing = `import boto3, os
from botocore.config import Config
s3 = boto3.client('s3', config=Config(s3={'addressing_style': 'path'}), region_name='us-east-1')
s3.create_bucket(Bucket='reports')
boto3.client('dynamodb', region_name='eu-west-1').create_table(TableName='orders', KeySchema=[{'AttributeName': 'id', 'KeyType': 'HASH'}],
    AttributeDefinitions=[{'AttributeName': 'id', 'AttributeType': 'S'}], BillingMode='PAY_PER_REQUEST')
print('null')`;

function skip(context: Mocha.Context, reason: string): never {
  console.log(`      skipped: ${new Missing(reason).message}`);
  return context.skip();
}
