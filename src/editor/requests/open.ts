import * as vscode from 'vscode';
import { placeOfRequest } from '../../core/requests/place.ts';
import { schemaUrl } from '../../core/requests/edit.ts';
import { commands } from '../commands.ts';
import { rangeIn } from './manifest-problems.ts';
import { manifestName, manifestOf, type FolderManifest, type Manifests } from './manifests.ts';
import type { Row } from './rows.ts';

const { t } = vscode.l10n;

/** The ways from the view, and from the palette, to the text of a manifest. */
export function registerOpening(manifests: Manifests): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand(commands.openManifest, (row?: Partial<Row>) => openManifest(manifests, row)),
    vscode.commands.registerCommand(commands.openRequest, openRow),
  );
}

async function openManifest(manifests: Manifests, row: Partial<Row> | undefined): Promise<void> {
  if (row?.manifest) return show(row.manifest.uri);
  const [only, ...others] = manifests.all();
  if (only && others.length === 0) return show(only.uri);
  if (only) return pickManifest([only, ...others]);
  const folder = await pickFolder();
  if (folder) await begin(folder);
}

async function pickManifest(all: readonly FolderManifest[]): Promise<void> {
  const items = all.map((manifest) => ({ label: manifest.folder.name, description: manifest.uri.fsPath, manifest }));
  const picked = await vscode.window.showQuickPick(items, { placeHolder: t('Whose {0}?', manifestName) });
  if (picked) await show(picked.manifest.uri);
}

async function pickFolder(): Promise<vscode.WorkspaceFolder | undefined> {
  const [only, ...others] = vscode.workspace.workspaceFolders ?? [];
  if (others.length === 0) return only;
  return vscode.window.showWorkspaceFolderPick({ placeHolder: t('In which folder?') });
}

/** There is none yet: an unsaved one is offered, and written when its owner saves it. */
async function begin(folder: vscode.WorkspaceFolder): Promise<void> {
  const uri = manifestOf(folder).with({ scheme: 'untitled' });
  const document = await vscode.workspace.openTextDocument(uri);
  const editor = await vscode.window.showTextDocument(document);
  if (document.getText() !== '') return;
  const manifest = { $schema: schemaUrl, version: 1, requests: {} };
  const written = `${JSON.stringify(manifest, undefined, 2)}\n`;
  await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), written));
}

async function openRow(row: Row): Promise<void> {
  const { manifest } = row;
  const place = placeOf(row);
  await show(manifest.uri, place && rangeIn(manifest, place));
}

function placeOf(row: Row): { readonly offset: number; readonly length: number } | undefined {
  if (row.type === 'broken') return row.problems[0];
  if (row.type === 'folder') return undefined;
  return placeOfRequest(row.manifest.text, row.type === 'request' ? row.name : row.request);
}

async function show(uri: vscode.Uri, selection?: vscode.Range): Promise<void> {
  await vscode.window.showTextDocument(uri, selection ? { selection } : {});
}
