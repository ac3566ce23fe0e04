import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createDetector } from '../../../src/core/detect/detector.ts';
import { fingerprint, seeded, sheet, valueOf } from './make.ts';

const detector = createDetector({
  services: [
    sheet('cloud', [
      { id: 'cloud-account', title: 'Account', power: 'All.', shapes: ['{word:4}'], check: 'gcp-service-account' },
      { id: 'cloud-app', title: 'App key', power: 'All.', shapes: [], near: ['cloudapp'], check: 'private-key' },
    ]),
  ],
  fingerprint,
});

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const ed = generateKeyPairSync('ed25519');
const pkcs8 = pem(rsa.privateKey, 'pkcs8');
const chance = seeded(9);

describe('a private key is found', () => {
  check('in PKCS #8', pkcs8, 'private-key high');
  check('in PKCS #1', pem(rsa.privateKey, 'pkcs1'), 'private-key high');
  check('in SEC 1', pem(ec.privateKey, 'sec1'), 'private-key high');
  check('as short as Ed25519', pem(ed.privateKey, 'pkcs8'), 'private-key high');
  check('under a passphrase, as less certain', encrypted(), 'private-key medium');
  check('in a string with escapes', JSON.stringify({ key: pkcs8 }), 'private-key high');
  check('in a string with escapes twice', JSON.stringify(JSON.stringify({ key: pkcs8 })), 'private-key high');
  check('indented', pkcs8.replace(/^/gm, '      '), 'private-key high');
  check('with Windows line ends', pkcs8.replace(/\n/g, '\r\n'), 'private-key high');
  check('as a concatenation', concatenated(pkcs8), 'private-key high');
  check('as a quoted diff', pkcs8.replace(/^/gm, '+'), 'private-key high');
  check('in base64', `KEY=${Buffer.from(pkcs8).toString('base64')}`, 'private-key high');
  check('in OpenSSH’s form', openSsh('none'), 'private-key high');
  check('in OpenSSH’s form under a passphrase', openSsh('aes256-ctr'), 'private-key medium');
  check('in PuTTY’s form', putty('none'), 'private-key high');
  check('in PuTTY’s form under a passphrase', putty('aes256-cbc'), 'private-key medium');
  check('whose bytes are no key, as less certain', broken(), 'private-key medium');
  check('whose end is cut off', pkcs8.slice(0, 900), 'private-key medium');
  check('as a service account’s', JSON.stringify(account(), undefined, 2), 'cloud-account high');
  check('as a service’s by its name', `CLOUD_APP_KEY="${pkcs8}"`, 'cloud-app high');
  check('twice in a row', `${pkcs8}\n${pem(ec.privateKey, 'sec1')}`, 'private-key high', 'private-key high');

  it('among test vectors, as low', () => {
    const findings = detector.scan(pkcs8, { path: 'crypto/testdata/rsa.pem' });
    assert.deepEqual(
      findings.map(({ confidence }) => confidence),
      ['low'],
    );
  });

  it('from its first to its last dash', () => {
    const text = `key = """\n${pkcs8.trim()}\n"""`;
    const [finding] = detector.scan(text);
    assert.equal(text.slice(finding?.start, finding?.end), pkcs8.trim());
  });
});

describe('no private key is', () => {
  check('a public key', rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString());
  check('the name of the armour', 'if (text.startsWith("-----BEGIN RSA PRIVATE KEY-----")) return;');
  check('an armour around a variable', '`-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----`');
  check('an ellipsis', '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0...\n-----END PRIVATE KEY-----');
  check('an example', '-----BEGIN PRIVATE KEY-----\nYOUR_PRIVATE_KEY_GOES_HERE\n-----END PRIVATE KEY-----');
  check('filler', `-----BEGIN PRIVATE KEY-----\n${'x'.repeat(64)}\n${'x'.repeat(64)}\n-----END PRIVATE KEY-----`);
  check(
    'a pattern for the armour',
    String.raw`/-----BEGIN (?:RSA )?PRIVATE KEY-----[A-Za-z0-9+/=\s]+-----END (?:RSA )?PRIVATE KEY-----/`,
  );
});

function check(fact: string, text: string, ...expected: readonly string[]): void {
  it(fact, () => {
    assert.deepEqual(
      detector.scan(text).map(({ kind, confidence }) => `${kind} ${confidence}`),
      expected,
    );
  });
}

function pem(key: KeyObject, type: 'pkcs1' | 'pkcs8' | 'sec1'): string {
  return key.export({ type, format: 'pem' }).toString();
}

function encrypted(): string {
  const options = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'of the tests' } as const;
  return rsa.privateKey.export(options).toString();
}

function concatenated(text: string): string {
  return text
    .trim()
    .split('\n')
    .map((line) => `    "${line}\\n"`)
    .join(' +\n');
}

function openSsh(cipher: string): string {
  const body = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    Buffer.from([0, 0, 0, cipher.length]),
    Buffer.from(cipher),
    bytes(300),
  ]);
  return armour('OPENSSH PRIVATE KEY', body);
}

function putty(cipher: string): string {
  const lines =
    bytes(300)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return [
    'PuTTY-User-Key-File-2: ssh-rsa',
    `Encryption: ${cipher}`,
    'Comment: made by the tests',
    'Public-Lines: 1',
    bytes(40).toString('base64'),
    `Private-Lines: ${lines.length}`,
    ...lines,
    `Private-MAC: ${bytes(20).toString('hex')}`,
  ].join('\n');
}

function broken(): string {
  return armour('RSA PRIVATE KEY', bytes(600));
}

function armour(label: string, body: Buffer): string {
  const lines = body.toString('base64').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

function bytes(length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => chance(256)));
}

function account(): Record<string, string> {
  return {
    type: 'service_account',
    project_id: 'project-of-tests',
    private_key_id: valueOf('{hex:40}', chance),
    private_key: pkcs8,
    client_email: 'tests@project-of-tests.iam.gserviceaccount.com',
  };
}
