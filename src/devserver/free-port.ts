import { createServer } from 'node:net';

/** `preferred` if nobody listens there, else a port the system picks. Another process can still be faster: be ready to try again. */
export async function freePort(preferred?: number): Promise<number> {
  const first = preferred === undefined ? undefined : await tryListen(preferred);
  const port = first ?? (await tryListen(0));
  if (port === undefined) throw new TypeError('the system gives no free port on 127.0.0.1');
  return port;
}

function tryListen(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      const bound = typeof address === 'object' && address !== null ? address.port : undefined;
      server.close(() => resolve(bound));
    });
  });
}
