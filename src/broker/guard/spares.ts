import type { TLSSocket } from 'node:tls';

/** Connections that were opened to ask what a service speaks, for its first call in HTTP/1.1. */
export interface Spares extends Disposable {
  keep(place: string, socket: TLSSocket): void;
  take(place: string): TLSSocket | undefined;
}

export function createSpares(): Spares {
  const spares = new Map<string, TLSSocket>();
  return {
    keep(place, socket) {
      spares.get(place)?.destroy();
      spares.set(place, socket);
      const forget = (): void => {
        if (spares.get(place) === socket) spares.delete(place);
      };
      socket.once('close', forget).once('end', forget);
      socket.setTimeout(patience, () => spares.get(place) === socket && socket.destroy());
    },
    take(place) {
      const socket = spares.get(place);
      spares.delete(place);
      socket?.setTimeout(0).removeAllListeners('timeout');
      return socket;
    },
    [Symbol.dispose]() {
      for (const socket of spares.values()) socket.destroy();
    },
  };
}

/** Milliseconds: some services wait no longer than five seconds for a call. */
const patience = 4000;
