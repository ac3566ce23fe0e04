import type { Document, RewriteNote, Target, TextEdit } from '../document.ts';

/** Where a value stands in a data file. */
export interface DataPlace {
  readonly text: string;
  readonly path: string;
  readonly language: string;
  readonly target: Target;
  readonly env: string;
  readonly request: string;
  /** The line up to the value, and from the value to its end. */
  readonly before: string;
  readonly after: string;
  /** The value is all that the scalar holds. */
  readonly isWhole: boolean;
  /** The quote that it stands in, or none. */
  readonly quote: '"' | "'" | '';
}

export interface DataChange {
  readonly edits: readonly TextEdit[];
  /** Edits that all values of a file share: the mount of a secret. */
  readonly shared?: readonly TextEdit[];
  readonly notes?: readonly RewriteNote[];
}

/** A data format: what takes the place of a value in a file that is no program. */
export interface Format {
  readonly id: string;
  /** Tested against the path, slash-separated. */
  readonly path?: RegExp;
  readonly languages?: readonly string[];
  /** Looks at the text where neither name nor language decides. */
  readonly text?: RegExp;
  /** Tested against the line up to the value. */
  readonly comment?: RegExp;
  readonly reference: (place: DataPlace) => string;
  /** What stands in a scalar that holds more than the value, where that is written differently. */
  readonly part?: (place: DataPlace) => string;
  /** The reference must stand in quotes where it is a scalar of its own, as `{{ … }}` in YAML. */
  readonly quoted?: true;
  /** The reference is replaced before the file is parsed, so that its quotes are its own. */
  readonly raw?: true;
  readonly note?: RewriteNote;
  /** What the references of a file need to be declared in it. */
  readonly declare?: (document: Document) => readonly TextEdit[];
  /** More than the value changes; nothing where it is the value alone. */
  readonly change?: (place: DataPlace) => DataChange | undefined;
}

export const requestUri = ({ request }: DataPlace): string => `valet-key://${request}`;
/** In a URL the reference is percent-encoded, so that the URL stays one. */
export const requestPart = (place: DataPlace): string =>
  place.text[place.target.end] === '@' ? encodeURIComponent(requestUri(place)) : requestUri(place);
export const dollarBraces = ({ env }: DataPlace): string => `\${${env}}`;
export const editorVariable = ({ env }: DataPlace): string => `\${env:${env}}`;

export const hashComment = /(?:^|\s)#/;
export const slashComment = /(?:^|[\s,{[])\/\/|^\s*\/?\*/;
