import assert from 'node:assert/strict';
import { assert as hold, nat, property } from 'fast-check';
import { example } from '../../../../src/core/services/example.ts';
import type { Check } from '../../../../src/core/services/service.ts';
import { detector, kinds, looksMadeUp, nameOf, random, runs } from './catalogue.ts';

type Break = (value: string, chance: () => number) => string;

/** Makes a value that keeps its shape and loses the proof that its vendor built in. */
const breaks: Partial<Record<Check, Break>> = {
  'aws-account-base32': (value) => `${value.slice(0, 4)}7${value.slice(5)}`,
  'azure-annotated': (value) => value.slice(0, -1) + (value.endsWith('z') ? 'y' : 'z'),
  'azure-storage': (value) => value.replace(/.==$/, 'R=='),
  base58: (value) => value.slice(0, -1) + (value.endsWith('z') ? 'y' : 'z'),
  bech32: otherCharacter,
  // A fortieth month.
  cask: (value) => `${value.slice(0, -5)}n${value.slice(-4)}`,
  discord: (value) => `${value.slice(0, 1)}_${value.slice(2)}`,
  entropy: (value) => value.replace(/[0-9A-Za-z]/g, 'a'),
  'github-crc32': otherCharacter,
  'json-base64': (value) => value.replace(/eyJ.{8}/, 'eyJIiIiIiIi'),
  jwt: (value) => value.replace(/eyJ.{8}/, 'eyJ________'),
  macaroon: (value) => value.replace(/AgE./, 'AgE_'),
  // The limit of memory, or in the file in base64 what stands in its place.
  minisign: (value) => value.replace(/^(.{68}|dW.{149})..../, '$1____'.replaceAll('_', 'z')),
  nkey: otherCharacter,
  'npm-crc32': otherCharacter,
  'slack-ids': (value) => value.replace(/-1-..../, '-1-zzzz'),
  telegram: (value) => value.replace(/^(bot)?\d/, '$10'),
};

/** What a credential may lack, of an older time or another tool: it is no more than its shape then, nor less. */
const lacking: ReadonlySet<Check> = new Set(['aws-account-base32', 'azure-annotated', 'azure-storage', 'slack-ids']);
/** What only refutes: most of what has the shape passes. */
const refuting: ReadonlySet<Check> = new Set(['entropy']);

describe('an offline proof', () => {
  for (const kind of kinds) {
    const { check } = kind;
    if (check === undefined) continue;
    const broken = breaks[check];
    it(`${check} makes ${kind.id} certain, and sinks it where it is broken`, () => {
      assert.ok(broken, `there is no way to break ${check}`);
      hold(
        property(nat(), (seed) => {
          for (const shape of kind.shapes) {
            const value = example({ shape, check }, random(seed));
            if (isUnsaid(value) || looksMadeUp(value, { shape, check })) continue;
            assert.ok(isProven(value, kind.id, nameOf(kind)) || refuting.has(check), `${shape} is not proven`);
            const spoilt: string = broken(value, random(seed + 1));
            assert.notEqual(spoilt, value);
            const found = scan(spoilt, nameOf(kind)).filter((finding) => finding.kind === kind.id);
            for (const { confidence, evidence } of found) {
              assert.ok(evidence.type === 'shape' || evidence.type === 'context', `${shape} is proven though broken`);
              if (!lacking.has(check)) assert.equal(confidence, 'low', shape);
            }
          }
        }),
        runs(12),
      );
    });
  }
});

function scan(value: string, name: string): ReturnType<typeof detector.scan> {
  return detector.scan(`${name} = "${value}"`);
}

function isProven(value: string, kind: string, name: string): boolean {
  const [found] = scan(value, name).filter((finding) => finding.kind === kind);
  return found?.confidence === 'high' && (found.evidence.type === 'checksum' || found.evidence.type === 'structure');
}

/** GitHub has not said of which of its tokens' characters the last six are the checksum, but of the oldest form. */
function isUnsaid(value: string): boolean {
  return /^(?:github_pat_|gh[a-z]_)/.test(value) && !/^gh[a-z]_[0-9A-Za-z]{36}$/.test(value);
}

/** One character of the body becomes another that the body holds. */
function otherCharacter(value: string, chance: () => number): string {
  const from = Math.max(value.lastIndexOf('_'), value.lastIndexOf('1')) + 1;
  const at = from + Math.floor(chance() * (value.length - from));
  const others = Array.from(value.slice(from)).filter((character) => character !== value.charAt(at));
  return value.slice(0, at) + others[Math.floor(chance() * others.length)] + value.slice(at + 1);
}
