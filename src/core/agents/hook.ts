/** What a hook is told that a coding agent is about to do, or has done, as far as credentials are concerned. */
export interface HookEvent {
  /** `prompt`: a person's words are about to go to the model. */
  readonly moment: 'before' | 'after' | 'prompt';
  readonly texts: readonly HookText[];
  /** Files that the agent would read, as it names them. */
  readonly reads: readonly string[];
  /** Files that the agent has written, as it names them. */
  readonly written: readonly string[];
}

/** Text that leaves the model, or is about to reach it. */
export type HookText =
  | { readonly type: 'file'; readonly path: string; readonly text: string }
  /** `before` is replaced by `text`; a patch gives what it shows of both. */
  | { readonly type: 'edit'; readonly path: string; readonly before: string; readonly text: string }
  | { readonly type: 'command'; readonly text: string }
  | { readonly type: 'words'; readonly text: string };

/** How a hook answers: what it prints, and the status it ends with. */
export interface HookAnswer {
  readonly stdout: string;
  readonly status: number;
}

/** What one coding agent speaks. */
export interface HookAgent {
  /** As it stands on the command line. */
  readonly id: string;
  readonly title: string;
  /** The vendor's page that the format is from. */
  readonly docs: string;
  /** The event that a payload tells of; one without texts and files where it concerns no credential. */
  read(payload: Payload): HookEvent;
  /** The answer that lets the agent go on, without approving anything that it would ask a person for. */
  pass(payload: Payload): HookAnswer;
  refuse(payload: Payload, refusal: Refusal): HookAnswer;
  /** Where the hook is registered. */
  readonly settings: HookSettings;
}

export interface Refusal {
  /** For the agent: what was refused, and what to do instead. */
  readonly reason: string;
  /** For the person, one line. */
  readonly summary: string;
}

export interface HookSettings {
  /** Slash-separated, in the repository and in the home. */
  readonly project: string;
  readonly user: string;
  /** What stands in the file besides the hooks, where there is nothing yet. */
  readonly base: Readonly<Record<string, unknown>>;
  /** An entry of the hooks that runs a command, for each event by its name. */
  entries(command: string): Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** What a person still has to do, one sentence. */
  readonly afterwards?: string;
}

/** A JSON object, as the agent sends it. */
export type Payload = Readonly<Record<string, unknown>>;

export const nothing: HookEvent = { moment: 'before', texts: [], reads: [], written: [] };

export function stringOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function json(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}

/** Whether there is anything in an event to look at. */
export function isRelevant({ texts, reads, written }: HookEvent): boolean {
  return texts.length + reads.length + written.length > 0;
}
