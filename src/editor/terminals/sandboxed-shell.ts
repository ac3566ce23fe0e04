/**
 * What starts a shell in the sandbox: it stands in a session of its own there, without a terminal that it leads, so
 * that keys like Ctrl+C would end nothing that it runs. `script`, a part of every Linux and of macOS, gives it one.
 */
export function sandboxedShell(shell: string, platform: NodeJS.Platform): readonly string[] {
  if (platform === 'darwin') return [holder, '-q', '/dev/null', shell];
  return [holder, '-qefc', `exec '${shell.replaceAll("'", `'\\''`)}'`, '/dev/null'];
}

/** The shell that such a command starts; `undefined` for any other. */
export function shellIn(command: readonly string[]): string | undefined {
  if (command[0] !== holder || !command.includes('/dev/null')) return undefined;
  const inLinux = /^exec '(?<shell>.*)'$/s.exec(command[2] ?? '')?.groups?.['shell'];
  return inLinux?.replaceAll(`'\\''`, "'") ?? command[3];
}

/** The program's name, as it is recorded for the run. */
export const holder = 'script';
