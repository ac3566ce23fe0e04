import type { Syntax } from './syntax.ts';
import type { StringForm, Literal, Region, Regions } from './lexical.ts';
import {
  commentEnd,
  escaped,
  insideOf,
  isDoubled,
  prefixBefore,
  preambleOf,
  skipEnd,
  suffixAt,
  tokensOf,
} from './tokens.ts';
import type { Tokens } from './tokens.ts';

interface Open {
  readonly region: { -readonly [Key in keyof Literal]: Literal[Key] };
  readonly inside: RegExp;
  readonly tag?: RegExp;
}

interface Hole {
  readonly close: string;
  readonly bracket: string;
  depth: number;
}

/**
 * The strings and comments of a text, found in one pass from its start with a stack of literals and their holes, so
 * that a thousand findings in a file cost one walk. The walk goes as far as it is asked.
 */
export function regionsOf(text: string, syntax: Syntax): Regions {
  return new Walk(text, syntax);
}

class Walk implements Regions {
  private readonly text: string;
  private readonly syntax: Syntax;
  private readonly tokens: Tokens;
  /** Where what a place belongs to changes, and to what. */
  private readonly starts: number[] = [0];
  private readonly owners: (Region | undefined)[] = [undefined];
  private readonly stack: (Open | Hole)[] = [];
  /** Heredocs whose bodies begin on the next line. */
  private readonly waiting: { form: StringForm; tag: RegExp; opener: { start: number; end: number } }[] = [];
  private here: number;

  constructor(text: string, syntax: Syntax) {
    this.text = text;
    this.syntax = syntax;
    this.tokens = tokensOf(syntax);
    this.here = preambleOf(text, syntax);
  }

  at(offset: number): Region | undefined {
    this.walkTo(offset);
    return this.owners[lastAtMost(this.starts, offset)];
  }

  private mark(offset: number, region: Region | undefined): void {
    this.starts.push(offset);
    this.owners.push(region);
  }

  private owner(): Region | undefined {
    const top = this.stack.at(-1);
    return top && 'region' in top ? top.region : undefined;
  }

  private open(form: StringForm, { at, tag, opener }: { at: number; tag?: RegExp; opener?: Literal['opener'] }): void {
    const prefix = prefixBefore(this.text, form, at);
    const innerStart = at + form.open.length;
    const start = at - prefix.length;
    const region = {
      type: 'string' as const,
      start,
      end: this.text.length,
      prefix,
      form,
      innerStart,
      innerEnd: this.text.length,
      ...(opener && { opener }),
    };
    this.stack.push({ region, inside: insideOf(form, prefix), ...(tag && { tag }) });
    this.mark(start, region);
    this.here = innerStart;
  }

  private close(at: number, length: number): void {
    const top = this.stack.pop();
    if (top && 'region' in top) {
      top.region.innerEnd = at;
      top.region.end = at + length + suffixAt(this.text, top.region.form, at + length);
      this.here = top.region.end;
    } else this.here = at + length;
    this.mark(this.here, this.owner());
  }

  /** A line ends: literals of one line end with it, whatever hole they are in. */
  private endLine(at: number): void {
    const unclosed = this.stack.findIndex((one) => 'region' in one && !one.region.form.multiline);
    if (unclosed < 0) return;
    const end = this.text[at - 1] === '\r' ? at - 1 : at;
    while (this.stack.length > unclosed) this.close(end, 0);
    this.here = at;
  }

  private stepInLiteral({ region, inside, tag }: Open): void {
    if (tag) return this.stepInHeredoc(region, tag);
    inside.lastIndex = this.here;
    const found = inside.exec(this.text);
    if (!found) {
      this.here = this.text.length;
      return;
    }
    const [token] = found;
    const { form } = region;
    if (token === '\n') this.endLine(found.index);
    else if (token === form.close && !isDoubled(this.text, form, found.index)) this.close(found.index, token.length);
    else if (token === form.close) this.here = found.index + 2 * token.length;
    else if (token === form.hole?.[0]) {
      this.stack.push(holeOf(form.hole[1]));
      this.here = found.index + token.length;
      this.mark(this.here, undefined);
    } else this.here = found.index + token.length;
  }

  private stepInHeredoc(region: Open['region'], tag: RegExp): void {
    tag.lastIndex = region.innerStart;
    const found = tag.exec(this.text);
    this.close(found ? found.index : this.text.length, 0);
  }

  private stepInCode(hole: Hole | undefined): void {
    const pattern = hole ? this.tokens.inHole : this.tokens.inCode;
    pattern.lastIndex = this.here;
    const found = pattern.exec(this.text);
    if (!found) {
      this.here = this.text.length;
      return;
    }
    const at = found.index;
    const [token] = found;
    if (token === '\n') {
      this.here = at;
      this.endLine(at);
      this.here = at + 1;
      const next = this.waiting.shift();
      if (next) this.open(next.form, { at: this.here, tag: next.tag, opener: next.opener });
    } else if (hole && (token === hole.close || token === hole.bracket)) this.stepAtBracket(hole, token, at);
    else if (!this.skip(at) && !this.comment(at) && !this.heredoc(at) && !this.literal(at)) this.here = at + 1;
  }

  private stepAtBracket(hole: Hole, token: string, at: number): void {
    this.here = at + token.length;
    if (token === hole.bracket) hole.depth += 1;
    else if (hole.depth > 0) hole.depth -= 1;
    else {
      this.stack.pop();
      this.mark(at, this.owner());
    }
  }

  private comment(at: number): boolean {
    const end = commentEnd(this.text, this.syntax, at);
    if (end === undefined) return false;
    this.mark(at, { type: 'comment', start: at, end });
    this.mark(end, this.owner());
    this.here = end;
    return true;
  }

  private heredoc(at: number): boolean {
    const rule = this.syntax.heredoc;
    if (!rule?.lead.includes(this.text[at] ?? '')) return false;
    rule.opener.lastIndex = at;
    const found = rule.opener.exec(this.text);
    const tag = found?.groups?.['tag'];
    if (!found || tag === undefined) return false;
    const raw = found.groups?.['raw'] !== undefined;
    this.here = at + found[0].length;
    this.waiting.push({
      form: raw ? rule.rawForm : rule.form,
      tag: new RegExp(`^[ \\t]*${escaped(tag)}\\b`, 'gm'),
      opener: { start: at, end: this.here },
    });
    return true;
  }

  private skip(at: number): boolean {
    const end = skipEnd(this.text, this.syntax.skip ?? [], at);
    if (end === undefined) return false;
    this.here = end;
    return true;
  }

  private literal(at: number): boolean {
    const form = this.syntax.strings.find(
      (one) => this.text.startsWith(one.open, at) && (one.when?.(this.text, at) ?? true),
    );
    if (form) this.open(form, { at });
    return form !== undefined;
  }

  private walkTo(offset: number): void {
    while (this.here < this.text.length && (this.here <= offset || this.stack.length > 0)) {
      const top = this.stack.at(-1);
      if (top && 'region' in top) this.stepInLiteral(top);
      else this.stepInCode(top);
    }
  }
}

function holeOf(close: string): Hole {
  return { close: close.charAt(0), bracket: close.startsWith('}') ? '{' : '(', depth: 0 };
}

function lastAtMost(sorted: readonly number[], wanted: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((sorted[middle] ?? 0) <= wanted) low = middle;
    else high = middle - 1;
  }
  return low;
}
