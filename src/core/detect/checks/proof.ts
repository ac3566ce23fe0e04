/**
 * What an offline proof says of a value that has its kind's shape: `proven` cannot be chance; `refuted` cannot have
 * been issued like this (a mistyped, invented or masked credential), and its finding sinks to `low`; `public` was made
 * to be shown; `open` tells nothing either way.
 */
export type Proof = 'proven' | 'refuted' | 'public' | 'open';

export function provenIf(holds: boolean): Proof {
  return holds ? 'proven' : 'refuted';
}
