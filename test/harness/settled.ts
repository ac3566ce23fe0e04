import { setTimeout as sleep } from 'node:timers/promises';

/** Reads until what was read is right; after 15 s the error says what was awaited and what was there instead. */
export async function settled<T>(read: () => Promise<T>, isRight: (value: T) => boolean, awaited: string): Promise<T> {
  const end = performance.now() + 15_000;
  for (;;) {
    const value = await read();
    if (isRight(value)) return value;
    if (performance.now() > end) throw new Error(`waited 15 s for ${awaited}, there is ${JSON.stringify(value)}`);
    await sleep(50);
  }
}
