/**
 * The two Perl programs that let a process outside of a sandbox hear of system calls inside, by `SECCOMP_RET_USER_NOTIF`
 * (seccomp_unotify(2), Linux 5.5 for `CONTINUE` and 5.19 for waiting that a signal does not undo). Node has no way to
 * make these calls, and Perl is there on every Debian, Ubuntu and Fedora; they use no module, since not all are.
 */
import type { CallNumbers } from './call-numbers.ts';
import { judging } from './judge-attempts.ts';

/** Where the inner program finds its end of the line to the outer one. */
export const lineInside = 8;

/**
 * Runs inside, before the task: installs the filter, hands its listener out, and becomes the command. What cannot be
 * installed is left out, and the other end hears of the closed line. It has no quotes, so that every shell takes it.
 */
export function programInside({ arch, own, heard }: CallNumbers): string {
  const unheard: Readonly<Record<string, string>> = {
    // A connected socket names nobody.
    sendto: ', 4, 0',
    // The listener itself is handed out by this call, before anybody hears.
    sendmsg: `, 0, ${lineInside}`,
  };
  const blocks = Object.entries(heard).map(([name, number]) => `heard(${number}${unheard[name] ?? ''});`);
  return `
my @filter;
sub step { push @filter, pack(q(SCCL), @_) }
# But where an argument is as given. What is skipped is counted from the next step.
sub heard {
  my ($number, $argument, $unheard) = @_;
  step(0x15, 0, defined $argument ? 4 : 1, $number);
  if (defined $argument) { step(0x20, 0, 0, 16 + 8 * $argument); step(0x15, 0, 1, $unheard); step(0x06, 0, 0, 0x7fff0000); }
  step(0x06, 0, 0, 0x7fc00000);
}
step(0x20, 0, 0, 4); step(0x15, 1, 0, ${arch}); step(0x06, 0, 0, 0x7fff0000); step(0x20, 0, 0, 0);
${blocks.join('\n')}
step(0x06, 0, 0, 0x7fff0000);
my $text = join q(), @filter;
my $filter = pack(q(SxxxxxxP), scalar(@filter), $text);
# Without somebody at the other end the filter would have calls of the task fail.
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

/**
 * Runs outside: leaves a child that listens, and becomes the command. The child writes a line for each attempt that the
 * sandbox is about to refuse, and lets every call go on: the system decides, and a task cannot talk it into anything.
 * What may be written outside and not inside is what the sandbox refuses; so too a file or a process that is there outside
 * alone.
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
