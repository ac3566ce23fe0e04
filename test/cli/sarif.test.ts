import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import type { ValidateFunction } from 'ajv';
import { workplace } from './program.ts';
import { withKey } from './scan-lines.ts';

interface Log {
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { readonly rules: readonly { id: string; helpUri: string }[] } };
      readonly invocations: readonly [{ executionSuccessful: boolean; toolExecutionNotifications: readonly object[] }];
      readonly results: readonly Result[];
    },
  ];
}

interface Result {
  readonly ruleId: string;
  readonly level: string;
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly relatedLocations?: readonly Place[];
  readonly locations: readonly Place[];
  readonly suppressions?: readonly { kind: string; justification: string }[];
}

interface Place {
  readonly physicalLocation: {
    readonly artifactLocation: { readonly uri: string };
    readonly region: Readonly<Record<string, number>>;
  };
}

describe('the SARIF of a scan', () => {
  let isSarif: ValidateFunction;

  before(() => {
    const schemas = join(dirname(createRequire(import.meta.url).resolve('@microsoft/jest-sarif')), 'schemas');
    const schema = JSON.parse(readFileSync(join(schemas, 'sarif-2.1.0-rtm.5.json'), 'utf8')) as object;
    // Its dialect is older than what ajv knows by name; what the schema uses of it means the same.
    Object.assign(schema, { $schema: undefined, id: undefined });
    const ajv = new Ajv({ strict: false, allErrors: true, validateSchema: false, unicodeRegExp: false });
    ajv.addFormat('uri', (text: string) => /^[a-z][a-z0-9+.-]*:[!-~]+$/i.test(text) && !/[\s"<>\\^`{|}]/.test(text));
    ajv.addFormat('uri-reference', (text: string) => !/[^!-~]|["<>\\^`{|}]/.test(text));
    ajv.addFormat('date-time', (text: string) => !Number.isNaN(Date.parse(text)));
    isSarif = ajv.compile(schema);
  });

  it('is valid, names places, rules and the other places of a value', async () => {
    using place = workplace();
    const text = withKey();
    place.write({ 'src/a b#ü.js': `// one\n${text}`, 'c.js': text, 'd.txt': 'nothing' });
    const { stdout, status } = await place.run(['scan', '--format', 'sarif']);
    assert.equal(status, 1);
    const { rules, results } = read(stdout, isSarif);
    assert.deepEqual(
      rules.map(({ id, helpUri }) => [id, new URL(helpUri).protocol]),
      [['stripe-secret-key', 'https:']],
    );
    const [first, second] = results;
    assert.deepEqual(first?.locations[0]?.physicalLocation.artifactLocation.uri, 'c.js');
    assert.equal(second?.locations[0]?.physicalLocation.artifactLocation.uri, 'src/a%20b%23%C3%BC.js');
    assert.equal(second.locations[0].physicalLocation.region['startLine'], 2);
    assert.equal(first?.relatedLocations?.[0]?.physicalLocation.region['startLine'], 2);
    assert.equal(first.level, 'error');
  });

  it('names a result alike on every machine', async () => {
    using place = workplace();
    place.write({ 'a.js': withKey() });
    const marks: string[] = [];
    for (const home of ['one', 'other']) {
      const env = { VALET_KEY_HOME: join(place.home, home) };
      const { results } = read((await place.run(['scan', '--format', 'sarif'], { env })).stdout, isSarif);
      marks.push(JSON.stringify(results[0]?.partialFingerprints));
    }
    assert.equal(marks[0], marks[1]);
    assert.match(marks[0] ?? '', /^\{"valetKeyContext\/v1":"[0-9a-f]{64}:[0-9a-f]{3}"\}$/);
  });

  it('is valid of an empty scan, of accepted findings, and where something could not be read', async () => {
    using place = workplace();
    assert.deepEqual(read((await place.run(['scan', '--format', 'sarif'])).stdout, isSarif).results, []);
    place.write({ 'a.js': `${withKey().trim()} // valet-key-ignore: made up\n` });
    const outcome = await place.run(['scan', '--format', 'sarif', 'a.js', 'missing']);
    assert.equal(outcome.status, 2);
    const { results, invocations } = read(outcome.stdout, isSarif);
    assert.deepEqual(results[0]?.suppressions, [{ kind: 'inSource', justification: 'made up' }]);
    assert.equal(invocations[0].executionSuccessful, false);
    assert.equal(invocations[0].toolExecutionNotifications.length, 1);
  });
});

function read(text: string, isSarif: ValidateFunction) {
  const log = JSON.parse(text) as Log;
  assert.ok(isSarif(log), JSON.stringify(isSarif.errors?.slice(0, 5)));
  const [{ tool, results, invocations }] = log.runs;
  return { rules: tool.driver.rules, results, invocations };
}
