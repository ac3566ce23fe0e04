import assert from 'node:assert/strict';
import { assert as hold, constantFrom, nat, property } from 'fast-check';
import { createDetector } from '../../../../src/core/detect/detector.ts';
import { fingerprint, seeded, valueOf } from '../make.ts';

const detector = createDetector({ services: [], fingerprint });
const chance = seeded(11);
const strong = valueOf('{alnum:32}', chance);
const hex = valueOf('{hex:40}', chance);
const uuid = valueOf('{uuid}', chance);
const weak = valueOf('{lower:9}', chance);

describe('no generic credential is found', () => {
  describe('in what stands for a value', () => {
    const values = [
      'your-password',
      'YOUR_API_KEY_HERE',
      'changeme',
      'change-me-please',
      'xxxxxxxxxxxx',
      '<password>',
      'password',
      'secret',
      'my_secret',
      'example',
      'test_password',
      'placeholder',
      '********',
      '...',
      'TODO',
      'REDACTED',
      'insert token here',
      'none',
      'null',
      'undefined',
      '',
      '123456',
      'abcdef123456',
      '0123456789abcdef',
      'aaaaaaaaaaaaaaaa',
      'foobar',
      'admin',
      'Enter your password',
      'Password is required',
      'Invalid password',
      'super_secret',
      'pass',
      'hello world',
      'abc123xyz789abc',
      'abc123def456ghi789jkl012',
      'aaaabbbbccccddddeeeeffff',
      'bad-token-value',
      'bad_credentials_for_every_test',
      'foo-secret-of-the-first-account',
    ];
    for (const value of values) check('a.ts', `const password = '${value}';`);
    for (const value of values) check('a.yml', `password: ${value}`);
    for (const value of values) check('.env', `API_TOKEN=${value}`);
  });

  describe('in what is looked up or filled in', () => {
    check('a.ts', 'const password = process.env.DB_PASSWORD;');
    check('a.ts', `const password = process.env['${strong}'];`);
    check('a.ts', `const password = getSecret('${strong}');`);
    check('a.ts', 'const token = `${prefix}-abcdefghijk`;');
    check('a.ts', 'const token = await client.tokens.create({ ttl: 3600 });');
    check('a.ts', `const token = '${strong}' + suffix;`);
    check('a.py', 'password = os.environ["DB_PASSWORD"]');
    check('a.py', 'password = getpass("Password: ")');
    check('a.py', 'api_key = f"{prefix}{key_number}"');
    check('a.yml', 'password: ${DB_PASSWORD}');
    check('a.yml', 'password: "{{ vault_password }}"');
    check('a.yml', 'password: !Ref DatabasePassword');
    check('a.yml', 'password: !vault |');
    check('a.sh', 'export TOKEN=$(cat token.txt)');
    check('a.sh', 'curl -u "$USER:$PASSWORD" https://a.example');
    check('a.sh', 'mysql -u root -p database');
    check('a.erb', 'password: <%= ENV["PASSWORD"] %>');
    check('a.tf', 'admin_password = var.admin_password');
    check('a.properties', 'db.password=@db.password@');
    check('a.java', 'String password = System.getenv("DB_PASSWORD_PRODUCTION");');
    check('a.py', 'url = "postgresql://user:password@localhost/db"');
    check('a.py', 'url = "postgresql://%s:%s@%s/db"');
    check('a.ts', 'const url = `https://${user}:${password}@host/`;');
  });

  describe('under names that name something else', () => {
    const names = [
      'passwordField',
      'passwordMinLength',
      'tokenType',
      'tokenizer',
      'secretName',
      'keyCode',
      'nextPageToken',
      'csrfToken',
      'publicKey',
      'keyId',
      'primaryKey',
      'tokenUrl',
      'passwordHash',
      'passwordLabel',
      'cacheKey',
      'sortKey',
      'compass',
      'bypass',
      'monkey',
      'author',
      'secretary',
      'keyboard',
      'password_reset_url',
    ];
    for (const name of names) check('a.ts', `const ${name} = '${strong}';`);
  });

  describe('in what looks like a password and is a name', () => {
    for (const value of ['utf-8', 'latin1', 'sha256', 'aes-256-cbc', 'psycopg2', 'python3.11', 'x509', 'user_name2']) {
      check('a.py', `password = encode(password, '${value}')`);
      check('a.py', `token = '${value}'`);
    }
    check('a.py', `password.encode("latin1")`);
    check('a.py', `passwd = set_configurator(auth, "nginx2")`);
  });

  describe('in lists of digests, test vectors and code that reads keys', () => {
    check('.cargo-checksum.json', `{"files":{"LICENSE":"${hex}","src/lib.rs":"${hex}"}}`);
    check('a.json', `{"tests/etc/passwd":"${hex}"}`);
    check('a.rs', `let key = "000102030405060708090a0b0c0d0e0f";`);
    check('a.py', `key = b"00:01:02:03:04:05:06:07:08:09:0a:0b"`);
    check('a.md', `- Release GPG key: ${hex.toUpperCase()}`);
    check(
      'a.md',
      `[![c](https://codecov.io/gh/a/b/branch/main/graph/badge.svg?token=${strong})](https://codecov.io/gh/a/b)`,
    );
    check('a.md', `public key: ${strong}`);
    check('a.rs', `pair(tag("-----BEGIN OPENSSH PRIVATE KEY-----"), line_ending), terminated(map_opt(wrapped)))`);
    check('a.js', `throw new Error("Bad token: "+c.azp));if(!u){f(a+s,"x")}`);
    check('a.js', `req.header("sec-websocket-key", "${strong}")`);
  });

  describe('in what has a form of its own', () => {
    check('a.ts', `const key = '${uuid}';`);
    check('a.ts', `{ key: '${hex}', iv: '${hex.slice(8)}' }`);
    check('a.ts', `const integrity = 'sha512-${strong}';`);
    check('a.ts', `const passwordFile = '/run/secrets/db';`);
    check('a.ts', `password: '/etc/app/password.txt'`);
    check('a.ts', `const token = 'https://auth.example.com/oauth/token';`);
    check('a.ts', `password: yup.string().required('Required')`);
    check('a.ts', `type Password = 'weak' | 'strong';`);
    check('a.ts', `{ password: 'Passwort', secret: 'Geheimnis' }`);
    check('a.ts', `columns = ['username', 'password', '${weak}'];`);
    check('a.css', `.password-field { content: '${weak}'; }`);
    check('a.go', `key := "0x52908400098527886E0F7030069857D2E4169EE7"`);
    check('a.yml', `password: ssh-rsa AAAAB3NzaC1yc2E${strong}`);
    check('a.md', 'The token is renewed before its expiry date.');
    check('a.md', '- Password: at least twelve characters');
  });
});

describe('a long value of chance is found', () => {
  it('though it begins with three letters that stand-ins begin with', () => {
    const starts = constantFrom(
      ...['abc', 'bad', 'aaa'].map((opener) => `${opener}{hex:37}`),
      ...['abc', 'xyz', 'foo', 'baz', 'qux', 'put'].map((opener) => `${opener}{lower36:37}`),
      ...['ABC', 'Xyz', 'foo', 'Bad', 'AAA', 'Put'].flatMap((opener) => [
        `${opener}{alnum:29}`,
        `${opener}{base64url:40}`,
      ]),
    );
    let [made, found] = [0, 0];
    hold(
      property(starts, nat(), (shape, seed) => {
        const value = valueOf(shape, seeded(seed));
        made++;
        if (detector.scan(`api_key = "${value}"`, { path: 'a.py' }).length > 0) found++;
      }),
      { numRuns: 1000, seed: 20_261_125 },
    );
    // Chance reads like a sequence or a word now and then.
    assert.ok(found >= made * 0.99, `${found} of ${made}`);
  });
});

function check(path: string, text: string): void {
  it(`${path}: ${text.replaceAll(strong, '…').replaceAll(hex, '…').replaceAll(weak, '…').replaceAll(uuid, '…')}`, () => {
    const found = detector.scan(text, { path }).map(({ kind, start, end }) => `${kind} ${start}-${end}`);
    assert.deepEqual(found, []);
  });
}
