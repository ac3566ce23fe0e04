import assert from 'node:assert/strict';
import { hookAgents } from '../../../src/core/agents/hooks/all.ts';
import type { HookText } from '../../../src/core/agents/hook.ts';
import { readsOfCommand } from '../../../src/core/agents/shell-reads.ts';
import { textsOfPatch } from '../../../src/core/agents/patch.ts';

const before = { hook_event_name: 'PreToolUse' };
const file = (path: string, text: string): HookText => ({ type: 'file', path, text });
const edit = (path: string, old: string, text: string): HookText => ({ type: 'edit', path, before: old, text });
const command = (text: string): HookText => ({ type: 'command', text });
const patch =
  '*** Begin Patch\n*** Add File: a.ts\n+one\n+two\n*** Update File: b.ts\n@@\n kept\n-old\n+new\n*** End Patch';
const patched = [file('a.ts', 'one\ntwo'), edit('b.ts', 'kept\nold', 'kept\nnew')];

/** What each agent says of the same deeds, by its vendor's documentation. */
const deeds: readonly [
  agent: string,
  fact: string,
  payload: object,
  texts: readonly HookText[],
  reads?: readonly string[],
][] = [
  [
    'claude-code',
    'Write',
    { ...before, tool_name: 'Write', tool_input: { file_path: '/a.ts', content: 'x' } },
    [file('/a.ts', 'x')],
  ],
  [
    'claude-code',
    'Edit',
    {
      ...before,
      tool_name: 'Edit',
      tool_input: { file_path: '/a.ts', old_string: 'o', new_string: 'n', replace_all: true },
    },
    [edit('/a.ts', 'o', 'n')],
  ],
  [
    'claude-code',
    'MultiEdit',
    {
      ...before,
      tool_name: 'MultiEdit',
      tool_input: {
        file_path: '/a',
        edits: [
          { old_string: 'o', new_string: 'n' },
          { old_string: 'p', new_string: 'q' },
        ],
      },
    },
    [edit('/a', 'o', 'n'), edit('/a', 'p', 'q')],
  ],
  [
    'claude-code',
    'NotebookEdit',
    { ...before, tool_name: 'NotebookEdit', tool_input: { notebook_path: '/a.ipynb', new_source: 'x' } },
    [file('/a.ipynb', 'x')],
  ],
  [
    'claude-code',
    'Bash',
    { ...before, tool_name: 'Bash', tool_input: { command: 'cat .env', description: '' } },
    [command('cat .env')],
    ['.env'],
  ],
  [
    'claude-code',
    'Read',
    { ...before, tool_name: 'Read', tool_input: { file_path: '/w/.env', limit: 3 } },
    [],
    ['/w/.env'],
  ],
  [
    'claude-code',
    'a tool of an MCP server',
    { ...before, tool_name: 'mcp__tracker__add', tool_input: { issue: { body: 'words' }, labels: ['a'] } },
    [{ type: 'words', text: 'words' }],
  ],
  [
    'claude-code',
    'a prompt',
    { hook_event_name: 'UserPromptSubmit', prompt: 'hello' },
    [{ type: 'words', text: 'hello' }],
  ],
  ['claude-code', 'the end of a session', { hook_event_name: 'SessionEnd' }, []],
  ['codex', 'a shell command', { ...before, tool_name: 'Bash', tool_input: { command: 'ls' } }, [command('ls')]],
  ['codex', 'a patch', { ...before, tool_name: 'apply_patch', tool_input: { command: patch } }, patched],
  [
    'codex',
    'a patch in a list of words',
    { ...before, tool_name: 'shell', tool_input: { command: ['apply_patch', `\n${patch}`] } },
    patched,
  ],
  [
    'gemini-cli',
    'write_file',
    { hook_event_name: 'BeforeTool', tool_name: 'write_file', tool_input: { file_path: 'a', content: 'x' } },
    [file('a', 'x')],
  ],
  [
    'gemini-cli',
    'replace',
    {
      hook_event_name: 'BeforeTool',
      tool_name: 'replace',
      tool_input: { file_path: 'a', old_string: 'o', new_string: 'n' },
    },
    [edit('a', 'o', 'n')],
  ],
  [
    'gemini-cli',
    'run_shell_command',
    { hook_event_name: 'BeforeTool', tool_name: 'run_shell_command', tool_input: { command: 'head -3 ~/.ssh/id' } },
    [command('head -3 ~/.ssh/id')],
    ['~/.ssh/id'],
  ],
  [
    'gemini-cli',
    'read_many_files',
    { hook_event_name: 'BeforeTool', tool_name: 'read_many_files', tool_input: { paths: ['a', '.env'] } },
    [],
    ['a', '.env'],
  ],
  ['gemini-cli', 'a prompt', { hook_event_name: 'BeforeAgent', prompt: 'hi' }, [{ type: 'words', text: 'hi' }]],
  ['cursor', 'a shell command', { hook_event_name: 'beforeShellExecution', command: 'ls', cwd: '/w' }, [command('ls')]],
  [
    'cursor',
    'Write',
    { hook_event_name: 'preToolUse', tool_name: 'Write', tool_input: { file_path: 'a', content: 'x' } },
    [file('a', 'x')],
  ],
  ['cursor', 'a file', { hook_event_name: 'beforeReadFile', file_path: '/w/.env', content: 'A=1' }, [], ['/w/.env']],
  [
    'cursor',
    'a tool of an MCP server',
    { hook_event_name: 'beforeMCPExecution', tool_name: 'query', tool_input: '{"sql":"select 1"}' },
    [{ type: 'words', text: 'select 1' }],
  ],
  ['cursor', 'a prompt', { hook_event_name: 'beforeSubmitPrompt', prompt: 'hi' }, [{ type: 'words', text: 'hi' }]],
  [
    'copilot',
    'create_file of VS Code',
    { ...before, tool_name: 'create_file', tool_input: { filePath: '/a', content: 'x' } },
    [file('/a', 'x')],
  ],
  [
    'copilot',
    'several replacements of VS Code',
    {
      ...before,
      tool_name: 'multi_replace_string_in_file',
      tool_input: { replacements: [{ filePath: 'a', oldString: 'o', newString: 'n' }] },
    },
    [edit('a', 'o', 'n')],
  ],
  [
    'copilot',
    'a patch of VS Code',
    { ...before, tool_name: 'apply_patch', tool_input: { input: patch, explanation: 'why' } },
    patched,
  ],
  [
    'copilot',
    'edit of the CLI',
    { toolName: 'edit', toolArgs: '{"path":"a","old_str":"o","new_str":"n"}' },
    [edit('a', 'o', 'n')],
  ],
  ['copilot', 'bash of the CLI', { toolName: 'bash', toolArgs: '{"command":"ls"}' }, [command('ls')]],
  ['copilot', 'what a tool of the CLI gave', { toolName: 'bash', toolArgs: '{}', toolResult: {} }, []],
];

describe('what an agent tells its hook', () => {
  for (const [id, fact, payload, texts, reads = []] of deeds) {
    it(`${id}: ${fact}`, () => {
      const event = agent(id).read(payload as Record<string, unknown>);
      assert.deepEqual(event.texts.filter(isContent), texts.filter(isContent));
      assert.deepEqual(event.reads, reads);
    });
  }

  it('names the files that were written', () => {
    const written = agent('claude-code').read({
      hook_event_name: 'PostToolUse',
      tool_name: 'Write',
      tool_input: { file_path: '/a', content: 'x' },
    });
    assert.deepEqual(written, { moment: 'after', texts: [], reads: [], written: ['/a'] });
  });
});

describe('how a hook answers', () => {
  const refusal = { reason: 'why', summary: 'what' };
  const answers: readonly [agent: string, payload: object, answer: object][] = [
    [
      'claude-code',
      before,
      {
        hookSpecificOutput: {
          hookEventName: 'PreToolUse',
          permissionDecision: 'deny',
          permissionDecisionReason: 'why',
        },
      },
    ],
    ['claude-code', { hook_event_name: 'UserPromptSubmit' }, { decision: 'block', reason: 'why' }],
    [
      'codex',
      before,
      {
        hookSpecificOutput: {
          hookEventName: 'PreToolUse',
          permissionDecision: 'deny',
          permissionDecisionReason: 'why',
        },
      },
    ],
    ['gemini-cli', { hook_event_name: 'BeforeTool' }, { decision: 'deny', reason: 'why', systemMessage: 'what' }],
    ['cursor', { hook_event_name: 'preToolUse' }, { permission: 'deny', user_message: 'what', agent_message: 'why' }],
    ['cursor', { hook_event_name: 'beforeSubmitPrompt' }, { continue: false, user_message: 'why' }],
    [
      'copilot',
      { hookEventName: 'PreToolUse' },
      {
        hookSpecificOutput: {
          hookEventName: 'PreToolUse',
          permissionDecision: 'deny',
          permissionDecisionReason: 'why',
        },
      },
    ],
    ['copilot', { toolName: 'bash' }, { permissionDecision: 'deny', permissionDecisionReason: 'why' }],
  ];
  for (const [id, payload, answer] of answers) {
    it(`${id}, to ${Object.values(payload)[0]}`, () => {
      const given = agent(id).refuse(payload as Record<string, unknown>, refusal);
      assert.deepEqual([JSON.parse(given.stdout), given.status], [answer, 0]);
    });
  }

  it('approves nothing where nothing is wrong', () => {
    for (const each of hookAgents)
      assert.ok(!/allow|approve|permission/.test(each.pass({ ...before }).stdout), each.id);
  });
});

describe('the files that a command line reads', () => {
  const lines: readonly [line: string, reads: readonly string[]][] = [
    ['cat .env', ['.env']],
    ['sudo /bin/cat -n "my file" | head', ['my file']],
    ['cd app && grep KEY .env.local', ['KEY', '.env.local']],
    ['export $(cat .env | xargs)', ['.env']],
    ['. ./.env; npm start', ['./.env']],
    ['while read l; do echo $l; done < .env', ['.env']],
    ['cp .env.example .env', ['.env.example']],
    ['git add .env && ls -la .env && rm .env', []],
    ['cat <<EOF\nhello\nEOF', ['<<EOF']],
    ['echo A=1 >> .env', []],
  ];
  for (const [line, reads] of lines) it(line, () => assert.deepEqual(readsOfCommand(line), reads));
});

describe('a patch', () => {
  it('goes by its new name where it moves a file, and passes over what it deletes', () => {
    const texts = textsOfPatch(
      '*** Begin Patch\n*** Delete File: x\n*** Update File: a\n*** Move to: b\n@@\n-o\n+n\n*** End Patch\n',
    );
    assert.deepEqual(texts, [edit('b', 'o', 'n')]);
  });
});

/** Paths and remarks are words, too; here they are beside the point. */
function isContent(text: HookText): boolean {
  return text.type !== 'words' || /^(?:hello|hi|words|select 1)$/.test(text.text);
}

function agent(id: string) {
  const found = hookAgents.find((each) => each.id === id);
  assert.ok(found, id);
  return found;
}
