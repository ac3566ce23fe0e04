/**
 * The two Perl programs that let a process outside of a sandbox hear of system calls inside, by `SECCOMP_RET_USER_NOTIF`
 * (seccomp_unotify(2), Linux 5.5 for `CONTINUE` and 5.19 for waiting that a signal does not undo). Node has no way to
 * make these calls, and Perl is there on every Debian, Ubuntu and Fedora; they use no module, since not all are.
 */

/** Linux numbers its calls by processor; `arch` is what a filter knows the processor by (audit(7)). */
export interface CallNumbers {
  readonly arch: number;
  /** Calls that the programs make themselves. */
  readonly own: Readonly<Record<OwnCall, number>>;
  /** Calls that are heard of, by what they are to a task. */
  readonly heard: Readonly<Partial<Record<HeardCall, number>>>;
}

type OwnCall = 'seccomp' | 'prctl' | 'sendmsg' | 'recvmsg' | 'ioctl' | 'close' | 'dup3' | 'faccessat';
type HeardCall =
  | 'open'
  | 'creat'
  | 'openat'
  | 'truncate'
  | 'unlink'
  | 'unlinkat'
  | 'rename'
  | 'renameat'
  | 'renameat2'
  | 'connect'
  | 'sendto'
  | 'kill'
  | 'ptrace'
  | 'process_vm_readv'
  | 'process_vm_writev';

export const callNumbers: { readonly [Processor in NodeJS.Architecture]?: CallNumbers } = {
  x64: {
    arch: 0xc000_003e,
    own: { seccomp: 317, prctl: 157, sendmsg: 46, recvmsg: 47, ioctl: 16, close: 3, dup3: 292, faccessat: 269 },
    heard: {
      open: 2,
      creat: 85,
      openat: 257,
      truncate: 76,
      unlink: 87,
      unlinkat: 263,
      rename: 82,
      renameat: 264,
      renameat2: 316,
      connect: 42,
      sendto: 44,
      kill: 62,
      ptrace: 101,
      process_vm_readv: 310,
      process_vm_writev: 311,
    },
  },
  arm64: {
    arch: 0xc000_00b7,
    own: { seccomp: 277, prctl: 167, sendmsg: 211, recvmsg: 212, ioctl: 29, close: 57, dup3: 24, faccessat: 48 },
    heard: {
      openat: 56,
      truncate: 45,
      unlinkat: 35,
      renameat: 38,
      renameat2: 276,
      connect: 203,
      sendto: 206,
      kill: 129,
      ptrace: 117,
      process_vm_readv: 270,
      process_vm_writev: 271,
    },
  },
};

/** Where the inner program finds its end of the line to the outer one. */
export const lineInside = 8;

/**
 * Runs inside, before the task: installs the filter, hands its listener out, and becomes the command. What cannot be
 * installed is left out, and the other end hears of the closed line. It has no quotes, so that every shell takes it.
 */
export function programInside({ arch, own, heard }: CallNumbers): string {
  const flagsAt: Readonly<Record<string, number>> = { open: 1, openat: 2 };
  // Jumps are counted from the end: a block of a call is skipped where the call is another one.
  const blocks = Object.entries(heard).map(([name, number]) => {
    const flags = flagsAt[name];
    if (flags !== undefined) return `heard(${number}, ${flags}, ${writing});`;
    // A connected socket names nobody.
    return name === 'sendto' ? `heard(${number}, 4, 0xffffffff);` : `heard(${number});`;
  });
  return `
my @filter;
sub step { push @filter, pack(q(SCCL), @_) }
sub heard {
  my ($number, $argument, $bits) = @_;
  step(0x15, 0, defined $bits ? 4 : 1, $number);
  if (defined $bits) { step(0x20, 0, 0, 16 + 8 * $argument); step(0x45, 1, 0, $bits); step(0x06, 0, 0, 0x7fff0000); }
  step(0x06, 0, 0, 0x7fc00000);
}
step(0x20, 0, 0, 4); step(0x15, 1, 0, ${arch}); step(0x06, 0, 0, 0x7fff0000); step(0x20, 0, 0, 0);
${blocks.join('\n')}
step(0x06, 0, 0, 0x7fff0000);
my $text = join q(), @filter;
my $filter = pack(q(SxxxxxxP), scalar(@filter), $text);
# Without somebody at the other end the filter would have the task's calls fail.
open(my $line, q(+<&=), ${lineInside});
if ($line and sysread($line, my $greeting, 1) and syscall(${own.prctl}, 38, 1, 0, 0, 0) == 0) {
  my $listener = syscall(${own.seccomp}, 1, 40, $filter);
  if ($listener >= 0) {
    my ($byte, $passed) = (q(x), pack(q(QIIiI), 20, 1, 1, $listener, 0));
    my $part = pack(q(PQ), $byte, 1);
    my $message = pack(q(QQPQPQQ), 0, 0, $part, 1, $passed, 24, 0);
    syscall(${own.sendmsg}, ${lineInside}, $message, 0);
    syscall(${own.close}, $listener);
  }
}
syscall(${own.close}, ${lineInside});
exec { $ARGV[0] } @ARGV or exit 127;
`;
}

/** `O_WRONLY`, `O_RDWR`, `O_CREAT`, `O_TRUNC`: the same on both processors. */
const writing = 0x243;

/**
 * Runs outside: leaves a child that listens, and becomes the command. The child writes a line for each attempt that the
 * sandbox is about to refuse, and lets every call go on: the system decides, and a task cannot talk it into anything.
 * What may be written outside and not inside is what the sandbox refuses; so too a process that is there outside alone.
 * The first word is the number of the file to write to.
 */
export function programOutside({ own, heard }: CallNumbers): string {
  const named = Object.entries(heard).map(([name, number]) => `${number} => '${name}'`);
  return `
$^F = 255;
my $reports = shift;
my %name = (${named.join(', ')});
socketpair(my $ours, my $theirs, 1, 1, 0) or exit 126;
my $child = fork;
if (defined $child and $child == 0) { listen_on(); exit 0 }
syscall(${own.dup3}, fileno($theirs), ${lineInside}, 0);
close $theirs; close $ours; syscall(${own.close}, $reports + 0);
exec { $ARGV[0] } @ARGV or exit 127;

sub listen_on {
  chdir '/';
  for my $file (0 .. 63) {
    syscall(${own.close}, $file) unless $file == $reports or $file == fileno($ours);
  }
  open(my $out, '>&=', $reports + 0) or return;
  # Nobody may read any more what a task tries: its calls go on.
  $SIG{PIPE} = 'IGNORE';
  syswrite($ours, 'x');
  my ($byte, $passed) = ("\\0", "\\0" x 24);
  my $part = pack('PQ', $byte, 1);
  my $message = pack('QQPQPQQ', 0, 0, $part, 1, $passed, 24, 0);
  return if syscall(${own.recvmsg}, fileno($ours), $message, 0) < 1;
  my $listener = (unpack('QIIi', $passed))[3];
  close $ours;
  syscall(${own.ioctl}, $listener, 0x40082104, 1);
  syswrite($out, "ready\\n");
  # From here on it ends with the command, however that ends; before, with the line to it.
  syscall(${own.prctl}, 1, 9, 0, 0, 0);
  my $waiting = ''; vec($waiting, $listener, 1) = 1;
  while (1) {
    my $ready = $waiting;
    if (select($ready, undef, undef, undef) < 1) { next if $!{EINTR}; return }
    my $notice = "\\0" x 80;
    if (syscall(${own.ioctl}, $listener, 0xc0502100, $notice) < 0) { next if $!{EINTR}; return }
    my ($id, $process, $flags, $number, $arch, $place, @given) = unpack('QIIiIQQ6', $notice);
    my $line = eval { attempt($name{$number}, $process, @given) };
    syswrite($out, "$line\\n") if defined $line;
    my $answer = pack('QqiI', $id, 0, 0, 1);
    syscall(${own.ioctl}, $listener, 0xc0182101, $answer);
  }
}

${judging(own)}`;
}

/** What an attempt is to a person, where the sandbox is about to refuse it. */
function judging({ faccessat }: CallNumbers['own']): string {
  return `
sub attempt {
  my ($call, $process, @given) = @_;
  my $here = -100 & 0xffffffff;
  return written($process, $here, $given[0], 0) if $call eq 'creat' or $call eq 'truncate';
  return written($process, $here, $given[0], $given[1]) if $call eq 'open';
  return written($process, $given[0], $given[1], $given[2]) if $call eq 'openat';
  return named($process, $here, $given[0], 'old') if $call eq 'unlink';
  return named($process, @given[0, 1], 'old') if $call eq 'unlinkat';
  return named($process, $here, $given[0], 'old') // named($process, $here, $given[1], 'new') if $call eq 'rename';
  return named($process, @given[0, 1], 'old') // named($process, @given[2, 3], 'new') if $call =~ /^renameat/;
  return reached($process, $given[1], $given[2]) if $call eq 'connect';
  return reached($process, $given[4], $given[5]) if $call eq 'sendto';
  return if $call eq 'ptrace' and $given[0] == 0;
  my $other = $call eq 'ptrace' ? $given[1] : $given[0];
  $other &= 0xffffffff;
  return if $other == 0 or $other > 0x7fffffff or -d "/proc/$process/root/proc/$other" or not readlink "/proc/$other/exe";
  return ($call eq 'kill' ? 'signal' : $call eq 'ptrace' ? 'trace' : 'memory') . " $other";
}

sub taken {
  my ($process, $from, $length) = @_;
  open(my $memory, '<:raw', "/proc/$process/mem") or return '';
  sysseek($memory, $from, 0) or return '';
  sysread($memory, my $text, $length);
  return defined $text ? $text : '';
}

sub written {
  my ($process, $folder, $from, $flags) = @_;
  my ($inside, $outside) = places($process, $folder, $from) or return undef;
  # What is opened to be read alone is made only where it is not there.
  return undef if $flags & 0x40 and not $flags & 0x203 and may($inside, 0);
  return kept($inside, $outside) ? "write $outside" : undef;
}

sub named {
  my ($process, $folder, $from, $which) = @_;
  my ($inside, $outside) = places($process, $folder, $from) or return undef;
  return undef if $which eq 'old' and not may($inside, 0);
  my ($around, $beyond) = map { s{/[^/]*/*$}{}r } $inside, $outside;
  return kept($around, $beyond) ? "write $outside" : undef;
}

sub places {
  my ($process, $folder, $from) = @_;
  my $path = (split /\\0/, taken($process, $from, 4096), 2)[0];
  return if not defined $path or $path eq '' or $path =~ /[\\n\\r]/ or $path =~ m{/__pycache__/};
  return $path =~ m{^/(?:proc|dev|sys)/} ? () : ("/proc/$process/root$path", $path) if $path =~ m{^/};
  $folder &= 0xffffffff;
  my $base = $folder == (-100 & 0xffffffff) ? "/proc/$process/cwd" : "/proc/$process/fd/$folder";
  my $whole = readlink $base;
  return defined $whole ? ("$base/$path", "$whole/$path") : ();
}

# Whether a place, or the nearest above it that is there, may be written outside alone.
sub kept {
  my ($inside, $outside) = @_;
  while (not may($inside, 0)) { s{/[^/]+/*$}{} or return 0 for $inside, $outside; }
  return (not may($inside, 2) and may($outside eq '' ? '/' : $outside, 2));
}

sub may { return syscall(${faccessat}, -100, $_[0], $_[1] + 0, 0) == 0 }

sub reached {
  my ($process, $from, $length) = @_;
  return if $from == 0 or $length < 8;
  my $address = taken($process, $from, $length > 28 ? 28 : $length);
  my ($family, $port) = unpack('Sn', $address);
  my $host;
  if ($family == 2) { $host = join '.', unpack('x4C4', $address) }
  elsif ($family == 10 and length $address >= 24) {
    my @parts = unpack('x8n8', $address);
    $host = "@parts[0 .. 5]" eq '0 0 0 0 0 65535'
      ? join('.', unpack('x20C4', $address))
      : join(':', map { sprintf '%x', $_ } @parts);
  }
  return if not defined $host or $port == 0 or $host =~ /^(?:127\\.|0\\.0\\.0\\.0|0:0:0:0:0:0:0:[01]$)/;
  return "connect $port $host";
}
`;
}
