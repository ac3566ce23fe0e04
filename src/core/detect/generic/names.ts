/**
 * What a name says about the value it is given. The last telling word decides: `client_secret` names a secret,
 * `secret_name` a name. `strength` says how little the value itself must show: 3 for a password, whose value may be any
 * word, 0 for a bare `key`, which is far more often no secret.
 */
export interface Naming {
  readonly sort: 'password' | 'secret' | 'token' | 'key' | 'nonce' | 'auth';
  readonly strength: 0 | 1 | 2 | 3;
}

/** Undefined where the name is none of a secret. */
export function judgeName(name: string): Naming | undefined {
  if (fileName.test(name)) return undefined;
  if (/^identified by$/i.test(name)) return { sort: 'password', strength: 3 };
  const words = wordsOf(name);
  while (words.length > 1 && trailing.has(words.at(-1) ?? '')) words.pop();
  const head = words.at(-1);
  if (head === undefined || words.some((word) => never.has(word))) return undefined;
  const before = words.slice(0, -1);
  const sort = sortOf(head, before);
  if (!sort) return undefined;
  return weigh(sort, head, before);
}

/** `LICENSE` stands in every folder, and lists of files give its digest. */
const fileName = /^LICEN[SC]E$|[a-z]\.(?:txt|md|rst|json|ya?ml|rs|go|py|js|ts|java|rb|c|h|cc|cpp|pem|key|crt|png)$/i;

/** The words of an identifier, in lower case: `dbPassword2`, `DB_PASSWORD`, `db.password` → `db`, `password`. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '');
}

function sortOf(head: string, before: readonly string[]): Naming['sort'] | undefined {
  const plain = heads[head];
  if (plain) return plain;
  const ending = endings.exec(head)?.groups;
  if (!ending) return undefined;
  if (ending['password']) return 'password';
  if (ending['secret']) return 'secret';
  if (ending['token']) return before.length === 0 && !callableTokens.test(head) ? undefined : 'token';
  return 'key';
}

function weigh(sort: Naming['sort'], head: string, before: readonly string[]): Naming | undefined {
  if (sort === 'token') return weighToken(head, before);
  if (sort === 'key') return weighKey(head, before);
  // What OAuth 1 signs with is as good as a token for a while; any other signature is public.
  if (sort === 'nonce' && before.includes('oauth')) return { sort: 'token', strength: 1 };
  // AWS writes the scope of a signature under this name.
  if (head === 'signature' || (head === 'credential' && before.includes('amz'))) return undefined;
  return { sort, strength: strengths[sort] };
}

const strengths = { password: 3, secret: 2, auth: 1, nonce: 0 } as const;

function weighToken(head: string, before: readonly string[]): Naming | undefined {
  if (before.some((word) => plainTokens.has(word))) return undefined;
  return { sort: 'token', strength: before.some((word) => secretTokens.has(word)) || head !== 'token' ? 2 : 1 };
}

function weighKey(head: string, before: readonly string[]): Naming | undefined {
  const last = before.at(-1) ?? '';
  if (plainKeys.has(last) || before.some((word) => word === 'public' || word === 'publishable')) return undefined;
  if (secretKeys.has(last) || (head !== 'key' && head !== 'keys')) return { sort: 'key', strength: 2 };
  return { sort: 'key', strength: before.length > 0 ? 1 : 0 };
}

const heads: Readonly<Record<string, Naming['sort'] | undefined>> = Object.assign(Object.create(null), {
  ...all('password', [
    'password',
    'passwords',
    'passwd',
    'passwds',
    'passwort',
    'pwd',
    'pwds',
    'pass',
    'passphrase',
    'passcode',
    'passkey',
    'psk',
    'pw',
    'psw',
    'pswd',
    'psswd',
    'passw',
    'pword',
    'kennwort',
    'contrasena',
    'senha',
    'motdepasse',
    'mdp',
    'parola',
    'wachtwoord',
    'haslo',
    'sifre',
    'heslo',
    'losenord',
    'adgangskode',
    'salasana',
    'clave',
    'passin',
    'passout',
    'requirepass',
    'masterauth',
    'sshpass',
    'userpass',
    'dbpass',
    'mypass',
    'adminpass',
    'rootpass',
    'keypass',
    'storepass',
    'srcstorepass',
    'deststorepass',
    'srckeypass',
    'destkeypass',
    'smtppass',
    'mysqlpass',
    'httppass',
    'ftppass',
    'mailpass',
    'rootpw',
    'userpw',
    'dbpw',
    'adminpw',
    'bindpw',
    'authpass',
    'proxypass',
    'basicpass',
    'kspass',
    'loginpass',
    'credpass',
    'unpw',
  ]),
  ...all('secret', ['secret', 'secrets', 'clientsecret', 'appsecret', 'sharedsecret', 'secretkey', 'secretaccesskey']),
  ...all('token', ['token', 'tokens', 'bearer', 'jwt', 'pat', 'accesstoken', 'authtoken', 'apitoken']),
  ...all('key', [
    'key',
    'keys',
    'apikey',
    'skey',
    'appkey',
    'accesskey',
    'authkey',
    'privatekey',
    'license',
    'licence',
    'sid',
  ]),
  ...all('auth', [
    'auth',
    'authorization',
    'credential',
    'credentials',
    'cred',
    'creds',
    'cookie',
    'cookies',
    'session',
    'sessionid',
    'sess',
  ]),
  ...all('nonce', ['nonce', 'salt', 'verifier', 'signature', 'seed']),
}) as Record<string, Naming['sort'] | undefined>;

function all(sort: Naming['sort'], names: readonly string[]): Record<string, Naming['sort']> {
  return Object.fromEntries(names.map((name) => [name, sort]));
}

/** Words written together: `userpassword`, `mysecret`, `accesstoken`, `encryptionkey`. */
const endings =
  /(?:(?<password>password|passwd|passphrase|passcode|pwd|pswd)|(?<secret>secret)|(?<token>token)|(?<key>apikey|accesskey|secretkey|privatekey|authkey|appkey|signingkey|encryptionkey|licensekey|accountkey|masterkey|sharedkey|servicekey|consumerkey))$/;

const callableTokens =
  /^(?:access|auth|api|bot|refresh|bearer|session|user|oauth|github|gitlab|slack|npm|id|jwt|login|secret)token$/;

/** What may follow the telling word without changing what it names. */
const trailing = new Set(
  'value val str string text txt default def old new current prod production dev development test testing staging stage live sandbox local plain plaintext raw clear cleartext base bytes byte data env var const literal real main primary secondary backup master slave admin root user a b c x y z v one two first second id2 hardcoded dummy again confirm confirmation repeat original temp tmp in out expected actual good right correct valid'.split(
    ' ',
  ),
);

/** Words that make any name harmless: it names something about the secret, not the secret. */
const never = new Set(
  'public publickey pub csrf xsrf field fields label placeholder tokenizer tokenize hint reset forgot forgotten length len min minimum max maximum policy regex regexp pattern validator validation validate error errors invalid missing required message msg title description desc tooltip help prompt type types kind class css selector xpath column col table schema prefix suffix url uri endpoint path file filename dir folder host location name names username user_name strength meter expiry expires expiration expire ttl timeout timestamp count size limit index offset position algorithm algo alg cipher method scheme format encoding encoder hash hashes hashed digest checksum sha md fingerprint thumbprint version attribute attr header headers param params parameter parameters policy rule rules encrypted obscured ciphertext websocket magic badge masked redacted obfuscated i18n translation locale input inputs button form icon image img page section cursor pagination next prev continuation sync etag integrity sitekey event code codes modifier press down up binding bindings shortcut accesskeylabel enabled disabled enable disable show hide visible toggle is has should can use allow require requires needs changed updated created generated at date time'.split(
    ' ',
  ),
);

const plainTokens = new Set(
  'page next start end continuation sync cancel cancellation syntax lexer parse parser current previous prev peek last open close left right literal keyword operator punctuation special unk pad eos bos mask sep cls string number lookahead design theme css color stop separator delimiter comment template identifier upload resume delta dedupe idempotency request injection inject eof type update lifecycle'.split(
    ' ',
  ),
);

const secretTokens = new Set(
  'access auth api bot bearer refresh secret private oauth session user admin deploy personal service app client account security jwt id identity github gitlab slack npm pypi aws azure google telegram discord vault consul do digitalocean heroku sentry codecov sonar jenkins travis circle ci hub docker registry webhook push device login master root read write publish'.split(
    ' ',
  ),
);

const secretKeys = new Set(
  'api access secret private signing sign sig encryption encrypt enc crypto aes des hmac auth authentication account consumer client app application license licence subscription service shared master storage admin server session jwt token ssh deploy write ingest integration stripe twilio sendgrid mailgun algolia maps webhook cookie security host function instrumentation ikey sas personal developer dev partner merchant user customer vendor project team site'.split(
    ' ',
  ),
);

const plainKeys = new Set(
  'bind recv receive send sentry primary foreign sort partition hash cache index row map object local translation trans i18n lang language query event hot arrow meta ctrl control alt shift registry config option setting settings group order lookup unique bucket s3 route routing state prop props property dict dictionary json field column data item entry react vue node list array param parameter attribute attr ref reference resource context metric label tag sub parent child composite candidate surrogate natural join range slot min max first last next prev previous current left right up down enter return escape esc tab space delete backspace home end f num cap caps menu modifier keyboard key press any no with by of on for the a an each per is has get set add remove find message msg text string title name type id storage_key idempotency dedup dedupe sync lock mutex semaphore redis memcache memcached topic kafka message partitionkey feature flag experiment variant theme style css class color icon image asset file path env environment variable section category kind public publickey pub gpg pgp known host_key musical piano major minor sheet'.split(
    ' ',
  ),
);
