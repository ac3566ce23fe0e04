/** Lets everything else that waits have its turn: signals, streams, workers. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
