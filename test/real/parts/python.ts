import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { outcomeOf } from '../../cli/program.ts';
import { cacheFolder, Missing, programOn } from './part.ts';

/** The programs of a Python package, installed into a folder of the cache with exactly this version. */
export async function pythonPackage(
  name: string,
  version: string,
): Promise<{ readonly bin: string; readonly site: string }> {
  const folder = join(cacheFolder(), `${name.replaceAll(/\W+/g, '-')}-${version}`);
  if (!existsSync(folder)) await install(`${name}==${version}`, folder);
  return { bin: join(folder, 'bin'), site: join(folder, 'lib') };
}

/**
 * Whole or not at all: a run that was broken off leaves nothing that the next one takes for it. An environment of
 * Python's cannot be moved, so a link to it is made last.
 */
async function install(spec: string, folder: string): Promise<void> {
  const python = programOn('python3');
  if (python === undefined) throw new Missing(`${spec} needs python3`);
  console.log(`    installing ${spec} into ${folder}`);
  const made = mkdtempSync(`${folder}-`);
  try {
    await fill(made, { python, spec });
    symlinkSync(basename(made), folder);
  } catch (error) {
    rmSync(made, { recursive: true, force: true });
    // Another run was quicker.
    if (!existsSync(folder)) throw error;
  }
}

async function fill(folder: string, { python, spec }: { python: string; spec: string }): Promise<void> {
  const made = await outcomeOf(python, ['-m', 'venv', folder], {});
  if (made.status !== 0) throw new Missing(`${spec} needs Python's venv (on Debian the package python3-venv)`);
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--only-binary', ':all:', spec];
  const { status, stderr } = await outcomeOf(join(folder, 'bin/python'), pip, { env: process.env });
  if (status === 0) return;
  throw new Missing(`${spec} could not be had from Python's package index: ${stderr.trim().split('\n').at(-1)}`);
}
