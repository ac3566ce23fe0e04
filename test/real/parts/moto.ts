import { join } from 'node:path';
import { outcomeOf } from '../../cli/program.ts';
import { freePort, isListening, programOn, startServer } from './part.ts';
import { pythonPackage } from './python.ts';

/** A real moto, which checks signatures and what the caller's policies allow. It does not enforce session policies. */
export interface Moto extends AsyncDisposable {
  readonly url: string;
  /** Where its Python is, with AWS's own SDK. */
  readonly bin: string;
  /** Runs Python with AWS's own SDK against it and reads the JSON that it prints. */
  python(script: string, env?: Readonly<Record<string, string>>): Promise<unknown>;
}

export interface Keys {
  readonly id: string;
  readonly secret: string;
}

/** Where moto is reached over TLS: under a name that stands for this machine, as its services have no port 443. */
export interface Secured {
  readonly name: string;
  /** PEM files. */
  readonly certificate: string;
  readonly key: string;
  readonly authority: string;
}

export async function startMoto(secured?: Secured): Promise<Moto> {
  const { bin } = await pythonPackage('moto[server,dynamodb,iam,s3,sts]', '5.2.1');
  const port = await freePort();
  const url = secured ? `https://${secured.name}:${port}` : `http://127.0.0.1:${port}`;
  const server = programOn('moto_server', bin) ?? '';
  const tls = secured ? ['-s', '-c', secured.certificate, '-k', secured.key] : [];
  const running = await startServer([server, '-H', '127.0.0.1', '-p', String(port), ...tls], {
    env: {
      PATH: process.env['PATH'],
      INITIAL_NO_AUTH_ACTION_COUNT: String(setUpActions),
      S3_IGNORE_SUBDOMAIN_BUCKETNAME: 'true',
    },
    isUp: async () => (secured ? isListening(port) : (await fetch(`${url}/moto-api/data.json`)).ok),
  });
  return {
    url,
    bin,
    async python(script, env = {}) {
      const common = {
        PATH: process.env['PATH'],
        AWS_ENDPOINT_URL: url,
        AWS_DEFAULT_REGION: 'us-east-1',
        HOME: '/nonexistent',
        ...(secured && { AWS_CA_BUNDLE: secured.authority }),
      };
      const whole = secured ? `${standingFor(secured.name)}\n${script}` : script;
      const { status, stdout, stderr } = await outcomeOf(join(bin, 'python'), ['-c', whole], {
        env: { ...common, ...env },
      });
      if (status !== 0) throw new Error(stderr);
      return JSON.parse(stdout) as unknown;
    },
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  };
}

function standingFor(name: string): string {
  return `import socket
lookup = socket.getaddrinfo
socket.getaddrinfo = lambda host, *rest, **more: lookup('127.0.0.1' if host == '${name}' else host, *rest, **more)`;
}

/** Calls that moto takes from anybody before it begins to ask for signatures: those of `setUp`, counted. */
const setUpActions = 7;

/** A user who may assume the role `reader`, and one who may not. */
export async function setUp(moto: Moto): Promise<{ readonly allowed: Keys; readonly other: Keys }> {
  return (await moto.python(
    `
import boto3, json
iam = boto3.client('iam')
def user(name):
    iam.create_user(UserName=name)
    key = iam.create_access_key(UserName=name)['AccessKey']
    return {'id': key['AccessKeyId'], 'secret': key['SecretAccessKey']}
allowed, other = user('allowed'), user('other')
def policy(*actions):
    return json.dumps({'Version': '2012-10-17', 'Statement': [{'Effect': 'Allow', 'Action': list(actions), 'Resource': '*'}]})
iam.put_user_policy(UserName='allowed', PolicyName='assume', PolicyDocument=policy('sts:AssumeRole', 'sts:SetSourceIdentity'))
trust = json.dumps({'Version': '2012-10-17', 'Statement': [{'Effect': 'Allow', 'Principal': {'AWS': '*'}, 'Action': 'sts:AssumeRole'}]})
iam.create_role(RoleName='reader', AssumeRolePolicyDocument=trust)
iam.put_role_policy(RoleName='reader', PolicyName='data', PolicyDocument=policy('s3:*', 'dynamodb:*'))
print(json.dumps({'allowed': allowed, 'other': other}))
`,
    // Any, as long as nothing is checked.
    { AWS_ACCESS_KEY_ID: 'set-up', AWS_SECRET_ACCESS_KEY: 'set-up' },
  )) as { readonly allowed: Keys; readonly other: Keys };
}
