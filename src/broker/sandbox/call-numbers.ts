/**
 * Linux numbers its calls by processor (`asm/unistd.h` of its headers); `arch` is what a filter knows the processor by
 * (audit(7)).
 */
export interface CallNumbers {
  readonly arch: number;
  /** Calls that the programs make themselves. */
  readonly own: Readonly<Record<OwnCall, number>>;
  /** Calls that are heard of, by what they are to a task. */
  readonly heard: Readonly<Partial<Record<HeardCall, number>>>;
}

type OwnCall =
  'seccomp' | 'prctl' | 'sendmsg' | 'recvmsg' | 'ioctl' | 'close' | 'dup3' | 'faccessat' | 'process_vm_readv';
export type HeardCall =
  | 'open'
  | 'creat'
  | 'openat'
  | 'openat2'
  | 'truncate'
  | 'unlink'
  | 'unlinkat'
  | 'rename'
  | 'renameat'
  | 'renameat2'
  | 'connect'
  | 'sendto'
  | 'sendmsg'
  | 'sendmmsg'
  | 'kill'
  | 'ptrace'
  | 'process_vm_readv'
  | 'process_vm_writev';

export const callNumbers: { readonly [Processor in NodeJS.Architecture]?: CallNumbers } = {
  x64: {
    arch: 0xc000_003e,
    own: {
      seccomp: 317,
      prctl: 157,
      sendmsg: 46,
      recvmsg: 47,
      ioctl: 16,
      close: 3,
      dup3: 292,
      faccessat: 269,
      process_vm_readv: 310,
    },
    heard: {
      open: 2,
      creat: 85,
      openat: 257,
      openat2: 437,
      truncate: 76,
      unlink: 87,
      unlinkat: 263,
      rename: 82,
      renameat: 264,
      renameat2: 316,
      connect: 42,
      sendto: 44,
      sendmsg: 46,
      sendmmsg: 307,
      kill: 62,
      ptrace: 101,
      process_vm_readv: 310,
      process_vm_writev: 311,
    },
  },
  arm64: {
    arch: 0xc000_00b7,
    own: {
      seccomp: 277,
      prctl: 167,
      sendmsg: 211,
      recvmsg: 212,
      ioctl: 29,
      close: 57,
      dup3: 24,
      faccessat: 48,
      process_vm_readv: 270,
    },
    heard: {
      openat: 56,
      openat2: 437,
      truncate: 45,
      unlinkat: 35,
      renameat: 38,
      renameat2: 276,
      connect: 203,
      sendto: 206,
      sendmsg: 211,
      sendmmsg: 269,
      kill: 129,
      ptrace: 117,
      process_vm_readv: 270,
      process_vm_writev: 271,
    },
  },
};
