import { CommandFault } from './fault.ts';
import { readArguments } from './arguments.ts';
import type { CliIo } from './io.ts';
import { serveTools } from './mcp/serve.ts';

export const usage = `Usage: valet-key mcp

Serves coding agents over the Model Context Protocol, on standard input and output. An agent can ask which requests
there are, how a service is reached and what its variable is called, write a request of its own into valet-key.json, and
have a text looked over. It gets no value, and approves nothing: a person does, when the request is first used.

For agents that start servers themselves, as in .mcp.json or .vscode/mcp.json:

  { "command": "valet-key", "args": ["mcp"] }

Exit status: 0 when the agent has closed standard input.
`;

export async function command(args: readonly string[], io: CliIo): Promise<number> {
  const { positionals } = readArguments(args, {});
  if (positionals.length > 0) throw new CommandFault('it takes no arguments; an agent starts it');
  await serveTools(io);
  return 0;
}
