import * as vscode from 'vscode';

/** A file system that is nowhere on the disk, for tests of virtual workspaces: `memory:/app` is there and empty. */
export function activate(context: vscode.ExtensionContext): void {
  const entries = new Map<string, Entry>([
    ['/', folder()],
    ['/app', folder()],
  ]);
  const changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  const tell = (type: vscode.FileChangeType, ...uris: readonly vscode.Uri[]): void =>
    changed.fire(uris.map((uri) => ({ type, uri })));
  const entry = (uri: vscode.Uri): Entry => {
    const found = entries.get(uri.path);
    if (found === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    return found;
  };
  const provider: vscode.FileSystemProvider = {
    onDidChangeFile: changed.event,
    watch: () => new vscode.Disposable(() => undefined),
    stat: (uri) => {
      const { type, bytes, mtime } = entry(uri);
      return { type, ctime: 0, mtime, size: bytes.length };
    },
    readDirectory: (uri) => childrenOf(entries, uri.path),
    createDirectory: (uri) => void entries.set(uri.path, folder()),
    readFile: (uri) => entry(uri).bytes,
    writeFile: (uri, bytes) => {
      const type = entries.has(uri.path) ? vscode.FileChangeType.Changed : vscode.FileChangeType.Created;
      entries.set(uri.path, { type: vscode.FileType.File, bytes, mtime: Date.now() });
      tell(type, uri);
    },
    delete: (uri) => {
      for (const path of entries.keys()) if (`${path}/`.startsWith(`${uri.path}/`)) entries.delete(path);
      tell(vscode.FileChangeType.Deleted, uri);
    },
    rename: (from, to) => {
      entries.set(to.path, entry(from));
      entries.delete(from.path);
      tell(vscode.FileChangeType.Deleted, from);
      tell(vscode.FileChangeType.Created, to);
    },
  };
  context.subscriptions.push(vscode.workspace.registerFileSystemProvider('memory', provider));
}

interface Entry {
  readonly type: vscode.FileType;
  readonly bytes: Uint8Array;
  readonly mtime: number;
}

function folder(): Entry {
  return { type: vscode.FileType.Directory, bytes: new Uint8Array(), mtime: 0 };
}

function childrenOf(entries: ReadonlyMap<string, Entry>, path: string): [string, vscode.FileType][] {
  const base = path.endsWith('/') ? path : `${path}/`;
  return [...entries].flatMap(([one, { type }]): [string, vscode.FileType][] => {
    const name = one.slice(base.length);
    return one.startsWith(base) && name !== '' && !name.includes('/') ? [[name, type]] : [];
  });
}
