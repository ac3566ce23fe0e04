/** Milliseconds of this process's work, which others on the machine hardly change. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Milliseconds that pass: for work that other processes do. */
export function wallTime(): number {
  return performance.now();
}

/** The median duration of `runs` calls, in milliseconds, after one call that does not count. */
export async function medianOf(runs: number, work: () => unknown, clock = processorTime): Promise<number> {
  await work();
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const start = clock();
    await work();
    times.push(clock() - start);
  }
  return times.toSorted((one, other) => one - other)[Math.floor(runs / 2)] ?? 0;
}

export function megabytesPerSecond(bytes: number, milliseconds: number): string {
  return `${(bytes / 1e3 / milliseconds).toFixed(1)} MB/s`;
}

/** How many times the second takes what the first takes. */
export function ratio(own: number, other: number): string {
  const times = other / own;
  return `${times >= 10 ? Math.round(times).toLocaleString('en') : times.toFixed(1)} ×`;
}

export function shown(milliseconds: number): string {
  return milliseconds < 10 ? milliseconds.toFixed(2) : milliseconds.toFixed(0);
}
