import { createHmac } from 'node:crypto';
import { alphabets, parseShape } from '../../../src/core/services/shape.ts';
import type { Service } from '../../../src/core/services/service.ts';

/** A source of chance that gives the same numbers every time. */
export type Chance = (below: number) => number;

export function seeded(seed: number): Chance {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b_79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** A value of a shape, of chance; every example credential of these tests is made, none is written down. */
export function valueOf(shape: string, chance: Chance): string {
  return parseShape(shape)
    .map((part) => {
      if (part.type === 'text') return part.text;
      if (part.type === 'choice') return part.texts[chance(part.texts.length)] ?? '';
      const length = part.min + chance(Math.min(part.max - part.min, 24) + 1);
      const characters = charactersOf(alphabets[part.alphabet]);
      return Array.from({ length }, () => characters.charAt(chance(characters.length))).join('');
    })
    .join('');
}

function charactersOf(alphabet: string): string {
  const pattern = new RegExp(`[${alphabet}]`);
  return Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index))
    .filter((character) => pattern.test(character))
    .join('');
}

export function fingerprint(value: string): string {
  return `hmac-sha256:${createHmac('sha256', 'a key of the tests').update(value).digest('hex')}`;
}

/** A fact sheet with the kinds given and everything else of no matter. */
export function sheet(id: string, credentials: Service['credentials']): Service {
  return {
    id,
    title: id,
    docs: `https://${id}.example/docs`,
    hosts: [`api.${id}.example`],
    send: { mode: 'header', header: 'Authorization', format: 'Bearer {}' },
    env: [`${id.toUpperCase()}_KEY`],
    packages: {},
    actions: ['read'],
    rotate: `https://${id}.example/keys`,
    credentials,
  };
}
