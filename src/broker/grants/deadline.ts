/** A moment at which something ends. */
export interface Deadline {
  readonly isOver: () => boolean;
}

export interface Clocks {
  /** Milliseconds since 1970: people set it, back as well as forth. */
  readonly now: () => number;
  /** Milliseconds since any moment: nobody sets it, and it may stand still while the machine sleeps. */
  readonly elapsed: () => number;
}

/** `at` is in milliseconds since 1970. It has come when either clock says so: setting one back puts nothing off. */
export function createDeadline(at: number, { now, elapsed }: Clocks): Deadline {
  const elapsedEnd = elapsed() + at - now();
  return { isOver: () => now() >= at || elapsed() >= elapsedEnd };
}
