import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers every request with a small JSON document, at once or after the milliseconds of `?ms=`. A process of its own: it sends its URL. */
const server = createServer((request, response) => {
  const answer = (): void => {
    response.setHeader('content-type', 'application/json');
    response.end('{"ok":true}');
  };
  const ms = Number(new URL(request.url ?? '/', 'http://localhost').searchParams.get('ms') ?? 0);
  if (ms > 0) setTimeout(answer, ms);
  else answer();
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`));
process.on('disconnect', () => process.exit());
