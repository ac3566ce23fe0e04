import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type HookAgent, isRelevant, type Payload, stringOf } from '../core/agents/hook.ts';
import { hookAgents } from '../core/agents/hooks/all.ts';
import { leaksOf } from '../core/agents/leaks.ts';
import { type Confidence, confidences } from '../core/detect/finding.ts';
import { isRecord } from '../core/policy/shapes.ts';
import { readArguments } from './arguments.ts';
import { CommandFault } from './fault.ts';
import { refusalOf } from './hook/refusal.ts';
import { writeHookSettings } from './hook/settings-file.ts';
import { openHookWorld } from './hook/world.ts';
import type { CliIo } from './io.ts';
import { systemProgram } from '../broker/sandbox/system-program.ts';
import { repositoryOf } from './scan/ignored.ts';
import { oneOf } from './scan/options.ts';
import { readStdin } from './scan/stdin.ts';
import { similarTo } from './similar.ts';

export const usage = `Usage: valet-key hook AGENT [options]

Answers a coding agent's hooks: what it would write, run or send is scanned before it does, and files that hold values
are not for it to read. The agent is told what to write instead; nothing else about its permissions changes.

Agents: ${hookAgents.map(({ id }) => id).join(', ')}

  --install             register the hook for this repository, in ${hookAgents.map(({ settings }) => settings.project).join(', ')}
  --uninstall           take it out again
  --user                for all your repositories, in your home
  --program FILE        what the hook starts (default: valet-key in a repository, this very program in your home)
  --allow-reading       do not keep the agent from reading .env files, keys and the like
  --min-confidence low|medium|high
                        let pass what is less sure (default: medium)

Without --install or --uninstall it reads the event from standard input and prints the answer.

Exit status: 0 answered or installed, 2 the event or the settings could not be read; agents take that for a refusal.
`;

export async function command(args: readonly string[], io: CliIo): Promise<number> {
  const { values, positionals } = readArguments(args, {
    install: { type: 'boolean', default: false },
    uninstall: { type: 'boolean', default: false },
    user: { type: 'boolean', default: false },
    program: { type: 'string' },
    'allow-reading': { type: 'boolean', default: false },
    'min-confidence': { type: 'string', default: 'medium' },
  });
  const agent = agentNamed(positionals);
  const minConfidence = oneOf('--min-confidence', confidences, values['min-confidence']);
  const options = { minConfidence, allowReading: values['allow-reading'] };
  if (values.install && values.uninstall) throw new CommandFault('--install and --uninstall cannot be used together');
  if (values.install || values.uninstall) return register(agent, { ...options, ...values }, io);
  if (values.user || values.program !== undefined) {
    throw new CommandFault('--user and --program need --install or --uninstall');
  }
  return answer(agent, options, io);
}

interface HookOptions {
  readonly minConfidence: Confidence;
  readonly allowReading: boolean;
}

/** Reads one event and prints the answer to it. */
async function answer(agent: HookAgent, { minConfidence, allowReading }: HookOptions, io: CliIo): Promise<number> {
  const payload = await payloadFrom(io);
  const event = agent.read(payload);
  const respond = ({ stdout, status }: { readonly stdout: string; readonly status: number }) => {
    io.stdout.write(stdout);
    return status;
  };
  if (!isRelevant(event)) return respond(agent.pass(payload));
  const folder = stringOf(payload['cwd']) ?? io.cwd;
  const paths = [...event.texts.flatMap((text) => ('path' in text ? [text.path] : [])), ...event.written];
  const world = openHookWorld({ folder, paths, minConfidence }, io);
  const leaks = leaksOf(event, world).map((leak) => ({ ...leak, ...(leak.path && { path: world.nameOf(leak.path) }) }));
  const reads = allowReading ? [] : [...new Set(event.reads)].filter((path) => path !== '' && world.isClosed(path));
  const closed = reads.map((path) => world.nameOf(path));
  const isFine = leaks.length === 0 && closed.length === 0;
  return respond(isFine ? agent.pass(payload) : agent.refuse(payload, refusalOf(event, leaks, closed)));
}

async function payloadFrom({ stdin }: CliIo): Promise<Payload> {
  const reading = await readStdin(stdin, mostBytes);
  const text = 'text' in reading ? reading.text : '';
  try {
    const payload: unknown = JSON.parse(text);
    if (isRecord(payload)) return payload;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new CommandFault('standard input holds no event: an agent calls this command, with a JSON object');
}

const mostBytes = 64 * 1024 ** 2;

interface Registration extends HookOptions {
  readonly install: boolean;
  readonly user: boolean;
  readonly program?: string | undefined;
}

function register(agent: HookAgent, options: Registration, io: CliIo): number {
  const { settings, title } = agent;
  const path = options.user ? join(homedir(), settings.user) : join(repositoryOf(io.cwd) ?? io.cwd, settings.project);
  const outcome = writeHookSettings(path, agent, options.install ? commandFor(agent, options, io) : undefined);
  const state = options.install ? 'asks Valet Key before it writes, runs or sends' : 'no longer asks Valet Key';
  const notes = options.install ? [settings.afterwards ?? '', whereMissing(options, io)].filter(Boolean) : [];
  const place = `${path}${outcome === 'same' ? ', as before' : ''}`;
  io.stderr.write(`${[`${title} ${state} (${place}).`, ...notes].join(' ')}\n`);
  return 0;
}

/** Agents go on without a hook that cannot be started: that must not pass unseen. */
function whereMissing({ user, program }: Registration, { env }: CliIo): string {
  if (user || program !== undefined || systemProgram('valet-key', env) !== undefined) return '';
  return 'There is no valet-key on this PATH yet: where the agent does not find it, it goes on without asking.';
}

/** In a repository the command goes by its name, since others have it elsewhere; in a home, by the place it is at. */
function commandFor({ id }: HookAgent, options: Registration, io: CliIo): string {
  const { user, program: named, minConfidence, allowReading } = options;
  const usual = user ? `"${process.execPath}" "${fileURLToPath(io.program)}"` : 'valet-key';
  const program = named === undefined ? usual : `"${named}"`;
  const rest = [
    ...(allowReading ? ['--allow-reading'] : []),
    ...(minConfidence === 'medium' ? [] : [`--min-confidence ${minConfidence}`]),
  ];
  return [program, 'hook', id, ...rest].join(' ');
}

function agentNamed(positionals: readonly string[]): HookAgent {
  const [name, ...rest] = positionals;
  const ids = hookAgents.map(({ id }) => id);
  const agent = hookAgents.find(({ id }) => id === name);
  if (agent && rest.length === 0) return agent;
  const similar = name === undefined ? undefined : similarTo(name, ids);
  throw new CommandFault(
    `name one agent: ${ids.join(', ')}${similar === undefined ? '' : ` (did you mean ${similar}?)`}`,
  );
}
