import { setTimeout as sleep } from 'node:timers/promises';

/** Reads until what was read is right; after `patience` ms the error says what was awaited and what was there instead. */
export async function settled<T>(
  read: () => Promise<T>,
  isRight: (value: T) => boolean,
  awaited: string,
  patience = 15_000,
): Promise<T> {
  const end = performance.now() + patience;
  for (;;) {
    const value = await read();
    if (isRight(value)) return value;
    if (performance.now() > end)
      throw new Error(`waited ${patience} ms for ${awaited}, there is ${JSON.stringify(value)}`);
    await sleep(50);
  }
}
