import { join } from 'node:path';

import type { Keeper } from '../protocol/copies.ts';

/** A file or a folder in which copies are kept. */
export interface CopyPlace {
  readonly keeper: Keeper;
  readonly path: string;
}

export interface World {
  readonly home: string;
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The folders of projects: some agents write their transcripts there. */
  readonly workspaces: readonly string[];
  /** Data folders of editors that are not where they usually are, as of a portable one. */
  readonly editors?: readonly string[];
}

/**
 * Where editors of the VS Code family, coding agents and shells keep copies, on this system. Sources: VS Code's user
 * data folders (https://code.visualstudio.com/docs/configure/settings) and each agent's own documentation.
 */
export function copyPlaces(world: World): readonly CopyPlace[] {
  const editors = [...new Set([...userFolders(world), ...serverFolders(world), ...(world.editors ?? [])])];
  return [
    ...editors.map((folder) => ({ keeper: 'local-history' as const, path: join(folder, 'User', 'History') })),
    ...editors.map((folder) => ({ keeper: 'backup' as const, path: join(folder, 'Backups') })),
    ...editors.flatMap((folder) => editorAgents.map((path) => agent(join(folder, 'User', ...path)))),
    ...homeAgents.map((path) => agent(join(world.home, ...path))),
    ...editors.map((folder) => ({
      keeper: 'state' as const,
      path: join(folder, 'User', 'globalStorage', 'state.vscdb'),
    })),
    ...world.workspaces.flatMap((folder) => projectAgents.map((name) => agent(join(folder, name)))),
    ...textEditors.map((path) => ({ keeper: 'backup' as const, path: join(world.home, ...path) })),
    ...shellHistories(world).map((path) => ({ keeper: 'shell' as const, path })),
  ];
}

function agent(path: string): CopyPlace {
  return { keeper: 'agent', path };
}

const editorNames = ['Code', 'Code - Insiders', 'Code - OSS', 'VSCodium', 'Cursor', 'Windsurf', 'Kiro', 'Trae'];
const serverNames = [
  '.vscode-server',
  '.vscode-server-insiders',
  '.vscode-remote',
  '.cursor-server',
  '.windsurf-server',
];

function userFolders({ home, platform, env }: World): readonly string[] {
  const base =
    platform === 'darwin'
      ? join(home, 'Library', 'Application Support')
      : platform === 'win32'
        ? (env['APPDATA'] ?? join(home, 'AppData', 'Roaming'))
        : (env['XDG_CONFIG_HOME'] ?? join(home, '.config'));
  return editorNames.map((name) => join(base, name));
}

function serverFolders({ home, env }: World): readonly string[] {
  const shared = env['XDG_DATA_HOME'] ?? join(home, '.local', 'share');
  return [...serverNames.map((name) => join(home, name, 'data')), join(shared, 'code-server')];
}

/** Chats, and the tasks of agents that are extensions, below an editor's `User` folder. */
const editorAgents = [
  ['workspaceStorage'],
  ['globalStorage', 'emptyWindowChatSessions'],
  ['globalStorage', 'saoudrizwan.claude-dev', 'tasks'],
  ['globalStorage', 'rooveterinaryinc.roo-cline', 'tasks'],
  ['globalStorage', 'kilocode.kilo-code', 'tasks'],
];

const homeAgents = [
  ['.claude', 'projects'],
  ['.claude', 'history.jsonl'],
  ['.claude', 'file-history'],
  ['.claude', 'shell-snapshots'],
  ['.claude', 'todos'],
  ['.claude', 'plans'],
  ['.claude', 'paste-cache'],
  ['.codex', 'sessions'],
  ['.codex', 'history.jsonl'],
  ['.gemini', 'tmp'],
  ['.copilot', 'session-state'],
  ['.copilot', 'history-session-state'],
  ['.local', 'share', 'opencode', 'storage'],
  ['.continue', 'sessions'],
  ['.cursor', 'chats'],
  ['.cursor', 'projects'],
  ['.qwen', 'tmp'],
  ['.factory', 'sessions'],
  ['.aws', 'amazonq', 'history'],
  ['.local', 'share', 'goose', 'sessions'],
  ['.local', 'share', 'amp', 'threads'],
];

/** What Vim and Neovim keep of what was yanked, undone and not saved. */
const textEditors = [['.viminfo'], ['.local', 'state', 'nvim'], ['.local', 'share', 'nvim', 'swap']];

const projectAgents = ['.aider.chat.history.md', '.aider.input.history', '.aider.llm.history', '.specstory', '.crush'];

function shellHistories({ home, platform, env }: World): readonly string[] {
  const own = env['HISTFILE'];
  const powershell =
    platform === 'win32'
      ? join(env['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'Microsoft', 'Windows', 'PowerShell', 'PSReadLine')
      : join(home, '.local', 'share', 'powershell', 'PSReadLine');
  return [
    ...new Set([
      ...(own ? [own] : []),
      ...histories.map((name) => join(home, name)),
      join(env['XDG_DATA_HOME'] ?? join(home, '.local', 'share'), 'fish', 'fish_history'),
      powershell,
    ]),
  ];
}

const histories = [
  '.bash_history',
  '.zsh_history',
  '.zhistory',
  '.history',
  '.python_history',
  '.node_repl_history',
  '.psql_history',
  '.mysql_history',
  '.rediscli_history',
  '.sqlite_history',
  '.irb_history',
  '.lesshst',
];
