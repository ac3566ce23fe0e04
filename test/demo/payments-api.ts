import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface PaymentsApi extends AsyncDisposable {
  readonly url: string;
}

/** A payments API on loopback that answers nobody without the right key, so that a run of the app proves something. */
export async function startPaymentsApi(key: string): Promise<PaymentsApi> {
  const server = createServer((request, response) => {
    const allowed = request.url === '/v1/charges' && request.headers.authorization === `Bearer ${key}`;
    response.writeHead(allowed ? 200 : 401, { 'content-type': 'application/json' });
    response.end(JSON.stringify(allowed ? { data: [{ amount: 1250 }, { amount: 4999 }] } : { error: 'unauthorized' }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
