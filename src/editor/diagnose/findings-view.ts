import * as vscode from 'vscode';
import { commands } from '../commands.ts';
import type { Findings, Place } from '../findings.ts';
import { kindFacts } from '../../core/kinds.ts';
import { fileOf, pathOf } from '../place.ts';
import { arrivalOf, capital } from '../words.ts';

const { t } = vscode.l10n;

type Grouping = 'file' | 'service';

interface Group {
  readonly type: 'group';
  readonly id: string;
  readonly label: string;
  readonly uri?: vscode.Uri;
  readonly places: readonly Place[];
}
type Node = Group | ({ readonly type: 'place'; readonly grouping: Grouping } & Place);

/** The tree of everything that is flagged, by file or by service. */
export function registerFindingsView(findings: Findings, memory: vscode.Memento): vscode.Disposable {
  let grouping: Grouping = memory.get(groupingKey) === 'service' ? 'service' : 'file';
  const changed = new vscode.EventEmitter<undefined>();
  const view = vscode.window.createTreeView<Node>('valetKey.findings', {
    showCollapseAll: true,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem: itemOf,
      getChildren: (node) => (node ? childrenOf(node, grouping) : groups(findings, grouping)),
    },
  });
  let timer: NodeJS.Timeout | undefined;
  const refresh = (): void => {
    // A scan of a workspace finds many; the tree is drawn a few times a second.
    timer ??= setTimeout(() => {
      timer = undefined;
      changed.fire(undefined);
      view.badge = findings.size === 0 ? undefined : { value: findings.size, tooltip: badgeOf(findings.size) };
    }, 200);
  };
  const group = async (by: Grouping): Promise<void> => {
    grouping = by;
    await memory.update(groupingKey, by);
    await vscode.commands.executeCommand('setContext', 'valetKey.grouping', by);
    refresh();
  };
  void vscode.commands.executeCommand('setContext', 'valetKey.grouping', grouping);
  refresh();
  return vscode.Disposable.from(
    view,
    changed,
    findings.onDidChange(refresh),
    vscode.commands.registerCommand(commands.groupByFile, () => group('file')),
    vscode.commands.registerCommand(commands.groupByService, () => group('service')),
    vscode.commands.registerCommand(commands.showFindings, () =>
      vscode.commands.executeCommand('valetKey.findings.focus'),
    ),
    { dispose: () => clearTimeout(timer) },
  );
}

const groupingKey = 'valetKey.grouping';

function groups(findings: Findings, grouping: Grouping): Node[] {
  const found = new Map<string, Group & { places: Place[] }>();
  for (const place of findings.all()) {
    const key = grouping === 'file' ? fileGroup(place) : serviceGroup(place);
    const group = found.get(key.id) ?? { ...key, places: [] };
    group.places.push(place);
    found.set(key.id, group);
  }
  return [...found.values()].toSorted((one, other) => one.label.localeCompare(other.label));
}

function fileGroup({ uri }: Place): Group {
  const file = fileOf(uri);
  return { type: 'group', id: file.toString(), label: pathOf(file), uri: file, places: [] };
}

function serviceGroup({ flagged }: Place): Group {
  const { service, title } = kindFacts(flagged.finding.kind);
  return {
    type: 'group',
    id: service?.id ?? flagged.finding.kind,
    label: service?.title ?? capital(title),
    places: [],
  };
}

function childrenOf(node: Node, grouping: Grouping): Node[] {
  return node.type === 'place' ? [] : node.places.map((place) => ({ type: 'place', grouping, ...place }));
}

function itemOf(node: Node): vscode.TreeItem {
  if (node.type === 'group') {
    const item = new vscode.TreeItem(node.label, vscode.TreeItemCollapsibleState.Expanded);
    item.id = node.id;
    item.description = String(node.places.length);
    item.iconPath = node.uri ? vscode.ThemeIcon.File : new vscode.ThemeIcon('cloud');
    if (node.uri) item.resourceUri = node.uri;
    item.contextValue = 'group';
    return item;
  }
  const { uri, flagged, grouping } = node;
  const line = flagged.range.start.line + 1;
  const item = new vscode.TreeItem(capital(kindFacts(flagged.finding.kind).title));
  item.description = grouping === 'file' ? t('line {0}', line) : `${pathOf(uri)}:${line}`;
  item.tooltip = arrivalOf(flagged.origin);
  item.iconPath = new vscode.ThemeIcon('key');
  item.contextValue = 'finding';
  item.command = {
    title: t('Show'),
    command: 'vscode.open',
    arguments: [uri, { selection: flagged.range } satisfies vscode.TextDocumentShowOptions],
  };
  return item;
}

function badgeOf(size: number): string {
  return size === 1 ? t('1 hardcoded credential') : t('{0} hardcoded credentials', size);
}
