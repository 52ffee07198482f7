import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An HTTP service that counts its calls, and is sick when told so. */
export interface Service {
  readonly url: string;
  calls: number;
  sick: boolean;
  close(): void;
}

/** @param ms it takes for an answer */
export async function startService(ms: number): Promise<Service> {
  const server = createServer((_request, response) => {
    service.calls += 1;
    setTimeout(() => response.writeHead(service.sick ? 503 : 200, { 'content-type': 'application/json' }).end('{"ok":true}'), ms);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const service: Service = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    calls: 0,
    sick: false,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
  return service;
}
