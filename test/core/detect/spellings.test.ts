import assert from 'node:assert/strict';
import { createDetector } from '../../../src/core/detect/detector.ts';
import { services } from '../../../src/core/services/catalogue.ts';
import { example } from '../../../src/core/services/example.ts';
import { fingerprint, seeded } from './make.ts';

const detector = createDetector({ services, fingerprint });

/** How people and agents write the name of a variable and a value after it. */
const spellings: Readonly<Record<string, (name: string, value: string) => string>> = {
  'NAME="…"': (name, value) => `${name}="${value}"`,
  'export NAME=…': (name, value) => `export ${name}='${value}'`,
  "name_of = '…'": (name, value) => `${name.toLowerCase()} = '${value}'`,
  'nameOf: "…"': (name, value) => `  ${camel(name)}: "${value}",`,
  '"nameOf": "…"': (name, value) => `  "${camel(name)}": "${value}",`,
  'name-of: …': (name, value) => `${name.toLowerCase().replaceAll('_', '-')}: ${value}`,
  'NAME: "…"': (name, value) => `      ${name}: "${value}"`,
};

function camel(name: string): string {
  return name.toLowerCase().replaceAll(/_([a-z0-9])/g, (_, next: string) => next.toUpperCase());
}

describe('a credential under the name of its own variable', () => {
  for (const [title, write] of Object.entries(spellings)) {
    it(`is found as what it is: ${title}`, () => {
      const chance = seeded(5);
      const random = (): number => chance(2 ** 30) / 2 ** 30;
      const missed: string[] = [];
      for (const { env, credentials } of services) {
        for (const kind of credentials.filter(({ role }) => role !== 'publishable')) {
          for (const shape of kind.shapes) {
            const value = example({ shape, check: kind.check }, random);
            if (value.includes('\n')) continue;
            const text = write(kind.env ?? env[0] ?? 'KEY', value);
            if (!detector.scan(text).some((finding) => finding.kind === kind.id)) missed.push(`${kind.id}: ${shape}`);
          }
        }
      }
      assert.deepEqual(missed, []);
    });
  }

  it('is found in the header that carries it', () => {
    const chance = seeded(6);
    const random = (): number => chance(2 ** 30) / 2 ** 30;
    const missed: string[] = [];
    for (const { send, credentials } of services) {
      if (send.mode !== 'header' || /^(?:authorization|x-api-key|api-key|api_key|apikey)$/i.test(send.header)) continue;
      const kind = credentials.find(({ role, shapes }) => role !== 'publishable' && !shapes[0]?.includes(' '));
      if (!kind) continue;
      const value = example({ shape: kind.shapes[0] ?? '', check: kind.check }, random);
      const text = `curl -H "${send.header}: ${send.format.replace('{}', value)}" https://api.example.com`;
      if (detector.scan(text).length === 0) missed.push(`${kind.id} in ${send.header}`);
    }
    assert.deepEqual(missed, []);
  });
});
