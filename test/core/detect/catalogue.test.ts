import assert from 'node:assert/strict';
import { createDetector } from '../../../src/core/detect/detector.ts';
import { atLeast } from '../../../src/core/detect/finding.ts';
import { services } from '../../../src/core/services/catalogue.ts';
import { example } from '../../../src/core/services/example.ts';
import { patternOf } from '../../../src/core/services/pattern.ts';
import type { CredentialKind } from '../../../src/core/services/service.ts';
import { fingerprint, seeded } from './make.ts';

const detector = createDetector({ services, fingerprint });
const rounds = 4;

describe('every credential kind of the catalogue', () => {
  for (const service of services) {
    for (const kind of service.credentials) {
      if (kind.role === 'publishable') {
        it(`${kind.id} is not reported, for it is made to be shown`, () => {
          for (const { text } of examples(kind)) assert.ok(!kindsIn(text).includes(kind.id), kind.id);
        });
      } else {
        it(`${kind.id} is found, and not when it is too long`, () => {
          for (const { text, tooLong } of examples(kind)) {
            assert.ok(kindsIn(text).includes(kind.id), `${kind.id} is not among ${kindsIn(text).join(', ')}`);
            if (tooLong !== undefined) assert.ok(!kindsIn(tooLong).includes(kind.id), `${kind.id} with a tail`);
          }
        });
      }
    }
  }
});

describe('a checksum that is broken', () => {
  for (const kind of services.flatMap(({ credentials }) => credentials)) {
    if (kind.check !== 'github-crc32' && kind.check !== 'npm-crc32') continue;
    it(`sinks ${kind.id}`, () => {
      for (const { value } of examples(kind)) {
        if (!/_[0-9A-Za-z]{36}$/.test(value)) continue;
        const broken = value.slice(0, -1) + (value.endsWith('x') ? 'y' : 'x');
        const findings = detector.scan(`"${broken}"`).filter(({ kind: id }) => id === kind.id);
        assert.ok(findings.every(({ confidence }) => confidence === 'low'));
      }
    });
  }
});

interface Example {
  readonly value: string;
  readonly text: string;
  readonly tooLong: string | undefined;
}

function examples(kind: CredentialKind): readonly Example[] {
  const chance = seeded(21);
  const random = (): number => chance(2 ** 30) / 2 ** 30;
  return kind.shapes.flatMap((shape) =>
    Array.from({ length: rounds }, () => {
      const value = example({ shape, check: kind.check }, random);
      const block = value.startsWith('{') || value.startsWith('-----');
      const name = kind.near ? `${kind.near[0]}_key` : 'value';
      return {
        value,
        text: block && !kind.near ? value : `${name} = "${value}"`,
        tooLong: block || isIssued(kind, value + tail) ? undefined : `${name} = "${value}${tail}"`,
      };
    }),
  );
}

/** Letters and digits that make a value longer than its vendor issues it. */
const tail = 'k7';

/** Whether the kind has another form, or a longer run, that the value with its tail fits. */
function isIssued(kind: CredentialKind, value: string): boolean {
  return kind.shapes.some((shape) => new RegExp(`^${patternOf(shape)}`).exec(value)?.[0].length === value.length);
}

/** The kinds that are reported with some certainty. */
function kindsIn(text: string): readonly string[] {
  return detector
    .scan(text)
    .filter(({ confidence }) => atLeast(confidence, 'medium'))
    .map(({ kind }) => kind);
}
