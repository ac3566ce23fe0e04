/** A program that a credential stands in; `«»` marks where. After the rewrite it prints what it printed before. */
export interface Sample {
  readonly language: string;
  readonly path: string;
  readonly text: string;
  /** The lines it prints; `{}` is the value. */
  readonly prints: readonly string[];
}

/** What most of them print. */
export const both: readonly string[] = ['{}', 'Bearer {}'];
