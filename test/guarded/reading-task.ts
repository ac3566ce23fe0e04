import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, linkSync, openSync, symlinkSync } from 'node:fs';

/** A task that wants to read what it may not, in every way there is; it prints what came of each as one line of JSON. */
const [victim = '', top = ''] = [process.env['VICTIM'], process.env['TOP']];
const work = process.cwd();
const read = (path: string) => (): string => readFileSync(path, 'utf8');
const shell = (line: string) => (): string => {
  const { status, stdout } = spawnSync('sh', ['-c', line], { encoding: 'utf8', maxBuffer: 1e8, env: process.env });
  return `${status} ${stdout}`;
};

const attempts: Readonly<Record<string, () => string>> = {
  allowed: read('src/a.txt'),
  env: read('.env'),
  production: read('src/deep/.env.production'),
  dependency: read('node_modules/left/.env'),
  denied: read('private/plans.txt'),
  key: read(`${victim}/.ssh/id_ed25519`),
  ownKey: read(`${victim}/.ssh/work_key`),
  cloud: read(`${victim}/.aws/credentials`),
  docker: read(`${victim}/.docker/config.json`),
  vault: read(`${victim}/valet-key/vault.json`),
  log: read(`${victim}/valet-key/audit/audit.jsonl`),
  sibling: read('../sibling/.env'),
  siblingFile: read('../sibling/secret.txt'),
  siblingFolder: () => `entries: ${readdirSync('../sibling').join()}`,
  elsewhere: () => (process.env['ELSEWHERE'] ? read(`${process.env['ELSEWHERE']}/.env`)() : 'no place'),
  ownLink: () => (symlinkSync('../src/deep/.env.local', 'out/link'), read('out/link')()),
  linkBefore: read('src/link'),
  linkedBefore: read('src/other-name.txt'),
  hardLink: () => (linkSync('.env', 'out/hard'), read('out/hard')()),
  dots: read('src/../src/deep/../dots/.env'),
  double: read(`/${work}//src/double/./.env`),
  rootOfSelf: read(`/proc/self/root${work}/src/root/.env`),
  folderOfSelf: read('/proc/self/cwd/src/cwd/.env'),
  descriptor: () => read(`/proc/self/fd/${openSync('src/fd', 'r')}/.env`)(),
  find: shell(`find ${top} -name .env -path '*found*' -exec cat {} +`),
  grep: shell('grep -r --include=.env UNSEEN grep'),
  ripgrep: shell('rg --hidden --no-ignore --no-messages UNSEEN ripgrep'),
  tar: shell('tar cf - tar | tar xOf - 2>/dev/null'),
  copy: shell('cp copy/.env out/copied && cat out/copied'),
  sourced: shell('. sourced/.env && echo "$NAME"'),
  linkedKey: read(`${victim}/.gnupg/pubring.kbx`),
  cache: shell('mkdir -p ~/.cache/a && echo kept > ~/.cache/a/b && cat ~/.cache/a/b'),
  replaced: shell('rm -f .env; mv .env out/moved; echo NAME=1 > .env'),
  git: shell('git show HEAD:tracked/.env'),
};

const outcomes: Record<string, string> = {};
for (const [name, attempt] of Object.entries(attempts)) {
  try {
    outcomes[name] = attempt();
  } catch (error) {
    outcomes[name] = (error as NodeJS.ErrnoException).code ?? String(error);
  }
}
console.log(JSON.stringify(outcomes));
