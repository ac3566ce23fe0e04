/** What a `valet-key` command on the PATH of a terminal has to run. */
export interface Launch {
  /** The program that runs this editor's extensions: Node, or Electron acting as it. */
  readonly node: string;
  readonly isElectron: boolean;
  /** `dist/cli.mjs`. */
  readonly cli: string;
  /** A variable of the command and what it holds: where this editor's broker is reached. */
  readonly variable?: readonly [name: string, value: string];
}

export interface Launcher {
  readonly name: string;
  readonly text: string;
}

/**
 * The files that make `valet-key` a command. The way to the broker stands in them and not in the environment of the
 * terminal: a terminal that outlives a reload of its window finds the new broker, and what else runs in it is not
 * told.
 */
export function launchersFor(platform: NodeJS.Platform, launch: Launch): readonly Launcher[] {
  // On Windows, Git's Bash takes the one without an ending.
  const shell = { name: 'valet-key', text: shellScript(launch) };
  return platform === 'win32' ? [shell, { name: 'valet-key.cmd', text: batchFile(launch) }] : [shell];
}

function shellScript({ node, isElectron, cli, variable }: Launch): string {
  const lines = [
    '#!/bin/sh',
    ...(variable ? [`${variable[0]}=${quoted(variable[1])}`, `export ${variable[0]}`] : []),
    ...(isElectron ? ['ELECTRON_RUN_AS_NODE=1', 'export ELECTRON_RUN_AS_NODE'] : []),
    `exec ${quoted(node)} ${quoted(cli)} "$@"`,
  ];
  return `${lines.join('\n')}\n`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function batchFile({ node, isElectron, cli, variable }: Launch): string {
  const lines = [
    '@echo off',
    'setlocal',
    ...(variable ? [`set "${variable[0]}=${escaped(variable[1])}"`] : []),
    ...(isElectron ? ['set ELECTRON_RUN_AS_NODE=1'] : []),
    `"${escaped(node)}" "${escaped(cli)}" %*`,
  ];
  return `${lines.join('\r\n')}\r\n`;
}

/** A file's name on Windows cannot hold a quote; a per cent sign would begin a variable. */
function escaped(text: string): string {
  return text.replaceAll('%', '%%');
}
