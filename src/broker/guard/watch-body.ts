import { Transform } from 'node:stream';
import type { HeldCredential } from './held.ts';
import { formsOf } from './placement.ts';

/** Looks on while a body passes; ends it with an error when a placeholder stands in it, in whatever form. */
export function watchBody(credentials: readonly HeldCredential[]): Transform {
  const needles = credentials.flatMap((held) =>
    formsOf(held.placeholder).map((form) => ({ held, bytes: Buffer.from(form, 'utf8') })),
  );
  const overlap = Math.max(0, ...needles.map((needle) => needle.bytes.length - 1));
  let last: Buffer = Buffer.alloc(0);
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const bytes = Buffer.concat([last, chunk]);
      const found = needles.find((needle) => bytes.includes(needle.bytes));
      if (found) return done(new PlaceholderInBody(found.held));
      last = Buffer.from(bytes.subarray(Math.max(0, bytes.length - overlap)));
      return done(null, chunk);
    },
  });
}

export class PlaceholderInBody extends Error {
  override readonly name = 'PlaceholderInBody';
  readonly held: HeldCredential;

  constructor(held: HeldCredential) {
    super('a placeholder stands in the body');
    this.held = held;
  }
}
