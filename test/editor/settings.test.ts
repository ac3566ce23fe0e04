import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { choices, defaults, section, setting } from '../../src/editor/settings.ts';

interface Contributed {
  readonly default: unknown;
  readonly enum?: readonly string[];
  readonly markdownDescription?: string;
  readonly order?: number;
  readonly scope?: string;
}

describe('settings', () => {
  const manifest = vscode.extensions.getExtension('valet-key.valet-key')?.packageJSON as {
    contributes: {
      configuration: readonly { properties: Readonly<Record<string, Contributed>> }[];
      commands: readonly { command: string; category: string; title: string }[];
    };
  };
  const contributed = Object.fromEntries(
    manifest.contributes.configuration.flatMap(({ properties }) =>
      Object.entries(properties).map(([key, value]) => [key.slice(section.length + 1), value] as const),
    ),
  );

  it('are contributed with the same keys, defaults and choices, each described and in order', () => {
    assert.deepEqual(Object.keys(contributed).toSorted(), Object.keys(defaults).toSorted());
    for (const [key, value] of Object.entries(contributed)) {
      assert.deepEqual(value.default, defaults[key as keyof typeof defaults], key);
      assert.deepEqual(value.enum ?? [], key in choices ? choices[key as keyof typeof choices] : [], key);
      assert.ok(value.markdownDescription && value.order !== undefined && value.scope, key);
    }
  });

  it('of a team are not softened by a user’s setting for one language', async () => {
    const scope = { languageId: 'javascript' };
    const user = vscode.workspace.getConfiguration(section, scope);
    await user.update('paste', 'off', vscode.ConfigurationTarget.Global, true);
    try {
      assert.equal(setting('paste', scope), 'off');
      await user.update('paste', 'replace', vscode.ConfigurationTarget.Workspace);
      assert.equal(setting('paste', scope), 'replace');
    } finally {
      await user.update('paste', undefined, vscode.ConfigurationTarget.Workspace);
      await user.update('paste', undefined, vscode.ConfigurationTarget.Global, true);
    }
  });

  it('have commands beside them that are all registered, in one category', async () => {
    const registered = new Set(await vscode.commands.getCommands(true));
    for (const { command, category, title } of manifest.contributes.commands) {
      assert.ok(registered.has(command), command);
      assert.equal(category, 'Valet Key');
      assert.ok(title.length > 0);
    }
  });
});
