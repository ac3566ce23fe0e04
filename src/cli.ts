#!/usr/bin/env node
import { isMainThread } from 'node:worker_threads';
import { keepCompiled } from './broker/disk/compiled.ts';

/**
 * The door for the shell. A thread of the program comes in by it too, and is led to its work. What lies behind it is
 * loaded once it is known where its compiled form is kept.
 */
// Unheard, it opens Node's debugger, by which anybody of this user's could look into a process that may hold values.
if (isMainThread) process.on('SIGUSR1', () => undefined);
keepCompiled(process.env);
if (isMainThread) {
  const { runCommand } = await import('./cli/commands.ts');
  process.exitCode = await runCommand(process.argv.slice(2), {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    cwd: process.cwd(),
    env: process.env,
    program: new URL(import.meta.url),
  });
} else await import('./cli/scan/thread.ts');
