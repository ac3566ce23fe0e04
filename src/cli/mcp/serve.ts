import { once } from 'node:events';
import { fromJsonSchema, McpServer } from '@modelcontextprotocol/server';
import { StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import { CommandFault } from '../fault.ts';
import type { CliIo } from '../io.ts';
import { versionOf } from '../version.ts';
import { askForCredential } from './ask-for-credential.ts';
import { findCredentials } from './find-credentials.ts';
import { findService } from './find-service.ts';
import { listRequests } from './list-requests.ts';
import type { AgentTool } from './tool.ts';

/** Answers one agent until it closes standard input. */
export async function serveTools(io: CliIo): Promise<void> {
  const server = new McpServer({ name: 'valet-key', title: 'Valet Key', version: versionOf(io) }, { instructions });
  offer(server, listRequests, io);
  offer(server, findService, io);
  offer(server, askForCredential, io);
  offer(server, findCredentials, io);
  const closed = once(io.stdin, 'close');
  await server.connect(new StdioServerTransport(io.stdin, io.stdout));
  await closed;
  await server.close();
}

const instructions =
  'Never write a credential into a file or a command. Ask for it: find_service names the variable and the actions of a service, ask_for_credential writes the request, code reads the variable, and `valet-key run -- COMMAND` runs it after a person has approved.';

function offer<Arguments>(server: McpServer, tool: AgentTool<Arguments>, io: CliIo): void {
  const { name, title, description, readOnly } = tool;
  const inputSchema = fromJsonSchema<Arguments>(tool.input);
  const annotations = { readOnlyHint: readOnly, destructiveHint: false, openWorldHint: false };
  server.registerTool(name, { title, description, inputSchema, annotations }, async (given) => {
    try {
      const told = await tool.call(given, { io, agent: server.server.getClientVersion()?.name });
      return { content: [{ type: 'text' as const, text: JSON.stringify(told, undefined, 2) }] };
    } catch (error) {
      // What is no fault of the agent's is told by its name alone: its message may quote a value.
      const text = error instanceof CommandFault ? error.message : `it failed unexpectedly (${nameOf(error)})`;
      return { content: [{ type: 'text' as const, text }], isError: true };
    }
  });
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}
