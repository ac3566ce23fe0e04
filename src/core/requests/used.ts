import type { GuardMode } from '../audit/event.ts';
import { prose, quoted, says } from './answer.ts';
import type { Answer } from './answer.ts';

/** What a request was granted to, as the audit log tells: each task, command or session of the editor once. */
export interface Used {
  readonly type: 'task' | 'command' | 'debug session' | 'terminal';
  /** The task's name, else that of the program. */
  readonly name: string;
  /** Of the last run. */
  readonly mode: GuardMode;
  /** The coding agent that started the last run. */
  readonly agent?: string;
  readonly runs: number;
  /** When it was last granted. Milliseconds since 1970. */
  readonly last: number;
}

/** One line each, the last used first. */
export function usedAnswers(used: readonly Used[]): readonly Answer[] {
  const rest = used.length - mostNamed;
  const lines = used.slice(0, mostNamed).map((one) => {
    const { mode, agent, runs, last } = one;
    const often = runs === 1 ? 'once' : `${runs} times`;
    const by = agent === undefined ? [] : says`, started by ${agent}`;
    return says`by ${nameAnswer(one)} ${prose(often)}, last on ${prose(new Date(last).toISOString().slice(0, 10))} (${prose(mode)})${by}`;
  });
  return rest > 0 ? [...lines, prose(`and by ${rest} more`)] : lines;
}

const mostNamed = 5;

function nameAnswer({ type, name }: Used): Answer {
  if (type === 'terminal') return prose('a terminal');
  if (type === 'debug session') return says`a debug session of ${name}`;
  return says`the ${prose(type)} ${quoted(name)}`;
}
