import assert from 'node:assert/strict';
import { createDetector } from '../../../../src/core/detect/detector.ts';
import { fingerprint, seeded, valueOf } from '../make.ts';

const detector = createDetector({ services: [], fingerprint });
const chance = seeded(7);
export const strong = valueOf('{alnum:32}', chance);
export const hex = valueOf('{hex:40}', chance);
export const weak = valueOf('{lower:9}', chance);
export const digits = ['8391', '7264'].join('');
export const human = ['Tr0ub', 'ador', '&3'].join('');
export const chosen = ['Fal', 'con', '2019!'].join('');
export const joined = ['silver', 'rocket8841'].join('-');
export const uuid = valueOf('{uuid}', chance);
export const halves = [strong.slice(0, 16), strong.slice(16)];

/** The text between « and » is the one finding there must be. */
export function check(path: string, marked: string, expected: string): void {
  it(`${path}: ${shown(marked)}`, () => {
    const text = marked.replace(/[«»]/g, '');
    const start = marked.indexOf('«');
    const end = marked.indexOf('»') - 1;
    const found = detector.scan(text, { path }).map((finding) => {
      return `${finding.start}-${finding.end} ${finding.kind} ${finding.confidence}`;
    });
    assert.deepEqual(found, [`${start}-${end} ${expected}`]);
  });
}

/** Nothing at all must be found. */
export function checkNone(path: string, text: string): void {
  it(`${path}: ${shown(text)}`, () => {
    assert.deepEqual(detector.scan(text, { path }), []);
  });
}

function shown(text: string): string {
  return [strong, weak, hex, digits, uuid, chosen].reduce((rest, value) => rest.replaceAll(value, '…'), text);
}
