/** A bar on standard error where that is a terminal, and nothing elsewhere. */
export interface Progress {
  /** So many files are done. */
  step(done: number): void;
  /** Makes room for something else to be printed. */
  hide(): void;
}

export function createProgress(stream: NodeJS.WriteStream, total: number): Progress {
  if (!stream.isTTY) return { step: ignore, hide: ignore };
  let shownAt = performance.now() + patience;
  let isShown = false;
  return {
    step(done) {
      const now = performance.now();
      if (now - shownAt < betweenFrames) return;
      shownAt = now;
      isShown = true;
      stream.write(
        `\r${frame(done / Math.max(1, total), `${total.toLocaleString('en')} files`, stream.columns)}\u001b[K`,
      );
    },
    hide() {
      if (isShown) stream.write('\r\u001b[K');
      isShown = false;
    },
  };
}

/** Milliseconds before the first frame: what is over at once needs no bar. */
const patience = 300;
const betweenFrames = 100;

function frame(share: number, all: string, columns = 80): string {
  const words = `${Math.floor(share * 100)} % of ${all}`;
  const width = Math.max(0, Math.min(30, columns - words.length - 12));
  const filled = Math.round(share * width);
  return `Scanning ${'━'.repeat(filled)}${'─'.repeat(width - filled)} ${words}`;
}

function ignore(): void {}
