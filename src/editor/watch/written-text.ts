import * as vscode from 'vscode';

/** A text with its lines: an open document, or a file that was read. */
export interface WrittenText {
  readonly uri: vscode.Uri;
  readonly languageId: string;
  positionAt(offset: number): vscode.Position;
  line(number: number): string;
}

export function openText(document: vscode.TextDocument): WrittenText {
  return {
    uri: document.uri,
    languageId: document.languageId,
    positionAt: (offset) => document.positionAt(offset),
    line: (number) => (number >= 0 && number < document.lineCount ? document.lineAt(number).text : ''),
  };
}

/** The lines of a file are counted only where something was found in it. */
export function readText(uri: vscode.Uri, languageId: string, text: string): WrittenText {
  let starts: readonly number[] | undefined;
  const lineStarts = (): readonly number[] => (starts ??= startsOf(text));
  return {
    uri,
    languageId,
    positionAt(offset) {
      const line = lineOf(lineStarts(), offset);
      return new vscode.Position(line, offset - (lineStarts()[line] ?? 0));
    },
    line(number) {
      const start = lineStarts()[number];
      if (start === undefined) return '';
      return text.slice(start, lineStarts()[number + 1] ?? text.length).replace(/\r?\n$|\r$/, '');
    },
  };
}

function startsOf(text: string): readonly number[] {
  const starts = [0];
  for (const match of text.matchAll(/\r\n|\r|\n/g)) starts.push(match.index + match[0].length);
  return starts;
}

function lineOf(starts: readonly number[], offset: number): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
