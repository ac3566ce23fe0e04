#!/usr/bin/env node
import { isMainThread } from 'node:worker_threads';
import { runCommand } from './cli/commands.ts';

/** The door for the shell. A thread of the program comes in by it too, and is led to its work. */
if (isMainThread) {
  // Unheard, it opens Node's debugger, by which anybody on this machine could look into a process that holds values.
  process.on('SIGUSR1', () => undefined);
  process.exitCode = await runCommand(process.argv.slice(2), {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    cwd: process.cwd(),
    env: process.env,
    program: new URL(import.meta.url),
  });
} else await import('./cli/scan/thread.ts');
