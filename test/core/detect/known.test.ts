import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { createDetector } from '../../../src/core/detect/detector.ts';
import { createKnownValues, type KnownEntry } from '../../../src/core/detect/known.ts';
import { fingerprint, seeded, sheet, valueOf } from './make.ts';

const chance = seeded(5);
const value = valueOf('{alnum:32}', chance);
const phrase = ['Tr0ub4dor', '&3', '"quoted"', 'ü'].join('');
const stripeish = valueOf('acme_{alnum:24}', chance);
const entries = [
  { name: 'INTERNAL_TOKEN', source: '.env', value },
  { name: 'DB_PASSWORD', source: 'apps/web/.env.local', value: phrase },
  { name: 'ACME_KEY', source: 'environment', value: stripeish },
];
const services = [sheet('acme', [{ id: 'acme-key', title: 'Key', power: 'All.', shapes: ['acme_{alnum:24}'] }])];

describe('a known value is found', () => {
  check('as it is', `call("«${value}»")`, 'INTERNAL_TOKEN');
  check('bare', `curl -H X-Token:«${value}» example.com`, 'INTERNAL_TOKEN');
  check('inside a URL', `https://example.com/?t=«${value}»&x=1`, 'INTERNAL_TOKEN');
  check(
    'glued to other letters, for it is long',
    `prefix${value}suffix`.replace(value, `«${value}»`),
    'INTERNAL_TOKEN',
  );
  check('in base64', `key: «${base64(value)}»`, 'INTERNAL_TOKEN');
  check('URL-encoded', `pw=«${encodeURIComponent(phrase)}»`, 'DB_PASSWORD');
  check('JSON-escaped', `{"pw": "«${JSON.stringify(phrase).slice(1, -1)}»"}`, 'DB_PASSWORD');
  check(
    'URL-encoded in lower case',
    `pw=«${encodeURIComponent(phrase).replace(/%../g, (byte) => byte.toLowerCase())}»`,
    'DB_PASSWORD',
  );
  check('JSON-escaped in a string', JSON.stringify(`{"pw":"«${JSON.stringify(phrase).slice(1, -1)}»"}`), 'DB_PASSWORD');
  check(
    'in base64 for addresses',
    `/x/«${Buffer.from(`${value}??>`).toString('base64url').slice(0, 40)}»`,
    'INTERNAL_TOKEN',
  );
  check('in hex', `key: «${Buffer.from(value).toString('hex')}»`, 'INTERNAL_TOKEN');
  check('in hex of capitals', `key: «${Buffer.from(value).toString('hex').toUpperCase()}»`, 'INTERNAL_TOKEN');
  check('several times', `«${value}» «${phrase}» «${value}»`, 'INTERNAL_TOKEN', 'DB_PASSWORD', 'INTERNAL_TOKEN');

  for (const user of ['u', 'us', 'user']) {
    it(`in the base64 of a header, after a user of ${user.length}`, () => {
      assert.deepEqual(names(`Authorization: Basic ${base64(`${user}:${value}`)}`), ['INTERNAL_TOKEN']);
    });
  }

  it('with the kind that its shape tells', () => {
    const [finding] = detector(entries).scan(`key = "${stripeish}"`);
    assert.equal(finding?.kind, 'acme-key');
    assert.equal(finding?.service, 'acme');
    assert.deepEqual(finding?.evidence, { type: 'known', name: 'ACME_KEY', source: 'environment' });
  });

  it('under the fingerprint of the value, however it is written', () => {
    for (const text of [value, base64(value)]) {
      assert.equal(detector(entries).scan(`x = "${text}"`)[0]?.fingerprint, fingerprint(value));
    }
  });

  it('wherever it stands, whatever is around it', () => {
    const known = detector(entries);
    fc.assert(
      fc.property(fc.string({ maxLength: 50 }), fc.string({ maxLength: 50 }), (before, after) => {
        const text = `${before.replaceAll('\0', ' ')} ${value} ${after.replaceAll('\0', ' ')}`;
        const start = text.indexOf(value);
        assert.ok(known.scan(text).some((finding) => finding.start === start && finding.end === start + value.length));
      }),
    );
  });
});

describe('a known value is not found', () => {
  it('in the file it comes from', () => {
    const found = detector(entries).scan(`INTERNAL_TOKEN=${value}`, { path: '.env' });
    assert.ok(found.every(({ evidence }) => evidence.type !== 'known'));
  });

  it('when it is one character off', () => {
    assert.deepEqual(names(`x = "${value.slice(0, -1)}${value.endsWith('a') ? 'b' : 'a'}"`), []);
  });

  it('when it is short and part of a longer word', () => {
    const short = valueOf('{alnum:6}', chance) + '4Z';
    const known = [{ name: 'API_SECRET', source: '.env', value: short }];
    assert.deepEqual(names(`q = ${short}`, known), ['API_SECRET']);
    assert.deepEqual(names(`q = ${short}x`, known), []);
  });

  const settings: readonly (readonly [name: string, value: string])[] = [
    ['NODE_ENV', 'production'],
    ['APP_NAME', 'my-first-application'],
    ['PORT', '300030003000'],
    ['BASE_URL', 'https://api.example.com/v1'],
    ['LOG_FILE', '/var/log/application.log'],
    ['MAIL_FROM', 'someone@example.com'],
    ['DB_HOST', 'db.internal.example.com'],
    ['API_KEY', '${OTHER_KEY}'],
    ['API_KEY', 'op://vault/item/field'],
    ['API_KEY', 'your-api-key-here'],
    ['API_TOKEN', 'xxxxxxxxxxxxxxxx'],
    ['DB_PASSWORD', 'postgres'],
    ['PIN_SECRET', 'a1b2c3'],
    ['STRIPE_PUBLIC_KEY', 'some-longer-words'],
  ];
  for (const [name, setting] of settings) {
    it(`when it is a setting: ${name}=${setting}`, () => {
      assert.deepEqual(names(`x = "${setting}"`, [{ name, source: '.env', value: setting }]), []);
    });
  }
});

describe('the index of known values', () => {
  it('counts the values it took in, and no settings', () => {
    const index = createKnownValues([...entries, { name: 'NODE_ENV', source: '.env', value: 'production' }], {
      key: 77,
      fingerprint,
    });
    assert.equal(index.size, entries.length);
  });

  it('costs as much for a text that repeats what it looks for as for any other', () => {
    const long = `${value}${valueOf('{alnum:2000}', chance)}`;
    let asked = 0;
    const counting = (text: string): string => {
      asked++;
      return fingerprint(text);
    };
    const known = createKnownValues([{ name: 'LONG_KEY', source: 'vault', value: long }], {
      key: 3,
      fingerprint: counting,
    });
    asked = 0;
    known.find({ text: long.slice(0, 1500).repeat(200), info: {} });
    assert.equal(asked, 0);
  });
});

function detector(known: readonly KnownEntry[]): ReturnType<typeof createDetector> {
  return createDetector({ services, fingerprint, known: createKnownValues(known, { key: 0x1234_5678, fingerprint }) });
}

function names(text: string, known: readonly KnownEntry[] = entries): string[] {
  const index = createKnownValues(known, { key: 0x1234_5678, fingerprint });
  return index.find({ text, info: {} }).map(({ evidence }) => (evidence.type === 'known' ? evidence.name : '-'));
}

function check(fact: string, marked: string, ...expected: readonly string[]): void {
  it(fact, () => {
    const pieces = marked.split(/[«»]/);
    const text = pieces.join('');
    assert.deepEqual(names(text), expected);
    const ranges = pieces.flatMap((piece, index) => (index % 2 === 1 ? [piece] : []));
    const found = detector(entries)
      .scan(text)
      .filter(({ evidence }) => evidence.type === 'known');
    assert.deepEqual(
      found.map(({ start, end }) => text.slice(start, end)),
      ranges,
    );
  });
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
