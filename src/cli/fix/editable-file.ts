import { readFileSync, statSync } from 'node:fs';
import { looksBinary } from '../../core/policy/files.ts';
import { systemCode } from '../fault.ts';
import { replaceFile } from '../write-file.ts';

/** A file whose text can be changed so that every byte that stands for the rest of it stays. */
export interface EditableFile {
  /** Without its byte order mark. */
  readonly text: string;
  /** Writes another text; throws where somebody changed the file since it was read. */
  write(text: string): 'written' | 'changed-meanwhile';
}

/** `undefined` and a reason where a file cannot be changed without harm. */
export type Editing = EditableFile | { readonly refusal: string };

export function openEditable(path: string): Editing {
  try {
    const bytes = readFileSync(path);
    const coding = codingOf(bytes);
    if (!coding) return { refusal: 'it is neither UTF-8 nor UTF-16' };
    if ((statSync(path).mode & 0o222) === 0) return { refusal: 'it is read-only' };
    return {
      text: coding.text,
      write(text) {
        if (!readFileSync(path).equals(bytes)) return 'changed-meanwhile';
        replaceFile(path, coding.encode(text));
        return 'written';
      },
    };
  } catch (error) {
    if (systemCode(error) === 'unknown') throw error;
    return { refusal: `it cannot be read (${systemCode(error)})` };
  }
}

interface Coding {
  readonly text: string;
  encode(text: string): Buffer;
}

/** The coding that gives back the very bytes; bytes that are no text have none. */
function codingOf(bytes: Buffer): Coding | undefined {
  if (looksBinary(bytes)) return undefined;
  const coding = codings.find(({ mark }) => bytes.subarray(0, mark.length).equals(mark));
  if (!coding) return undefined;
  const { mark } = coding;
  const text = coding.decode(bytes.subarray(mark.length));
  const whole = (changed: string) => Buffer.concat([mark, coding.encode(changed)]);
  return whole(text).equals(bytes) ? { text, encode: whole } : undefined;
}

interface MarkedCoding {
  readonly mark: Buffer;
  decode(bytes: Buffer): string;
  encode(text: string): Buffer;
}

const codings: readonly MarkedCoding[] = [
  {
    mark: Buffer.from([0xff, 0xfe]),
    decode: (bytes) => bytes.toString('utf16le'),
    encode: (text) => Buffer.from(text, 'utf16le'),
  },
  {
    mark: Buffer.from([0xfe, 0xff]),
    decode: (bytes) => swapped(bytes).toString('utf16le'),
    encode: (text) => swapped(Buffer.from(text, 'utf16le')),
  },
  ...[Buffer.from([0xef, 0xbb, 0xbf]), Buffer.alloc(0)].map((mark) => ({
    mark,
    decode: (bytes: Buffer) => bytes.toString('utf8'),
    encode: (text: string) => Buffer.from(text, 'utf8'),
  })),
];

/** An odd byte at the end stands for nothing. */
function swapped(bytes: Buffer): Buffer {
  return Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % 2))).swap16();
}
