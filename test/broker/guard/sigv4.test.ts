import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  isSignedOtherwise,
  needsBodyHash,
  signedWithPlaceholder,
  signWithValue,
} from '../../../src/broker/guard/sigv4.ts';
import type { SignedCall } from '../../../src/broker/guard/sigv4.ts';
import { newValue } from '../scratch.ts';
import { callThrough, guardFor } from './guarded.ts';
import { startService } from './service.ts';

/** Signs as the SDK of AWS does, in Python: `SECRET SESSION METHOD URL SERVICE BODY`, and prints the headers. */
const signer = `
import sys, json, botocore.auth, botocore.awsrequest, botocore.credentials as c
class Given(botocore.auth.SigV4Auth):
    def payload(self, request):
        return headers["x-amz-content-sha256"]
    def canonical_request(self, request):
        return botocore.auth.S3SigV4Auth.canonical_request(self, request)
    def _normalize_url_path(self, path):
        return path
secret, session, method, url, service, body, more = sys.argv[1:8]
headers = {"x-amz-meta-note": "a  b", **json.loads(more)}
request = botocore.awsrequest.AWSRequest(method=method, url=url, data=body or None, headers=headers)
kind = Given if "x-amz-content-sha256" in headers else botocore.auth.S3SigV4Auth if service == "s3" else botocore.auth.SigV4Auth
kind(c.Credentials("AKIDEXAMPLE", secret, session or None), service, "eu-west-1").add_auth(request)
print(json.dumps(dict(request.headers.items())))
`;

/** Signs an address: `SECRET`, and prints it. */
const presigner = `
import sys, botocore.auth, botocore.awsrequest, botocore.credentials as c
request = botocore.awsrequest.AWSRequest(method="GET", url="https://service.example/bucket/a%20b?versionId=1%2F2")
botocore.auth.S3SigV4QueryAuth(c.Credentials("AKIDEXAMPLE", sys.argv[1]), "s3", "eu-west-1", expires=60).add_auth(request)
print(request.url)
`;

const hasSdk = spawnSync('python3', ['-c', 'import botocore']).status === 0;

describe('signatures of AWS', function () {
  before(function () {
    if (hasSdk) return;
    console.log('    (skipped: there is no botocore for python3 here)');
    this.skip();
  });

  for (const [fact, method, path, service, body] of [
    ['without a body', 'GET', '/', 'sts', ''],
    ['with a query out of order', 'GET', '/?b=2&a=1%202&A=%2F', 'sts', ''],
    ['with a body', 'POST', '/', 'dynamodb', '{"a":1}'],
    ['with a path to encode', 'GET', '/a%20b/c', 'execute-api', ''],
    ['for S3', 'GET', '/bucket/a%20b?list-type=2', 's3', ''],
    ['for S3 with a body', 'PUT', '/bucket/key', 's3', 'text'],
  ] as const) {
    it(`${fact} are known by the placeholder, and become those of the value`, () => {
      const [placeholder, value] = [newValue(), newValue()];
      const url = `https://service.example${path}`;
      const signed = signedCall(placeholder, { method, url, service, body });
      assert.ok(signedWithPlaceholder(placeholder, signed), 'known');
      assert.ok(!signedWithPlaceholder(value, signed), 'by no other');
      assert.ok(!signedWithPlaceholder(placeholder, { ...signed, target: '/other' }), 'nor for another call');
      const again = { ...signed, headers: signWithValue(value, signed) };
      assert.ok(signedWithPlaceholder(value, again));
    });
  }

  it('with a session of the value carry it, signed', () => {
    const [placeholder, secret, session] = [newValue(), newValue(), newValue()];
    const signed = signedCall(placeholder, {
      method: 'GET',
      url: 'https://service.example/',
      service: 'sts',
      body: '',
    });
    const headers = signWithValue(`ASIAOTHER:${secret}:${session}`, signed);
    const again = { ...signed, headers };
    assert.ok(signedWithPlaceholder(secret, again));
    const text = headers.join('\n');
    assert.match(text, /Credential=ASIAOTHER\/.*SignedHeaders=[^,]*x-amz-security-token/);
    assert.ok(text.includes(session));
  });

  it('over each chunk of a body, or in the address, are told from those that can be made anew', () => {
    const placeholder = newValue();
    const streaming = { 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' };
    const chunked = signedCall(placeholder, { ...put, headers: streaming });
    const unsigned = signedCall(placeholder, { ...put, headers: { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } });
    const plain = signedCall(placeholder, put);
    const presigned = presignedCall(placeholder);
    for (const [call, expected] of [
      [chunked, true],
      [presigned, true],
      [asymmetric, true],
      [unsigned, false],
      [plain, false],
    ] as const)
      assert.equal(isSignedOtherwise(placeholder, call), expected);
    for (const call of [chunked, presigned]) assert.ok(!isSignedOtherwise(newValue(), call), 'by another key');
  });

  it('of Version 4A are refused, and why is said', async () => {
    await using service = await startService((_call, response) => response.end('done'));
    const host = `localhost:${service.port}`;
    using guarded = await guardFor(service, {
      call: [{ host }],
      delivery: { mode: 'sigv4', env: 'AWS_SECRET_ACCESS_KEY' },
    });
    const headers = Object.fromEntries(pairsOf(asymmetric.headers));
    const answer = await callThrough(guarded, host, { method: 'GET', headers });
    assert.deepEqual([answer.status, service.reached.length], [403, 0]);
    assert.match(answer.body, /"code":"signature-not-guarded".*or by Signature Version 4A/s);
  });

  it('are made anew by the guard', async () => {
    await using service = await startService((_call, response) => response.end('done'));
    const host = `localhost:${service.port}`;
    using guarded = await guardFor(service, {
      call: [{ host }],
      delivery: { mode: 'sigv4', env: 'AWS_SECRET_ACCESS_KEY' },
    });
    const call = signedCall(guarded.placeholder, {
      method: 'POST',
      url: `https://${host}/`,
      service: 'dynamodb',
      body: '{}',
    });
    const headers = Object.fromEntries(pairsOf(call.headers).filter(([name]) => name !== 'host'));
    const answer = await callThrough(guarded, host, { method: 'POST', headers, body: '{}' });
    assert.equal(answer.status, 200, answer.body);
    const reached = service.reached[0] ?? assert.fail();
    const arrived = {
      ...call,
      headers: Object.entries(reached.headers).flatMap(([name, value]) => [name, String(value)]),
    };
    assert.ok(signedWithPlaceholder(guarded.value, arrived));
    assert.equal(reached.body, '{}');
  });
});

const put = { method: 'PUT', url: 'https://service.example/bucket/key', service: 's3', body: '' } as const;

const asymmetric: SignedCall = {
  method: 'GET',
  target: '/',
  headers: [
    'authorization',
    'AWS4-ECDSA-P256-SHA256 Credential=AKIDEXAMPLE/20261125/s3/aws4_request, SignedHeaders=host',
  ],
};

function presignedCall(secret: string): SignedCall {
  const made = spawnSync('python3', ['-c', presigner, secret], { encoding: 'utf8' });
  assert.equal(made.status, 0, made.stderr);
  const { host, pathname, search } = new URL(made.stdout.trim());
  return { method: 'GET', headers: ['host', host], target: pathname + search };
}

interface Signing {
  readonly headers?: Readonly<Record<string, string>>;
  readonly method: string;
  readonly url: string;
  readonly service: string;
  readonly body: string;
}

function signedCall(secret: string, { method, url, service, body, headers: more = {} }: Signing): SignedCall {
  const made = spawnSync('python3', ['-c', signer, secret, '', method, url, service, body, JSON.stringify(more)], {
    encoding: 'utf8',
  });
  assert.equal(made.status, 0, made.stderr);
  const { host } = new URL(url);
  const headers = Object.entries({ ...(JSON.parse(made.stdout) as Record<string, string>), host }).flat();
  const call = { method, headers, target: url.slice(url.indexOf('/', 8)) };
  if (!needsBodyHash(call)) return call;
  return { ...call, bodyHash: createHash('sha256').update(body).digest('hex') };
}

function pairsOf(flat: readonly string[]): readonly (readonly [string, string])[] {
  return Array.from({ length: flat.length / 2 }, (_, index) => [flat[index * 2] ?? '', flat[index * 2 + 1] ?? '']);
}
