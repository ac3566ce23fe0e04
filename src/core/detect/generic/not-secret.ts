import { isDocumented } from './documented.ts';
import { randomness } from './randomness.ts';
import { isRunOfStems } from './stems.ts';

/**
 * Why a text in the place of a secret is none, whatever its name says; undefined where nothing speaks against it. Each
 * reason is one sort of text that stands where secrets stand.
 */
export type Reason = 'placeholder' | 'template' | 'reference' | 'known-form' | 'material' | 'documented';

export function whyNotSecret(value: string): Reason | undefined {
  if (isTemplate(value)) return 'template';
  if (isPlaceholder(value)) return 'placeholder';
  if (isReference(value)) return 'reference';
  if (isKnownForm(value)) return 'known-form';
  if (isPublicMaterial(value)) return 'material';
  return isDocumented(value) ? 'documented' : undefined;
}

/** Filled in later by a shell, a template engine, a formatter, a configuration system. */
function isTemplate(value: string): boolean {
  return templates.test(value) || (formats.test(value) && randomness(value) < 40);
}

/** What chance among signs brings about as well. */
const formats = /\$\(|\\\(|%\(\w+\)|%[sdvqx@](?:\W|$)/;

const templates =
  /\$\{|\$\[|\{\{|\}\}|<%|%>|<\?|\{%|#\{|^\$\$?[A-Za-z_{(]|^%[A-Za-z_]\w*%$|^%env\(|^\{[\w .:$-]*\}$|^@[\w.]+@$|@@\w+@@|^\(\(.*\)\)$|^\[\[.*\]\]$|^<[^<>]*>$|^\[[\w .-]+\]$|^__\w+__$|^!(?:Ref|Sub|GetAtt|ImportValue|secret|vault|env|Join|FindInMap|reference)\b|^op:\/\/|^vault:|^ref\+|^secretref:|^(?:ENC|NACL|VAULT|AES|KMS)[[(:]|^AQI|\{\d?\}|^\{(?!noop\})[a-z]\w*\}|\{(?!noop\})[a-zA-Z_]\w*(?:\.\w+)*\}/;

/** What people write to say that a secret goes here. */
export function isPlaceholder(value: string): boolean {
  const folded = value.toLowerCase();
  return phrases.test(folded) || opensLikeOne(value) || stems(folded) || repetition(folded) || sequence(folded);
}

const phrases =
  /your[-_ ]?|change[-_ ]?(?:me|it|this|in)|replace|insert|placeholder|example|sample|dummy|redacted|removed|hidden|masked|censored|todo|fixme|goes[-_ ]?here|[-_ ]here$|^here|xxxx|^xxx|xxx$|\*\*\*|\.\.\.|…|•|not[-_ ]?(?:a[-_ ]?)?(?:real|used|set|needed|required|available|empty)|lorem|ipsum|^enter|^fill|^get[-_ ]|^set[-_ ]|^use[-_ ]|^some[-_ ]?|^any[-_ ]?|^my[-_ ]|undefined|unspecified|unknown|^no(?:ne|t|pe)?$|^n\/?a$|^null$|^nil$|^true$|^false$|^yes$|^default|optional|^string$|^text$|fake|mock|foobar|^bar$|blah|deadbeef|cafebabe|asdf|qwert|wrong|invalid|incorrect|hello|world|supersecret|super[-_]secret|top[-_]?secret|s3cr3t|s3cret|p[@a4][s5$]{2}w[o0]rd|correct[-_ ]?horse|battery[-_ ]?staple|letmein|secret[-_ ]?(?:key|token|value|string|password)|(?:api|access|auth|private|client|encryption|signing)[-_ ]?(?:key|token|secret|code)|keyboard[-_ ]?cat|shhh|^test|[-_]test$|testing|test[-_]|^demo|^temp/;

/**
 * Three letters that stand-ins begin with. One in a few thousand digests begins with one of them too, so that they say
 * nothing of a long value of chance.
 */
function opensLikeOne(value: string): boolean {
  if (!openers.test(value)) return false;
  const rest = value.slice(3);
  return value.length < longValue || randomness(rest) < rest.length * chanceEach;
}

const openers = /^(?:abc|xyz|foo|baz|qux|bad|aaa|put)/i;
/** In characters; what people type in place of a key is seldom as long. */
const longValue = 24;
/** In bits a character: chance has far more, and what is put together from words less. */
const chanceEach = 1.25;

/** A value made of nothing but the words that name secrets, roles and stand-ins, with digits and joints. */
function stems(folded: string): boolean {
  const rest = folded.replace(/[^a-z]+/g, ' ').trim();
  return rest === '' ? false : rest.split(' ').every(isRunOfStems);
}

/** Hardly any different characters, or the same few over and over. */
function repetition(folded: string): boolean {
  const different = new Set(folded).size;
  if (folded.length >= 24 && different <= 8) return true;
  if (/([^a])\1{9}/.test(folded)) return true;
  if (different <= 2 || (folded.length >= 12 && different <= 4)) return true;
  if (/(.)\1{4,}/.test(folded.slice(0, 64)) && folded.length < 48) return true;
  for (let period = 2; period <= Math.min(12, folded.length / 2); period++) {
    if (folded.slice(period) === folded.slice(0, -period)) return true;
  }
  return false;
}

/** Neighbours of the alphabet or of the digits in order: `12345`, `abcdef`, also one by one (`1a2b3c`) or doubled (`aabbcc`). */
function sequence(folded: string): boolean {
  const [letters, digits] = [folded.replace(/[^a-z]/g, ''), folded.replace(/\D/g, '')];
  const alternates = letters.length >= 6 && digits.length >= 6 && ascends(letters) && ascends(digits);
  return alternates || ascends(folded) || (/^(?:(.)\1)+$/.test(folded) && ascends(folded.replace(/(.)\1/g, '$1')));
}

function ascends(folded: string): boolean {
  let up = 1;
  let longest = 1;
  for (let at = 1; at < folded.length; at++) {
    const step = folded.charCodeAt(at) - folded.charCodeAt(at - 1);
    const wraps = step < 0 ? folded.charAt(at) === '0' && folded.charAt(at - 1) === '9' : step === 40;
    up = step === 1 || wraps ? up + 1 : 1;
    longest = Math.max(longest, up);
  }
  return longest >= 6 || (longest >= 3 && longest >= folded.length * 0.45) || countsBytes(folded);
}

/** Bytes in hex that count up or down: `000102030405…`, `ffeeddcc…`. */
function countsBytes(folded: string): boolean {
  const bytes = /^(?:0x)?((?:[\da-f]{2}){8,64})$/
    .exec(folded.replace(/[: ]/g, ''))?.[1]
    ?.match(/../g)
    ?.map((byte) => Number.parseInt(byte, 16));
  if (!bytes) return false;
  const steps = bytes.slice(1).map((byte, index) => (byte - (bytes[index] ?? 0)) & 0xff);
  return steps.filter((step) => step === steps[0]).length >= steps.length * 0.75;
}

/** A name, a path or a call in the place of a value: `config.password`, `Foo::bar`, `getSecret()`, `DB_PASSWORD`. */
function isReference(value: string): boolean {
  return (
    /^[\w$.>:-]+\(.*\)?;?$/.test(value) ||
    (/^(?:[a-z_$][\w$]*(?:\.|->|::|\?\.)){1,6}[A-Za-z_$][\w$]*(?:\[.*\]?)?$/i.test(value) &&
      !/\d{3}[!@#$%^&*?+~=]?$/.test(value) &&
      randomness(value) < 12) ||
    (/^[A-Z][A-Z]+(?:_[A-Z\d]+)+$/.test(value) && randomness(value) < 6) ||
    /^(?:process\.env|os\.environ|env|secrets?|vars?|var|local|data|config|settings|params|self|this|module|each)[.[]/.test(
      value,
    ) ||
    /^valet-key(?::|%3A)/i.test(value) ||
    /^(?:file|env|vault|ssm|secretsmanager|keychain|keyring|aws-sm|akv|arn|urn|resourceId|classpath|data|kms):/.test(
      value,
    )
  );
}

/** Texts with a form of their own: numbers, dates, versions, addresses, paths, names of types, selectors. */
function isKnownForm(value: string): boolean {
  return knownForms.some((form) => form.test(value));
}

const knownForms: readonly RegExp[] = [
  /^(?:basic|bearer|token|digest|apikey|negotiate|aws4-hmac-sha256)\b.*\s/i,
  /^(?:ctrl|control|alt|shift|cmd|command|meta|option|super)[-+ ]./i,
  /^[-+]?\d+(?:\.\d+)?(?:px|em|rem|ms|s|m|h|d|kb|mb|gb|%)?$/i,
  /^\d{4}-\d\d-\d\d/,
  /^v?\d+\.\d+(?:\.\d+)*(?:[-+][\w.]+)?$/,
  /^(?:https?|ftp|file|ws|wss|s3|gs|git|ssh|redis|amqp|jdbc|mongodb|postgres|postgresql|mysql|chrome|about|urn|tel|mailto|ldap):/i,
  /^[A-Za-z]:[/\\]/,
  /^\d+\/(?:s|m|h|d|sec|min|hour|day)\b/,
  // MySQL's digest of a password.
  /^\*[\dA-F]{40}$/,
  // Alternatives: words of a grammar, flags.
  /(?:\|[\w(?:]{1,24}){3}/,
  /^(?:\.{0,2}|~|[A-Za-z]:)?[/\\][\w.$@ -]+(?:[/\\]|\.[a-z]{1,5}$|$)/,
  /^[\w%-]+(?:\/[\w.%-]+)*\.(?:js|ts|py|rb|go|java|json|ya?ml|xml|html?|css|pem|key|crt|cer|p12|pfx|jks|txt|md|png|jpe?g|svg|gif|conf|cfg|ini|properties|env|sh|log|db|sqlite|php|cs|keystore|pub|der|zip|gz)$/i,
  /^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$/,
  /^(?:application|text|image|audio|video|font|multipart)\/[\w.+*-]+/,
  /^#[\da-f]{3,8}$/i,
  // An address of a ledger is public; its key has 64 digits.
  /^0x[\da-f]{40}$/i,
  /^(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?$/,
  /^[.#][a-zA-Z][\w-]+(?:[ .#:>[].*)?$/,
  /^(?:rgba?|hsla?|var|url|calc)\(/,
  /^\w+(?:\[\])?(?:\|\w+)+$/,
  /[а-яёα-ωא-ת؀-ۿ぀-ヿ一-鿿가-힯]/iu,
  /^[\w-]+(?:\.[a-z][\w-]+)+\.(?:com|org|net|io|dev|gov|edu|local|internal)(?:[:/].*)?$/i,
  /^\^.*\$$|\\[dwsb]|\[\^?[a-zA-Z\d]-|\(\?[:=!]|\.\*|\.\+/,
  /^[A-Z][a-z]+(?: [A-Za-z][a-z'’]*)+[.!?:]?$/,
  /^(?:sha\d+|md5|blake2\w|bcrypt|pbkdf2\w*|scrypt|argon2\w*)[-:$]/i,
  /^\$(?:2[abxy]|1|3|5|6|P|H|md5|apr1|argon2\w*|pbkdf2\S*|scrypt|y)\$/,
];

/** Public keys, certificates, images and fonts. */
function isPublicMaterial(value: string): boolean {
  return /-----BEGIN|^ssh-(?:rsa|ed25519|dss)|^ecdsa-|^AAAA[BCE]3Nza|^iVBORw0KGgo|^R0lGOD|^\/9j\/|^d09G[RM]|^data:|^PHN2Zy|^PD94bW|^UEsDB|^-{3,}|^AAEAAAA/.test(
    value,
  );
}
