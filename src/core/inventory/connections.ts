import { languageOf } from '../language.ts';
import { isForeign, isLockFile, isRehearsal } from '../detect/path.ts';
import type { Manifest } from '../requests/manifest.ts';
import { requestsFor } from '../requests/matching.ts';
import type { Service } from '../services/service.ts';
import { createMentions } from './mentions.ts';
import { createPackageIndex } from './package-index.ts';
import { dependenciesIn, isDependencyFile } from './packages.ts';

/** Why an app is taken to connect to a service. */
export interface Sign {
  readonly type: 'package' | 'host' | 'variable';
  readonly name: string;
  /** Slash-separated, as the file was handed in. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
}

/** An app, or a workflow, that connects to a service. */
export interface Connection {
  /** The folder of its dependencies, or the file that a workflow or an agent's servers stand in. */
  readonly app: string;
  readonly service: Service;
  /** At most `mostSigns`, in the order of their files. */
  readonly signs: readonly Sign[];
  /** Requests of the manifest that ask for this service; none: nobody has reviewed it. */
  readonly requests: readonly string[];
}

export interface Inventory {
  /** Takes a file in, in any order. */
  add(path: string, text: string): void;
  /** `manifestFor` finds what an app's requests are written in. */
  connections(manifestFor: (app: string) => Manifest | undefined): readonly Connection[];
}

/** Reads what apps connect to from what they depend on, the hosts they call and the variables they look up. */
export function createInventory(services: readonly Service[]): Inventory {
  const [mentionsIn, servicesOf] = [createMentions(services), createPackageIndex(services)];
  const apps = new Set<string>();
  const signs: { readonly service: Service; readonly sign: Sign }[] = [];
  return {
    add(path, text) {
      if (isForeign(path) || isLockFile(path)) return;
      const lineAt = lineCounter(text);
      const take = (
        service: Service,
        type: Sign['type'],
        { name, offset }: { readonly name: string; readonly offset: number },
      ) => signs.push({ service, sign: { type, name, path, line: lineAt(offset) } });
      if (isDependencyFile(path)) {
        apps.add(folderOf(path));
        for (const dependency of dependenciesIn(path, text)) {
          for (const service of servicesOf(dependency)) take(service, 'package', dependency);
        }
      } else if (!isRehearsal(path) && speaks(path)) {
        for (const mention of mentionsIn(text)) take(mention.service, mention.type, mention);
      }
    },
    connections(manifestFor) {
      const found = new Map<string, { app: string; service: Service; signs: Sign[] }>();
      for (const { service, sign } of signs) {
        const app = appOf(sign.path, apps);
        const key = `${app}\n${service.id}`;
        const there = found.get(key) ?? { app, service, signs: [] };
        const isNew = !there.signs.some(({ type, name }) => type === sign.type && name === sign.name);
        if (isNew && there.signs.length < mostSigns) there.signs.push(sign);
        found.set(key, there);
      }
      return [...found.values()]
        .map((connection) => {
          const manifest = manifestFor(connection.app);
          const requests = manifest ? requestsFor(manifest, { service: connection.service, kind: '' }) : [];
          return { ...connection, requests };
        })
        .toSorted((one, other) => order(one.app, other.app) || order(one.service.title, other.service.title));
    },
  };
}

export const mostSigns = 5;

/** What speaks to a service is code, or configures something that does; prose and data speak of it. */
function speaks(path: string): boolean {
  return !silent.has(languageOf(path)) || /(?:^|\/)\.?mcp\.json$/.test(path);
}

const silent: ReadonlySet<string> = new Set(['plaintext', 'markdown', 'json', 'csv', 'html', 'css', 'log']);

/** A workflow, and the servers that agents start, are shared by all who work here: each file is an app of its own. */
function appOf(path: string, apps: ReadonlySet<string>): string {
  if (
    /(?:^|\/)\.(?:github\/workflows\/|gitlab-ci)|(?:^|\/)\.?mcp\.json$|(?:^|\/)Jenkinsfile$|(?:^|\/)azure-pipelines/.test(
      path,
    )
  )
    return path;
  for (let folder = folderOf(path); ; folder = folderOf(folder)) {
    if (apps.has(folder) || folder === '.') return folder;
  }
}

function folderOf(path: string): string {
  const end = path.lastIndexOf('/');
  return end <= 0 ? '.' : path.slice(0, end);
}

/** Offsets have to be asked for in any order, and few are. */
function lineCounter(text: string): (offset: number) => number {
  return (offset) => {
    let line = 1;
    for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
    return line;
  };
}

function order(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
