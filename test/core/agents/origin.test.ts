import assert from 'node:assert/strict';
import { agentOfCommand } from '../../../src/core/agents/command.ts';
import { isGitWork, type FileBurst, type GitSigns } from '../../../src/core/agents/git-work.ts';
import {
  fromDisk,
  originOf,
  type ChangeFacts,
  type ChangeShape,
  type Origin,
} from '../../../src/core/agents/origin.ts';

const typedKey: ChangeShape = { inserted: 1, removed: 0, atCursor: true, oneKey: false };
const block: ChangeShape = { inserted: 60, removed: 0, atCursor: true, oneKey: false };
const elsewhere: ChangeShape = { ...block, atCursor: false };
const facts: ChangeFacts = { pasted: false, own: false, clean: false, active: true, changes: [typedKey] };

const origins: readonly [fact: string, facts: Partial<ChangeFacts>, origin: Origin | 'kept'][] = [
  ['one character is typed', {}, { arrival: 'typed' }],
  ['a closed pair is typed', { changes: [{ ...typedKey, inserted: 2, oneKey: true }] }, { arrival: 'typed' }],
  ['several cursors type at once', { changes: [typedKey, typedKey] }, { arrival: 'typed' }],
  ['deleting is typed', { changes: [{ ...typedKey, inserted: 0, removed: 30 }] }, { arrival: 'typed' }],
  ['a block at the cursor is a completion', { changes: [block] }, { arrival: 'completion' }],
  ['what the paste provider announced is pasted', { pasted: true, changes: [block] }, { arrival: 'pasted' }],
  [
    'a paste is pasted even in a document behind',
    { pasted: true, active: false, changes: [block] },
    { arrival: 'pasted' },
  ],
  ['an edit elsewhere in the document is an agent’s', { changes: [elsewhere] }, { arrival: 'agent' }],
  ['an edit of a document behind is an agent’s', { active: false, changes: [block] }, { arrival: 'agent' }],
  ['one character in a document behind is an agent’s', { active: false }, { arrival: 'agent' }],
  ['an agent in a terminal gives its name', { active: false, agent: 'Codex' }, { arrival: 'agent', agent: 'Codex' }],
  ['a reformatting tells nothing', { changes: [{ ...elsewhere, removed: 58 }] }, { arrival: 'unknown' }],
  [
    'a replacement in a hundred places tells nothing',
    { changes: Array.from({ length: 100 }, () => elsewhere) },
    { arrival: 'unknown' },
  ],
  ['a file rewritten outside comes from the disk', { clean: true, changes: [block] }, { arrival: 'disk' }],
  ['… even if nobody looks at it', { clean: true, active: false, changes: [block] }, { arrival: 'disk' }],
  [
    '… by the agent in the terminal',
    { clean: true, agent: 'Aider', changes: [block] },
    { arrival: 'agent', agent: 'Aider' },
  ],
  ['undo brings back what was there', { reason: 'undo', changes: [block] }, 'kept'],
  ['redo too', { reason: 'redo', clean: true, changes: [block] }, 'kept'],
  ['our own edit says nothing of where text came from', { own: true, changes: [block] }, 'kept'],
];

describe('the origin of a change', () => {
  for (const [fact, some, origin] of origins) {
    it(fact, () => assert.deepEqual(originOf({ ...facts, ...some }), origin));
  }

  it('is git’s where git wrote the file, agent or not', () => {
    assert.deepEqual(fromDisk({ git: true, agent: 'Codex' }), { arrival: 'disk', git: true });
  });
});

const burst: FileBurst = { from: 10_000, to: 10_200, files: 1 };
const gitWork: readonly [fact: string, signs: GitSigns, burst: FileBurst, expected: boolean][] = [
  ['files that change alone are not git’s', {}, { ...burst, files: 500 }, false],
  ['a HEAD written just after one file is a checkout', { headAt: 10_900 }, burst, true],
  ['a HEAD written just before is a checkout', { headAt: 9_000 }, burst, true],
  ['a HEAD written long before is none', { headAt: 1_000 }, burst, false],
  ['one file and the index is a person or an agent that commits', { indexAt: 10_300 }, burst, false],
  ['many files and the index is git', { indexAt: 10_300 }, { ...burst, files: 12 }, true],
];

describe('git’s work', () => {
  for (const [fact, signs, files, expected] of gitWork) {
    it(fact, () => assert.equal(isGitWork(signs, files), expected));
  }
});

const commands: readonly [commandLine: string, agent: string | undefined][] = [
  ['claude', 'Claude Code'],
  ['claude --continue "fix the build"', 'Claude Code'],
  ['npx -y @anthropic-ai/claude-code@latest', 'Claude Code'],
  ['OPENAI_BASE_URL=x /usr/local/bin/codex exec', 'Codex'],
  ['pnpm dlx opencode', 'OpenCode'],
  ['gh copilot suggest', 'GitHub Copilot CLI'],
  ['C:\\tools\\aider.exe --yes', 'Aider'],
  ['gh pr list', undefined],
  ['npm test', undefined],
  ['cat claude', undefined],
  ['', undefined],
];

describe('the agent that a command starts', () => {
  for (const [commandLine, agent] of commands) {
    it(`${commandLine || 'nothing'} is ${agent ?? 'no agent'}`, () => assert.equal(agentOfCommand(commandLine), agent));
  }
});
