import type { Row } from './rows.ts';

/** The system's own words for what is not there, and for what may not be. */
const gone = /^(?:ENOENT|EACCES|EPERM|EROFS|EXDEV|ESRCH|ELOOP|ENOTDIR|No such process|Operation not permitted)$/;
/** Where nothing holds a task, it is one more process of its user; Yama and other modules may still say no. */
const asItsUser = 'where it is one more process of its user';

type Held = readonly [attempt: string, fact: string, outcome?: RegExp, unheld?: RegExp];

function held([attempt, fact, outcome = gone, unheld]: Held): Row {
  const limit = unheld && { outcome: unheld, limit: asItsUser };
  const target = heard[attempt];
  const seen = target && {
    recorded: new RegExp(`tried to ${target}(?::\\d+)?: refused`),
    told: new RegExp(`refused to let the task .*${target}`),
  };
  return { attempt, fact, enforced: { outcome, ...seen }, ...(limit && { 'proxy-only': limit }) };
}

/** What is answered by the system itself and heard of all the same, where the task's user could do it outside. */
const heard: Readonly<Record<string, string>> = {
  memory: String.raw`read the memory of process \d+`,
  environment: String.raw`read the environment of process \d+`,
  descriptors: String.raw`look into process \d+`,
  keychain: 'reach session-bus',
  trace: String.raw`trace process \d+`,
  remoteRead: String.raw`read the memory of process \d+`,
  signal: String.raw`send a signal to process \d+`,
  farAddress: String.raw`reach 192\.0\.2\.1`,
  farNameServer: String.raw`reach 192\.0\.2\.53:53`,
  ...Object.fromEntries(
    ['.git/hooks/pre-commit', '.git/config', '.vscode/tasks.json', 'package.json', 'valet-key.json', '.env']
      .concat('~/valet-key/approvals.json', '~/valet-key/audit/audit.jsonl')
      .map((path) => [`write ${path}`, `write ${path.replaceAll('.', String.raw`\.`)}`]),
  ),
  cutLog: String.raw`write ~/valet-key/audit/audit\.jsonl`,
};

const broker: readonly Held[] = [
  ['memory', "does not open the broker's memory", gone, /^(?:opened|EACCES|EPERM)$/],
  ['environment', "does not read the broker's environment", gone, /^(?:\d+ bytes|EACCES|EPERM)$/],
  ['descriptors', "does not see the broker's descriptors", gone, /^(?:[\d ]+|EACCES|EPERM)$/],
  ['trace', 'does not trace the broker', gone, /^(?:0|Operation not permitted)$/],
  [
    'remoteRead',
    "does not read the broker's memory by a call of the system",
    gone,
    /^(?:read|Operation not permitted)$/,
  ],
  ['signal', 'does not reach the broker with a signal', gone, /^there$/],
  ['stop', 'does not let the broker go on'],
  ['debugger', "does not open the broker's debugger", gone, /^there$/],
];

const others: readonly Held[] = [
  ['processes', 'sees no process but its own', /^sees none$/, /^sees$/],
  ['theirEnvironment', 'finds what opens the vault in no process', /^reads none$/],
  ['sharedMemory', 'shares no memory with others', gone, /^shared$/],
  [
    'keychain',
    "does not reach the person's keychain",
    /Connection refused|no dbus-send/,
    /^(?:connected|Failed to open.*|no dbus-send)$/s,
  ],
  ['keyring', "finds nothing in the kernel's keyring", /^(?:False|no python)$/],
  [
    'socketOfFile',
    'reaches no socket of the system, as those of D-Bus, agents and the editor are',
    gone,
    /^connected$/,
  ],
  ['socketWithoutFile', 'reaches no socket without a file', gone, /^connected$/],
];

const network: readonly Held[] = [
  ['rawSocket', 'finds the guard where its service would be', /^connected$/],
  ['rawSocketSix', 'finds the guard there over IPv6', /^connected$|^E/],
  ['farAddress', 'does not reach another address', /^E|^TIMEOUT$/],
  ['noProxyVariable', 'does not call past the guard with NO_PROXY', /^[1-9]/, /^0/],
  ['noProxyOption', 'does not call past the guard with an option', /^[1-9]/, /^0/],
  ['noVariables', 'does not call past the guard without its variables', /^[1-9]/, /^0/],
  ['names', 'asks no name server', /^E/],
  ['nameServer', 'asks no name server of this machine', /^E/],
  ['farNameServer', 'asks no name server of its own choice', /^E/],
  ['packet', 'sends no packet that arrives', /^(?:sent|E[A-Z]+)$/, /^sent$/],
  ['packetSix', 'sends no packet over IPv6 that arrives', /^(?:sent|E[A-Z]+)$/],
  ['rawPacket', 'sends no packet of its own making', /Operation not permitted|unreachable|no python/],
];

const later: readonly Held[] = [
  ['write .git/hooks/pre-commit', 'plants no hook of git', gone, /^written$/],
  ['write .git/config', "changes no configuration of git's"],
  ['write .vscode/tasks.json', 'plants no task of the editor'],
  ['write package.json', 'plants no script'],
  ['write valet-key.json', 'does not edit the manifest'],
  ['write .env', 'does not write .env'],
  ['write /etc/cron.d/a', 'plants no job'],
  ['write /var/spool/cron/crontabs/root', 'plants no job of its user'],
  ['write /var/spool/cron/atjobs/a', 'plants no job for once'],
  ['write /etc/valet-key/policy.json', "writes no organisation's policy"],
  ['write /etc/ld.so.preload', 'has no library loaded into others'],
  ['write /etc/hosts', 'leads no name elsewhere'],
  ['write valet-key', 'does not replace the program itself'],
  ['write ~/valet-key/approvals.json', 'does not write approvals'],
  ['write ~/valet-key/audit/audit.jsonl', 'does not write into the log'],
  ['cutLog', 'does not cut the log'],
];

/** What it writes there is its own: a memory that ends with it. That the files stand as they stood is looked at after. */
const inItsOwn: readonly Held[] = [
  'write ~/.bashrc',
  'write ~/.profile',
  'write ~/.config/autostart/a.desktop',
  'write ~/.config/systemd/user/a.service',
  'write ~/.ssh/authorized_keys',
  'linkOut',
  'linkToFolder',
].map((attempt) => [attempt, `leaves what is outside as it was: ${attempt}`, /^(?:written|E[A-Z]+)$/]);

const out: readonly Held[] = [
  ['descriptorsInherited', 'inherits no open file'],
  ['remount', 'does not make writable what is not', /^[1-9]/],
  ['unmount', 'does not uncover what is covered', /^[1-9]/],
  ['rootOfFirst', "does not get out by another process's root"],
  ['otherNamespace', "does not get into the broker's namespaces", /^[1-9]/],
  ['terminalInput', 'types into no terminal', /Errno/],
];

/** The guard is a port of this machine, and whoever finds it can connect. */
const notLetIn = {
  outcome: /^403$/,
  recorded: /did not let \S+ \(process \d+\), which is none of its own, call stranger\.example by its guard: refused/,
  told: /a call by \S+ \(process \d+\), which was not started in this run/,
};
const stranger: Row = {
  attempt: 'stranger',
  fact: 'has a guard that lets nobody in who was not started by it',
  enforced: notLetIn,
  'proxy-only': notLetIn,
};

export const systemRows: readonly Row[] = [
  ...[...broker, ...others, ...network, ...later, ...inItsOwn, ...out].map(held),
  stranger,
];
