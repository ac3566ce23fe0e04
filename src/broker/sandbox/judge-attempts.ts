import type { CallNumbers } from './call-numbers.ts';
import { sessionBus } from './session-bus.ts';

/** What an attempt is to a person, where the sandbox is about to refuse it: in Perl, for the program that hears of it. */
export function judging({ faccessat, process_vm_readv: readMemory }: CallNumbers['own']): string {
  return [byCall, onFiles(faccessat), onProcesses, onHosts, inMemory(readMemory)].join('\n');
}

const byCall = `
sub attempt {
  my ($call, $process, @given) = @_;
  my $here = -100 & 0xffffffff;
  return opened($process, $given[0], $given[1], $given[2]) if $call eq 'openat';
  return opened($process, $here, $given[0], $given[1]) if $call eq 'open';
  return opened($process, @given[0, 1], unpack('Q', taken($process, $given[2], 8)) // 0) if $call eq 'openat2';
  return written($process, $here, text($process, $given[0]), 0) if $call eq 'creat' or $call eq 'truncate';
  return named($process, $here, $given[0], 'old') if $call eq 'unlink';
  return named($process, @given[0, 1], 'old') if $call eq 'unlinkat';
  return named($process, $here, $given[0], 'old') // named($process, $here, $given[1], 'new') if $call eq 'rename';
  return named($process, @given[0, 1], 'old') // named($process, @given[2, 3], 'new') if $call =~ /^renameat/;
  return reached($process, $given[1], $given[2]) if $call eq 'connect';
  return reached($process, $given[4], $given[5]) if $call eq 'sendto';
  # Of several messages the first tells; each begins with where it goes to.
  return reached($process, unpack('QL', taken($process, $given[1], 12))) if $call =~ /^sendm/;
  return if $call eq 'ptrace' and $given[0] == 0;
  my $other = $call eq 'ptrace' ? $given[1] : $given[0];
  $other &= 0xffffffff;
  return if $other == 0 or $other > 0x7fffffff or is_inside($process, $other);
  return ($call eq 'kill' ? 'signal' : $call eq 'ptrace' ? 'trace' : 'memory') . " $other";
}
`;

function onFiles(faccessat: number): string {
  return `
sub opened {
  my ($process, $folder, $from, $flags) = @_;
  my $path = text($process, $from);
  if ($path =~ m{^(?:/+proc/|[./]*(?:proc/+)?[0-9]+(?:/|$))}) {
    my $attempt = looked_at($process, $folder, $path);
    return $attempt if defined $attempt;
  }
  # O_WRONLY, O_RDWR, O_CREAT, O_TRUNC: the same on both processors.
  return written($process, $folder, $path, $flags) if $flags & 0x243;
  my ($inside, $outside) = places($process, $folder, $path) or return undef;
  # What is hidden under its name is there, and is heard of where it is opened.
  return (not may($inside, 0) and may($outside, 4)) ? "read $outside" : undef;
}

sub written {
  my ($process, $folder, $path, $flags) = @_;
  my ($inside, $outside) = places($process, $folder, $path) or return undef;
  # What is opened to be read alone is made only where it is not there.
  return undef if $flags & 0x40 and not $flags & 0x203 and may($inside, 0);
  return kept($inside, $outside) ? "write $outside" : undef;
}

sub named {
  my ($process, $folder, $from, $which) = @_;
  my ($inside, $outside) = places($process, $folder, text($process, $from)) or return undef;
  return undef if $which eq 'old' and not may($inside, 0);
  my ($around, $beyond) = map { s{/[^/]*/*$}{}r } $inside, $outside;
  return kept($around, $beyond) ? "write $outside" : undef;
}

sub places {
  my ($process, $folder, $path) = @_;
  return if $path eq '' or $path =~ /[\\n\\r]/ or $path =~ m{/__pycache__/};
  return $path =~ m{^/(?:proc|dev|sys)/} ? () : ("/proc/$process/root$path", $path) if $path =~ m{^/};
  my $base = base($process, $folder);
  my $whole = readlink $base;
  return defined $whole ? ("$base/$path", "$whole/$path") : ();
}

# Where a path that is relative begins.
sub base {
  my ($process, $folder) = @_;
  $folder &= 0xffffffff;
  return $folder == (-100 & 0xffffffff) ? "/proc/$process/cwd" : "/proc/$process/fd/$folder";
}

# Whether a place, or the nearest above it that is there, may be written outside alone.
sub kept {
  my ($inside, $outside) = @_;
  while (not may($inside, 0)) { s{/[^/]+/*$}{} or return 0 for $inside, $outside; }
  return (not may($inside, 2) and may($outside eq '' ? '/' : $outside, 2));
}

sub may { return syscall(${faccessat}, -100, $_[0], $_[1] + 0, 0) == 0 }
`;
}

const onProcesses = `
# Files of a process that is there outside alone.
sub looked_at {
  my ($process, $folder, $path) = @_;
  $path = (readlink(base($process, $folder)) // '') . "/$path" if $path !~ m{^/};
  $path =~ s{/+(?:\\./+)*}{/}g;
  1 while $path =~ s{/(?!\\.\\./)[^/]+/\\.\\.(?=/|$)}{};
  my ($other, $file) = $path =~ m{^/proc/([0-9]+)(?:/task/[0-9]+)?(?:/([^/]*))?} or return undef;
  return undef if is_inside($process, $other);
  return (($file // '') eq 'mem' ? 'memory' : ($file // '') eq 'environ' ? 'environment' : 'inspect') . " $other";
}

# A process of the task's own, or none at all.
sub is_inside {
  my ($process, $other) = @_;
  return (-d "/proc/$process/root/proc/$other" or not readlink "/proc/$other/exe");
}
`;

const onHosts = `
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
  return 'bus' if $port == ${sessionBus.port} and ($host // '') eq '${sessionBus.host}';
  return if not defined $host or $port == 0 or $host =~ /^(?:127\\.|0\\.0\\.0\\.0|0:0:0:0:0:0:0:[01]$)/;
  return "connect $port $host";
}
`;

/** Of the task: it may change what stands there once it was looked at, and gains nothing by it. */
function inMemory(readMemory: number): string {
  return `
sub taken {
  my ($process, $from, $length) = @_;
  my $room = '';
  vec($room, $length - 1, 8) = 0;
  my $count = syscall(${readMemory}, $process + 0, pack('PQ', $room, $length), 1, pack('QQ', $from, $length), 1, 0);
  return $count > 0 ? substr($room, 0, $count) : '';
}

# A path, a string that ends with a zero.
sub text {
  my ($process, $from) = @_;
  return (split /\\0/, taken($process, $from, 4096), 2)[0] // '';
}
`;
}
