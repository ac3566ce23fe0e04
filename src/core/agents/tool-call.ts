import { isRecord } from '../policy/shapes.ts';
import { type HookEvent, type HookText, nothing, type Payload } from './hook.ts';
import { isPatch, textsOfPatch } from './patch.ts';
import { readsOfCommand } from './shell-reads.ts';

/**
 * What a tool call would write, send and read. Agents name the arguments of their tools differently, and tools of MCP
 * servers name them as they like: so the known names give a text its file, and every other string is a text, too.
 */
export function toolCall(moment: 'before' | 'after', tool: string, input: unknown): HookEvent {
  const call = parsed(input);
  const texts = textsOf(call, pathOf(call));
  if (moment === 'after') return { ...nothing, moment, written: texts.flatMap((text) => writtenBy(text)) };
  const commands = texts.filter(({ type }) => type === 'command');
  const reads = [
    ...(isReading(tool, texts) ? pathsOf(call) : []),
    ...commands.flatMap(({ text }) => readsOfCommand(text)),
  ];
  return { ...nothing, moment, texts, reads };
}

/** Some agents hand the arguments over as JSON in a string. */
function parsed(input: unknown): unknown {
  if (typeof input !== 'string' || !/^\s*\{/.test(input)) return input;
  try {
    return JSON.parse(input) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return input;
    throw error;
  }
}

function textsOf(value: unknown, path: string | undefined): readonly HookText[] {
  if (typeof value === 'string') return [{ type: 'words', text: value }];
  if (Array.isArray(value)) return value.flatMap((each: unknown) => textsOf(each, path));
  if (!isRecord(value)) return [];
  const own = pathOf(value) ?? path;
  const before = firstString(value, replacedFields);
  return Object.entries(value).flatMap(([name, argument]): readonly HookText[] => {
    if (replacedFields.includes(name) && typeof argument === 'string') return [];
    if (commandFields.includes(name)) return commandTexts(argument);
    if (typeof argument === 'string' && isPatch(argument)) return textsOfPatch(argument);
    if (typeof argument !== 'string' || own === undefined || !newFields.includes(name)) return textsOf(argument, own);
    return [
      before === undefined
        ? { type: 'file', path: own, text: argument }
        : { type: 'edit', path: own, before, text: argument },
    ];
  });
}

/** A command is one line, or the words of one. */
function commandTexts(argument: unknown): readonly HookText[] {
  const words: readonly unknown[] = Array.isArray(argument) ? argument : [argument];
  const text = words.filter((word) => typeof word === 'string').join(' ');
  return isPatch(text) ? textsOfPatch(text) : [{ type: 'command', text }];
}

function writtenBy(text: HookText): readonly string[] {
  return text.type === 'file' || text.type === 'edit' ? [text.path] : [];
}

function isReading(tool: string, texts: readonly HookText[]): boolean {
  return /read|view|grep|search|open/i.test(tool) && texts.every(({ type }) => type === 'words');
}

function pathOf(value: unknown): string | undefined {
  return isRecord(value) ? firstString(value, pathFields) : undefined;
}

function pathsOf(value: unknown): readonly string[] {
  if (Array.isArray(value))
    return value.flatMap((each: unknown) => (typeof each === 'string' ? [each] : pathsOf(each)));
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([name, argument]) => {
    if (!pathFields.includes(name) && !pathListFields.includes(name)) return [];
    return typeof argument === 'string' ? [argument] : pathsOf(argument);
  });
}

function firstString(value: Payload, names: readonly string[]): string | undefined {
  return names.map((name) => value[name]).find((argument) => typeof argument === 'string');
}

const pathFields = ['file_path', 'filePath', 'path', 'absolute_path', 'notebook_path', 'target_file', 'filename'];
const pathListFields = ['paths', 'files', 'include', 'file_paths', 'filePaths'];
const replacedFields = ['old_string', 'oldString', 'old_str'];
const newFields = [
  'content',
  'contents',
  'file_text',
  'text',
  'new_string',
  'newString',
  'new_str',
  'new_source',
  'newCode',
  'code',
  'code_edit',
  'insert_text',
];
const commandFields = ['command', 'cmd', 'script', 'commandLine'];
