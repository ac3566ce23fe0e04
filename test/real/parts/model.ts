import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the model wants its agent to do next. */
export interface ToolUse {
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** A model that follows a plan, and remembers what its agent told it of each step. */
export interface PlannedModel extends AsyncDisposable {
  readonly url: string;
  /** What came of the steps so far, as the agent told the model. */
  told(): readonly string[];
}

/** Speaks as much of the Messages API of Anthropic and of the Responses API of OpenAI as an agent's turn takes. */
export async function startModel(plan: readonly ToolUse[]): Promise<PlannedModel> {
  let results: readonly string[] = [];
  const server = createServer((request, response) => {
    void answer(request, response, plan, (seen) => (results = seen));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    told: () => results,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

type Body = Readonly<Record<string, readonly Item[] | undefined>>;

interface Item {
  readonly type?: string;
  readonly content?: readonly Item[] | string;
  readonly output?: unknown;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  plan: readonly ToolUse[],
  note: (results: readonly string[]) => void,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const speech = request.method === 'POST' ? speeches[new URL(request.url ?? '', 'http://x').pathname] : undefined;
  if (!speech) {
    response.writeHead(404, { 'content-type': 'application/json' }).end('{}');
    return;
  }
  const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Body;
  const results = speech.results(body);
  if (results.length > 0) note(results);
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  // Agents ask their models for titles and the like, too: without tools there is nothing to do.
  const step = (body['tools'] ?? []).length > 0 ? plan[results.length] : undefined;
  for (const event of speech.say(step, results.length)) {
    response.write(`event: ${String(event['type'])}\ndata: ${JSON.stringify(event)}\n\n`);
  }
  response.end();
}

interface Speech {
  results(body: Body): readonly string[];
  say(step: ToolUse | undefined, index: number): readonly Readonly<Record<string, unknown>>[];
}

const speeches: Readonly<Record<string, Speech>> = {
  '/v1/messages': {
    results: ({ messages = [] }) =>
      messages
        .flatMap(({ content }) => (Array.isArray(content) ? (content as Item[]) : []))
        .filter(({ type }) => type === 'tool_result')
        .map(({ content }) => (typeof content === 'string' ? content : JSON.stringify(content))),
    say: (step, index) => [
      {
        type: 'message_start',
        message: {
          id: 'm',
          type: 'message',
          role: 'assistant',
          model: 'planned',
          content: [],
          usage: { input_tokens: 1, output_tokens: 1 },
        },
      },
      {
        type: 'content_block_start',
        index: 0,
        content_block: step
          ? { type: 'tool_use', id: `toolu_${index}`, name: step.name, input: {} }
          : { type: 'text', text: '' },
      },
      {
        type: 'content_block_delta',
        index: 0,
        delta: step
          ? { type: 'input_json_delta', partial_json: JSON.stringify(step.input) }
          : { type: 'text_delta', text: 'done' },
      },
      { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta: { stop_reason: step ? 'tool_use' : 'end_turn' }, usage: { output_tokens: 1 } },
      { type: 'message_stop' },
    ],
  },
  '/v1/responses': {
    results: ({ input = [] }) =>
      input.filter(({ type }) => type?.endsWith('_output')).map(({ output }) => JSON.stringify(output)),
    say: (step, index) => [
      { type: 'response.created', response: { id: 'r' } },
      {
        type: 'response.output_item.done',
        item: step
          ? {
              type: 'function_call',
              id: `f${index}`,
              call_id: `c${index}`,
              name: step.name,
              arguments: JSON.stringify(step.input),
            }
          : { type: 'message', id: 'm', role: 'assistant', content: [{ type: 'output_text', text: 'done' }] },
      },
      {
        type: 'response.completed',
        response: { id: 'r', usage: { input_tokens: 1, output_tokens: 1, total_tokens: 2 } },
      },
    ],
  },
};
