/** A program of that many lines, as an agent writes them. */
export function program(lines: number): string {
  const body = Array.from({ length: lines - 2 }, (_, index) => body4[index % 4]?.replaceAll('#', String(index)) ?? '');
  return ["import { read } from './read.js';", '', ...body].join('\n');
}

const body4 = [
  'export function total#(charges) {',
  '  const cents = charges.reduce((sum, charge) => sum + charge.amount, #);',
  "  return read('charges', { limit: #, token: process.env.TOKEN }) ?? cents;",
  '}',
];
