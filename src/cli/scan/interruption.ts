import { constants } from 'node:os';

export interface Interruption extends Disposable {
  readonly signal: AbortSignal;
  /** The exit status that tells of the system's signal; `undefined` until one comes. */
  readonly status: number | undefined;
}

/** Lets a command end in order when its user, or the system, wants it to end. */
export function untilInterrupted(): Interruption {
  const controller = new AbortController();
  let status: number | undefined;
  const interrupt = (signal: NodeJS.Signals) => {
    status = 128 + constants.signals[signal];
    controller.abort();
  };
  for (const signal of signals) process.once(signal, interrupt);
  return {
    signal: controller.signal,
    get status() {
      return status;
    },
    [Symbol.dispose]() {
      for (const signal of signals) process.off(signal, interrupt);
    },
  };
}

const signals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
