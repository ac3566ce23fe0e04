import * as vscode from 'vscode';
import type { Confidence } from '../core/detect/finding.ts';

export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** Every setting with its default. `package.json` contributes the same; a test holds them together. */
export const defaults = {
  enable: true,
  minConfidence: 'medium' as Confidence,
  'severity.high': 'error' as Severity,
  'severity.medium': 'warning' as Severity,
  'severity.low': 'information' as Severity,
  'severity.existing': 'lower' as 'same' | 'lower',
  paste: 'replace' as 'replace' | 'flag' | 'off',
  include: ['**'] as readonly string[],
  exclude: [] as readonly string[],
  maxFileSize: 5,
  watchFiles: true,
  'knownValues.dotenv': true,
  'knownValues.environment': true,
  showPublishable: false,
  'services.ignored': [] as readonly string[],
  'services.own': [] as readonly object[],
  statusBar: 'always' as 'always' | 'findings' | 'never',
  overviewRuler: true,
  notifications: true,
  terminal: true,
  'sandbox.open': [] as readonly string[],
};

export type Settings = typeof defaults;

/** What a setting may hold where it is one of a few words. */
export const choices = {
  minConfidence: ['low', 'medium', 'high'],
  'severity.high': ['error', 'warning', 'information', 'hint'],
  'severity.medium': ['error', 'warning', 'information', 'hint'],
  'severity.low': ['error', 'warning', 'information', 'hint'],
  'severity.existing': ['same', 'lower'],
  paste: ['replace', 'flag', 'off'],
  statusBar: ['always', 'findings', 'never'],
} as const satisfies { readonly [Key in keyof Settings]?: readonly Settings[Key][] };

export const section = 'valetKey';

/** Reads one setting for a document or folder, when it is used. What is no value for it counts as not set. */
export function setting<Key extends keyof Settings>(key: Key, scope?: vscode.ConfigurationScope): Settings[Key] {
  const inspected = vscode.workspace.getConfiguration(section, scope).inspect<unknown>(key);
  const levels = levelsOf(inspected).filter((value) => isValueOf(key, value)) as Settings[Key][];
  const [nearest = defaults[key]] = levels;
  const team = teamLevels(inspected).find((value) => isValueOf(key, value)) as Settings[Key] | undefined;
  return team === undefined ? nearest : stricter(key, nearest, team);
}

type Inspected = ReturnType<vscode.WorkspaceConfiguration['inspect']>;

/** In VS Code's own order, the nearest first. */
function levelsOf(inspected: Inspected): readonly unknown[] {
  const [folderLanguage, workspaceLanguage, folder, workspace] = teamLevels(inspected);
  const [language, user] = [inspected?.globalLanguageValue, inspected?.globalValue];
  return [folderLanguage, workspaceLanguage, language, folder, workspace, user];
}

/** What stands in the workspace's own files, which a team shares. */
function teamLevels(inspected: Inspected): readonly unknown[] {
  return [
    inspected?.workspaceFolderLanguageValue,
    inspected?.workspaceLanguageValue,
    inspected?.workspaceFolderValue,
    inspected?.workspaceValue,
  ];
}

/**
 * A team's setting is not to be softened: VS Code lets a user's setting for one language win over the workspace's, so
 * where the two differ in strictness the stricter one holds.
 */
function stricter<Key extends keyof Settings>(key: Key, one: Settings[Key], team: Settings[Key]): Settings[Key] {
  const order: readonly unknown[] | undefined = strictest[key];
  return order && order.indexOf(team) < order.indexOf(one) ? team : one;
}

/** The strictest first. Settings without an order say what to look at, not how strictly. */
const strictest: { readonly [Key in keyof Settings]?: readonly Settings[Key][] } = {
  enable: [true, false],
  minConfidence: ['low', 'medium', 'high'],
  'severity.high': ['error', 'warning', 'information', 'hint'],
  'severity.medium': ['error', 'warning', 'information', 'hint'],
  'severity.low': ['error', 'warning', 'information', 'hint'],
  'severity.existing': ['same', 'lower'],
  paste: ['replace', 'flag', 'off'],
  watchFiles: [true, false],
  'knownValues.dotenv': [true, false],
};

function isValueOf(key: keyof Settings, value: unknown): boolean {
  const words: readonly unknown[] | undefined = key in choices ? choices[key as keyof typeof choices] : undefined;
  if (words) return words.includes(value);
  // What is wrong in it is told rather than passed over.
  if (key === 'services.own') return value !== undefined;
  const fallback = defaults[key];
  if (Array.isArray(fallback)) return Array.isArray(value) && value.every((item) => typeof item === 'string');
  return typeof value === typeof fallback;
}
