import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * Where VS Code runs, by its own names, and the build of the keychain module that serves there. npm installs the one
 * of this machine alone; the others are fetched from the registry and held against `package-lock.json`.
 */
const builds = {
  'win32-x64': 'win32-x64-msvc',
  'win32-arm64': 'win32-arm64-msvc',
  'darwin-x64': 'darwin-x64',
  'darwin-arm64': 'darwin-arm64',
  'linux-x64': 'linux-x64-gnu',
  'linux-arm64': 'linux-arm64-gnu',
  'linux-armhf': 'linux-arm-gnueabihf',
  'alpine-x64': 'linux-x64-musl',
  'alpine-arm64': 'linux-arm64-musl',
};

const project = resolve(import.meta.dirname, '..');

/** Lays the builds for one of VS Code's platforms, or for all, beside the bundles; returns their names. */
export function addKeychainBuilds(target) {
  const wanted = target === undefined ? Object.values(builds) : [builds[target]];
  if (wanted.includes(undefined))
    throw new Error(`no platform ${target}: choose from ${Object.keys(builds).join(', ')}`);
  const dist = join(project, 'dist');
  for (const name of readdirSync(dist)) if (/^keyring\..*\.node$/.test(name)) rmSync(join(dist, name));
  const locked = JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8')).packages;
  const archives = wanted.map((build) => addBuild(build, { dist, locked }));
  appendFileSync(join(dist, 'third-party.txt'), `\n${licencesIn(archives[0])}`);
  return wanted;
}

function addBuild(build, { dist, locked }) {
  const name = `@napi-rs/keyring-${build}`;
  const { version, integrity } = locked[`node_modules/${name}`];
  const cache = join(project, 'node_modules', '.cache', 'keychain-builds');
  const archive = join(cache, `${build}-${version}.tgz`);
  if (!existsSync(archive) || integrityOf(archive) !== integrity) fetchArchive(`${name}@${version}`, archive);
  if (integrityOf(archive) !== integrity) throw new Error(`${name}@${version} is not what package-lock.json says`);
  const file = `keyring.${build}.node`;
  execFileSync('tar', ['-xzf', archive, '-C', dist, '--strip-components=1', `package/${file}`]);
  return archive;
}

/** Of the crates that every build is made from. */
function licencesIn(archive) {
  return execFileSync('tar', ['-xzOf', archive, 'package/LICENSE.third-party.md'], {
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
}

function fetchArchive(spec, archive) {
  const cache = join(archive, '..');
  mkdirSync(cache, { recursive: true });
  const part = mkdtempSync(join(cache, 'part-'));
  try {
    const options = { cwd: project, stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32' };
    execFileSync('npm', ['pack', spec, '--silent', '--pack-destination', part], options);
    const [name] = readdirSync(part);
    renameSync(join(part, name), archive);
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
}

function integrityOf(archive) {
  return `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
}
