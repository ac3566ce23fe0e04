import type { JsonSchemaType } from '@modelcontextprotocol/server';
import type { CliIo } from '../io.ts';

/** One thing that an agent can ask for. */
export interface AgentTool<Arguments> {
  readonly name: string;
  readonly title: string;
  /** For the model: when to use it, and what it gives. */
  readonly description: string;
  /** JSON Schema of the arguments, which are checked before `call`. */
  readonly input: JsonSchemaType;
  readonly readOnly: boolean;
  /** Answers with what the agent is told; what is thrown as a `CommandFault` is told as an error. */
  call(given: Arguments, session: AgentSession): Promise<object> | object;
}

export interface AgentSession {
  readonly io: CliIo;
  /** The agent's name, as it gives it; nobody has proven it. */
  readonly agent: string | undefined;
}
