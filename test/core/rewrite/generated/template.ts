/**
 * What a file of a language is made from: pieces that stand in any order, each with a value in it. `S`, `G` and `O` in
 * brackets are keys of services, `P` is the password of an address.
 */
export interface Template {
  readonly language: string;
  readonly path: string;
  /** Stands above the pieces. */
  readonly head?: string;
  readonly pieces: readonly string[];
  readonly foot?: string;
  /** A line that means nothing; text of every script goes into it. */
  readonly comment: (text: string) => string;
}

export const slashes = (text: string): string => `// ${text}\n`;
export const hashes = (text: string): string => `# ${text}\n`;
