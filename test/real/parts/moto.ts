import { join } from 'node:path';
import { outcomeOf } from '../../cli/program.ts';
import { freePort, programOn, startServer } from './part.ts';
import { pythonPackage } from './python.ts';

/** A real moto, which checks signatures and what the caller's policies allow. It does not enforce session policies. */
export interface Moto extends AsyncDisposable {
  readonly url: string;
  /** Runs Python with AWS's own SDK against it and reads the JSON that it prints. */
  python(script: string, env?: Readonly<Record<string, string>>): Promise<unknown>;
}

export interface Keys {
  readonly id: string;
  readonly secret: string;
}

export async function startMoto(): Promise<Moto> {
  const { bin } = await pythonPackage('moto[server,iam,sts]', '5.2.1');
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = programOn('moto_server', bin) ?? '';
  const running = await startServer([server, '-H', '127.0.0.1', '-p', String(port)], {
    env: { PATH: process.env['PATH'], INITIAL_NO_AUTH_ACTION_COUNT: String(setUpActions) },
    isUp: async () => (await fetch(`${url}/moto-api/data.json`)).ok,
  });
  return {
    url,
    async python(script, env = {}) {
      const common = {
        PATH: process.env['PATH'],
        AWS_ENDPOINT_URL: url,
        AWS_DEFAULT_REGION: 'us-east-1',
        HOME: '/nonexistent',
      };
      const { status, stdout, stderr } = await outcomeOf(join(bin, 'python'), ['-c', script], {
        env: { ...common, ...env },
      });
      if (status !== 0) throw new Error(stderr);
      return JSON.parse(stdout) as unknown;
    },
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  };
}

/** Calls that moto takes from anybody before it begins to ask for signatures: those of `setUp`, counted. */
const setUpActions = 6;

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
print(json.dumps({'allowed': allowed, 'other': other}))
`,
    // Any, as long as nothing is checked.
    { AWS_ACCESS_KEY_ID: 'set-up', AWS_SECRET_ACCESS_KEY: 'set-up' },
  )) as { readonly allowed: Keys; readonly other: Keys };
}
