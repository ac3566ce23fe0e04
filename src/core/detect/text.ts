/** What is known about a text besides its characters. */
export interface TextInfo {
  /** Slash-separated, relative to its workspace where there is one. */
  readonly path?: string;
  /** VS Code's language id. */
  readonly language?: string;
}

/** A text that is read piece by piece, so that an edit in a large document costs what the edit costs. */
export interface TextView {
  readonly length: number;
  slice(start: number, end: number): string;
}

/** One replaced range, in offsets of the text before this change (VS Code's `contentChanges`, in their order). */
export interface TextChange {
  readonly start: number;
  readonly removed: number;
  readonly inserted: number;
}
