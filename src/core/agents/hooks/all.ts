import type { HookAgent } from '../hook.ts';
import { claudeCode } from './claude-code.ts';
import { codex } from './codex.ts';
import { copilot } from './copilot.ts';
import { cursor } from './cursor.ts';
import { geminiCli } from './gemini-cli.ts';

/** The agents whose hooks can be answered, by their names on the command line. */
export const hookAgents: readonly HookAgent[] = [claudeCode, codex, copilot, cursor, geminiCli];
