/** How text arrived: told from the shape of a change and from what its surroundings know, never guessed. */
export type Arrival = 'typed' | 'pasted' | 'completion' | 'agent' | 'disk' | 'opened' | 'unknown';

export interface Origin {
  readonly arrival: Arrival;
  /** The agent's name, where it is known. */
  readonly agent?: string;
  /** It came with a commit that somebody else made: a checkout, a pull, a merge. Nobody is interrupted for it. */
  readonly git?: true;
}

/** One replaced range of a change. Lengths only: what the text says has no part in this. */
export interface ChangeShape {
  readonly inserted: number;
  readonly removed: number;
  /** It begins or ends where a cursor stood. */
  readonly atCursor: boolean;
  /** Two characters that close each other, or a line break and its indentation: what one key press inserts. */
  readonly oneKey: boolean;
}

export interface ChangeFacts {
  readonly reason?: 'undo' | 'redo';
  /** The paste provider announced this text. */
  readonly pasted: boolean;
  /** This extension made the change. */
  readonly own: boolean;
  /** After the change the document equals the file on the disk. */
  readonly clean: boolean;
  /** The document is the one that has the focus. */
  readonly active: boolean;
  readonly changes: readonly ChangeShape[];
  /** An agent that runs in one of the editor's terminals. */
  readonly agent?: string;
}

/** `kept`: the text was there before, so each value keeps the origin it had. */
export function originOf(facts: ChangeFacts): Origin | 'kept' {
  const { changes } = facts;
  if (facts.reason !== undefined || facts.own) return 'kept';
  if (facts.pasted) return { arrival: 'pasted' };
  if (facts.clean) return fromDisk(facts);
  if (!facts.active) return agentOf(facts);
  if (changes.every(isTyped)) return { arrival: 'typed' };
  if (changes.every(({ atCursor }) => atCursor)) return { arrival: 'completion' };
  // Formatters and search-and-replace touch many places; an agent's edit brings more than it takes.
  const inserted = changes.reduce((sum, change) => sum + change.inserted, 0);
  const removed = changes.reduce((sum, change) => sum + change.removed, 0);
  return inserted - removed >= wordsWorth && changes.length <= 20 ? agentOf(facts) : { arrival: 'unknown' };
}

/** A file that was rewritten outside the editor. */
export function fromDisk({ agent, git = false }: { readonly agent?: string; readonly git?: boolean }): Origin {
  if (git) return { arrival: 'disk', git: true };
  return agent === undefined ? { arrival: 'disk' } : { arrival: 'agent', agent };
}

function agentOf({ agent }: ChangeFacts): Origin {
  return agent === undefined ? { arrival: 'agent' } : { arrival: 'agent', agent };
}

function isTyped({ inserted, oneKey }: ChangeShape): boolean {
  return inserted <= 1 || oneKey;
}

/** Fewer characters than the shortest credentials are no reason to speak of an agent. */
const wordsWorth = 8;
