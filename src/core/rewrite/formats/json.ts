import { findNodeAtLocation, getLocation, parseTree } from 'jsonc-parser';
import type { Format } from './format.ts';
import { dollarBraces, editorVariable, requestPart, requestUri, slashComment } from './format.ts';
import type { Document, TextEdit } from '../document.ts';

/** VS Code asks for the value once and keeps it: an input with a password box for each request. */
function editorInputs({ text, targets }: Document): readonly TextEdit[] {
  const root = parseTree(text);
  if (root?.type !== 'object') return [];
  const inputs = findNodeAtLocation(root, ['inputs']);
  const known = new Set(inputs?.children?.map((one) => String(findNodeAtLocation(one, ['id'])?.value)));
  const missing = new Map(targets.map(({ reference }) => [reference.request, reference.env]));
  const made = [...missing].flatMap(([id, description]) =>
    known.has(id) ? [] : [{ type: 'promptString', id, description, password: true }],
  );
  if (made.length === 0) return [];
  const indent = /\n([ \t]+)"/.exec(text)?.[1];
  const lines = (value: unknown, depth: number): string => {
    if (indent === undefined) return JSON.stringify(value).replaceAll(/([,:{])(?=["{[\w])|(?=\})/g, '$1 ');
    const written = JSON.stringify(value, undefined, indent).replaceAll('\n', `\n${indent.repeat(depth)}`);
    return text.includes('\r\n') ? written.replaceAll('\n', '\r\n') : written;
  };
  const apart = (depth: number): string =>
    indent === undefined ? ' ' : (text.includes('\r\n') ? '\r\n' : '\n') + indent.repeat(depth);
  if (inputs?.type === 'array') {
    const newText = made.map((input) => `${apart(2)}${lines(input, 2)},`).join('');
    const at = inputs.offset + 1;
    const bare = (inputs.children?.length ?? 0) === 0;
    return [{ start: at, end: at, newText: bare ? newText.slice(0, -1) + apart(1) : newText }];
  }
  const at = root.offset + 1;
  const comma = (root.children?.length ?? 0) > 0 ? ',' : '';
  return [{ start: at, end: at, newText: `${apart(1)}"inputs": ${lines(made, 1)}${comma}` }];
}

/** The variable that overrules a setting of ASP.NET Core: `Stripe__SecretKey`. */
export function settingsVariableAt(text: string, path: string, start: number): string | undefined {
  if (!settings.test(path) || text[start - 1] !== '"') return undefined;
  const name = getLocation(text, start).path.join('__');
  return /^[A-Za-z_]\w{0,99}$/.test(name) ? name : undefined;
}

const settings = /(?:^|\/)appsettings(?:\.\w+)?\.json$/;

const languages = ['json', 'jsonc', 'json5'];
const json = { languages, comment: slashComment, reference: requestUri, part: requestPart } as const;

/** Which client reads a file decides how it finds a variable; the documentation of each says so. */
export const jsonFormats: readonly Format[] = [
  {
    ...json,
    id: 'vscode-mcp',
    path: /(?:^|\/)\.vscode\/mcp\.json$/,
    reference: ({ request }) => `\${input:${request}}`,
    part: ({ request }) => `\${input:${request}}`,
    declare: editorInputs,
    note: 'editor-input',
  },
  {
    ...json,
    id: 'vscode',
    path: /(?:^|\/)\.vscode\/(?:launch|tasks)\.json$|\.code-workspace$/,
    reference: editorVariable,
    part: editorVariable,
  },
  {
    ...json,
    id: 'vscode-settings',
    path: /(?:^|\/)\.vscode\/settings\.json$/,
    text: /"terminal\.integrated\.env\./,
    reference: editorVariable,
    part: editorVariable,
  },
  {
    ...json,
    id: 'mcp',
    path: /(?:^|\/)(?:\.(?:cursor|roo|kilocode|windsurf)\/mcp\.json|mcp_config\.json|cline_mcp_settings\.json)$/,
    reference: editorVariable,
    part: editorVariable,
  },
  {
    ...json,
    id: 'mcp',
    path: /(?:^|\/)(?:\.mcp\.json|\.gemini\/settings\.json|\.amazonq\/mcp\.json|\.copilot\/mcp-config\.json)$/,
    reference: dollarBraces,
    part: dollarBraces,
  },
  {
    ...json,
    id: 'opencode',
    path: /(?:^|\/)opencode\.jsonc?$/,
    reference: ({ env }) => `{env:${env}}`,
    part: ({ env }) => `{env:${env}}`,
  },
  {
    ...json,
    id: 'devcontainer',
    path: /(?:^|\/)\.?devcontainer(?:\/.*)?\.json$/,
    reference: ({ env }) => `\${localEnv:${env}}`,
    part: ({ env }) => `\${localEnv:${env}}`,
  },
  {
    ...json,
    id: 'aspnet-settings',
    path: settings,
    change: ({ text, path, target, env, isWhole }) =>
      isWhole && settingsVariableAt(text, path, target.start) === env
        ? { edits: [{ start: target.start, end: target.end, newText: '' }], notes: ['settings-variable'] }
        : undefined,
  },
  {
    ...json,
    id: 'package',
    path: /(?:^|\/)package\.json$/,
    change: ({ before, target, env }) =>
      /"\s*:\s*"[^"]*[\s=]["'\\]*$/.test(before)
        ? { edits: [{ start: target.start, end: target.end, newText: `$${env}` }], notes: ['json-command'] }
        : undefined,
  },
  { ...json, id: 'json' },
];
