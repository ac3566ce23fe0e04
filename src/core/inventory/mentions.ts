import { createAutomaton } from '../detect/automaton.ts';
import type { Service } from '../services/service.ts';

/** A host or a variable of a service, named in a text. */
export interface Mention {
  readonly service: Service;
  readonly type: 'host' | 'variable';
  readonly name: string;
  readonly offset: number;
}

/** Finds the hosts and variables of all services in one pass over a text. */
export function createMentions(services: readonly Service[]): (text: string) => readonly Mention[] {
  const names = services.flatMap((service) => [
    ...service.hosts
      .filter(isTelling)
      .map((host) => ({ service, type: 'host' as const, literal: host.replace(/^\*/, '').replace(/:\d+$/, '') })),
    ...service.env
      .filter((name) => !shared.has(name))
      .map((name) => ({ service, type: 'variable' as const, literal: name })),
  ]);
  const automaton = createAutomaton(
    names.map(({ literal, type }) => ({ text: literal, match: type === 'host' ? 'folded' : 'exact' })),
  );
  return (text) => {
    const found: Mention[] = [];
    automaton.run(text, 0, text.length, (index, end) => {
      const name = names[index];
      if (!name) return undefined;
      const offset = end - name.literal.length;
      if (!stands(text, offset, end, name.type) || isRemark(text, offset)) return undefined;
      const whole = nameAt(text, offset, end);
      if (!pages.test(whole)) found.push({ service: name.service, type: name.type, name: whole, offset });
      return undefined;
    });
    return found;
  };
}

/** A host that people read pages of is named in links; what code calls is the one of its API. */
function isTelling(host: string): boolean {
  return host.startsWith('*.') || host.split('.').length > 2;
}

/** Where people read. */
const pages = /^(?:www|docs?|developers?|help|support|status|blog|learn|community|console|dashboard|app)\.\w/;

/** Several services read it, so it tells of none. */
const shared: ReadonlySet<string> = new Set(['DATABASE_URL', 'GOOGLE_API_KEY']);

/** Whether a name stands by itself: `API.STRIPE.COM` in a URL, not in `myapi.stripe.community`. */
function stands(text: string, start: number, end: number, type: Mention['type']): boolean {
  const [before, after] = [text[start - 1] ?? '', text[end] ?? ''];
  if (type === 'variable') return !/\w/.test(before) && !/\w/.test(after);
  const isPart = text[start] === '.';
  return (
    (isPart ? /[\w}]/.test(before) : !/[\w.-]/.test(before)) &&
    !/[\w-]/.test(after) &&
    !/^\.[a-z]/i.test(text.slice(end, end + 2))
  );
}

/** With the labels before it, where the sheet leaves them open; they hold no value, since a host is public. */
function nameAt(text: string, offset: number, end: number): string {
  const labels = /[\w-]{0,63}$/.exec(text.slice(Math.max(0, offset - 64), offset))?.[0] ?? '';
  return text[offset] === '.' ? `${labels}${text.slice(offset, end)}` : text.slice(offset, end);
}

/** What a comment says connects to nothing. */
function isRemark(text: string, offset: number): boolean {
  const line = text.slice(Math.max(text.lastIndexOf('\n', offset) + 1, offset - 500), offset);
  return /^\s*(?:\/\/|#(?!!)|\*|\/\*|--|<!--|;|%)/.test(line);
}
