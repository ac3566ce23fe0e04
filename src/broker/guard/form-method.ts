import { Transform } from 'node:stream';

/**
 * Looks on while a form passes: by a field `_method` many services let a form ask for another method (Rails, Laravel,
 * Symfony, Express). What names one that may not be used is ended with an error before it has passed. Absent for bodies
 * that are no form, which no service reads that way.
 */
export function watchFormMethod(
  contentType: string | undefined,
  may: (method: string) => boolean,
): Transform | undefined {
  const judge = (method: string): void => {
    const named = method.trim().toUpperCase();
    // An empty one asks for nothing.
    if (named !== '' && !may(named)) throw new MethodInForm(named);
  };
  if (/^\s*application\/x-www-form-urlencoded\b/i.test(contentType ?? '')) return holding(fieldsJudged(judge));
  return /^\s*multipart\/form-data\b/i.test(contentType ?? '') ? holding(partsJudged(judge)) : undefined;
}

/** Ends what passes it: the form asks for a method that the call may not use. */
export class MethodInForm extends Error {
  override readonly name = 'MethodInForm';
  readonly method: string;

  constructor(method: string) {
    super('a form names another method');
    this.method = method;
  }
}

/** Judges what is there, a byte a character, and says how much of it may pass; the rest waits for what follows. */
type Judging = (text: string, isWhole: boolean) => number;

function holding(judging: Judging): Transform {
  let held = '';
  const pass = (stream: Transform, text: string, isWhole: boolean): Error | null => {
    try {
      const passing = judging(text, isWhole);
      held = text.slice(passing);
      if (passing > 0) stream.push(Buffer.from(text.slice(0, passing), 'latin1'));
      return null;
    } catch (error) {
      if (error instanceof MethodInForm) return error;
      throw error;
    }
  };
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      done(pass(this, held + chunk.toString('latin1'), false));
    },
    flush(done) {
      done(pass(this, held, true));
    },
  });
}

/** `a=1&_method=DELETE`: all passes but the last field, as long as it may still become the one that is looked for. */
function fieldsJudged(judge: (method: string) => void): Judging {
  let isWithinOther = false;
  return (text, isWhole) => {
    const fields = text.split(/[&;]/);
    const last = fields.pop() ?? '';
    for (const field of isWithinOther ? fields.slice(1) : fields) judgeField(field, judge);
    if (fields.length > 0) isWithinOther = false;
    if (isWithinOther) return text.length;
    if (isWhole) {
      judgeField(last, judge);
      return text.length;
    }
    const isUndecided = last.includes('=') ? namesMethod(last.split('=', 1)[0] ?? '') : last.length <= longestName;
    if (isUndecided && last.length <= longestField) return text.length - last.length;
    judgeField(last, judge);
    isWithinOther = true;
    return text.length;
  };
}

function judgeField(field: string, judge: (method: string) => void): void {
  const at = field.indexOf('=');
  if (at >= 0 && namesMethod(field.slice(0, at))) judge(decoded(field.slice(at + 1)));
}

/** Every letter encoded, and spaces before it. */
const longestName = 64;
const longestField = 256;

/** PHP leaves spaces before a name out, and takes dots, spaces and brackets for underscores. */
function namesMethod(name: string): boolean {
  return /^[_. []method/i.test(decoded(name).trimStart());
}

function decoded(text: string): string {
  return text
    .replaceAll('+', ' ')
    .replaceAll(/%(?<code>[\da-f]{2})/gi, (_all, code: string) => String.fromCodePoint(Number.parseInt(code, 16)));
}

/** `name="_method"` in the head of a part, and its first line. */
function partsJudged(judge: (method: string) => void): Judging {
  return (text, isWhole) => {
    let from = 0;
    for (const { 0: head, index } of text.matchAll(partHead)) {
      const [, value, end] = /^[^]*?\r?\n\r?\n(?<value>[^\r\n]*)(?<end>\r?\n)?/.exec(text.slice(index)) ?? [];
      if ((value === undefined || end === undefined) && !isWhole && text.length - index <= longestPart) return index;
      if (value === undefined) throw new MethodInForm('');
      judge(value);
      from = index + head.length;
    }
    return isWhole ? text.length : Math.max(from, text.length - longestHead);
  };
}

const partHead = /name\*?\s*=\s*["']?\s*[_. []method/gi;
const longestHead = 64;
const longestPart = 2048;
