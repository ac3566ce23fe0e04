import type * as vscode from 'vscode';

/** How text was copied, where it was copied in VS Code. */
export interface Copied {
  /** Without a selection: it is the cursor's line, and goes above the line that it is pasted into. */
  readonly wholeLine: boolean;
  /** What each cursor copied, where there were several. */
  readonly parts?: readonly string[];
}

/** VS Code puts its own note of it beside the text; where that is not there, or is another, the text alone counts. */
export async function copiedAs(dataTransfer: vscode.DataTransfer): Promise<Copied> {
  const note = await dataTransfer.get('vscode-editor-data')?.asString();
  try {
    return copiedIn(note === undefined ? undefined : JSON.parse(note));
  } catch (error) {
    if (error instanceof SyntaxError) return { wholeLine: false };
    throw error;
  }
}

function copiedIn(note: unknown): Copied {
  if (typeof note !== 'object' || note === null) return { wholeLine: false };
  const wholeLine = 'isFromEmptySelection' in note && note.isFromEmptySelection === true;
  const texts: unknown = 'multicursorText' in note ? note.multicursorText : undefined;
  return isTexts(texts) ? { wholeLine, parts: texts } : { wholeLine };
}

function isTexts(texts: unknown): texts is readonly string[] {
  return Array.isArray(texts) && texts.every((one) => typeof one === 'string');
}
