import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers every request with a small JSON document at once. Run it in a process of its own: it prints its URL. */
const server = createServer((_request, response) => {
  response.setHeader('content-type', 'application/json');
  response.end('{"ok":true}');
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}/\n`);
});
process.on('disconnect', () => process.exit());
