import { mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { applyEdits, modify, parse, type ParseError } from 'jsonc-parser';
import type { HookAgent } from '../../core/agents/hook.ts';
import { isRecord } from '../../core/policy/shapes.ts';
import { CommandFault, systemCode } from '../fault.ts';
import { replaceFile } from '../write-file.ts';

/**
 * Writes an agent's settings with the hook in them, or without it. Whatever else stands there stays, comments too.
 * A file that is no JSON is left alone.
 */
export function writeHookSettings(path: string, agent: HookAgent, command: string | undefined): 'written' | 'same' {
  const before = textOf(path);
  const base = before.trim() === '' ? `${JSON.stringify(agent.settings.base, undefined, 2)}\n` : before;
  const entries = agent.settings.entries(command ?? '');
  let text = base;
  for (const [event, entry] of Object.entries(entries)) {
    const there = entriesOf(text, path, event);
    const others = there.filter((each) => !isOurs(each, agent.id));
    const wanted = command === undefined ? others : [...others, entry];
    if (JSON.stringify(wanted) === JSON.stringify(there)) continue;
    text = applyEdits(
      text,
      modify(text, ['hooks', event], wanted.length > 0 ? wanted : undefined, { formattingOptions }),
    );
  }
  if (text === before || (command === undefined && before === '')) return 'same';
  mkdirSync(dirname(path), { recursive: true });
  replaceFile(path, text);
  return 'written';
}

const formattingOptions = { insertSpaces: true, tabSize: 2, insertFinalNewline: true };

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return '';
    throw new CommandFault(`cannot read ${path} (${systemCode(error)})`, { cause: error });
  }
}

function entriesOf(text: string, path: string, event: string): readonly unknown[] {
  const errors: ParseError[] = [];
  const settings: unknown = parse(text, errors, { allowTrailingComma: true });
  if (errors.length > 0 || !isRecord(settings)) throw new CommandFault(`${path} is no JSON; put it right first`);
  const { hooks = {} } = settings;
  const entries = isRecord(hooks) ? (hooks[event] ?? []) : undefined;
  if (!Array.isArray(entries))
    throw new CommandFault(`"hooks" of ${path} is not what this agent reads; put it right first`);
  return entries;
}

/** An entry that runs this command, wherever it is installed. */
function isOurs(entry: unknown, agent: string): boolean {
  if (Array.isArray(entry)) return entry.some((each) => isOurs(each, agent));
  if (!isRecord(entry)) return false;
  const commands = [entry['command'], entry['bash'], entry['powershell']];
  const own = new RegExp(`(?:valet-key(?:\\.cmd)?|cli\\.mjs)"? hook ${agent}(?: |$)`);
  return commands.some((command) => typeof command === 'string' && own.test(command)) || isOurs(entry['hooks'], agent);
}
