import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { onTestFinished } from 'vitest';

import type { Resolve } from '../../activities/targets/http/exchange.ts';
import { httpTarget } from '../../activities/targets/http/http.ts';
import type { ActionContext } from '../../src/core/target/target.ts';
import { PayloadFiles } from '../../src/files/payload-files.ts';
import { PayloadFolder } from '../../src/files/payload-folder.ts';
import { tempFolder } from '../helpers/temp-folder.ts';

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export type Answer = (request: Seen, response: ServerResponse) => void;

/** A real server; `seen` has what it was asked. */
export async function serve(answer: Answer) {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const all = {
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      };
      seen.push(all);
      answer(all, response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, port, seen };
}

interface Result {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

interface Options {
  readonly allow?: readonly string[];
  readonly resolve?: Resolve;
  readonly ctx?: Partial<ActionContext>;
}

/** Calls `http.request`; this machine is allowed unless told otherwise. */
export async function request(params: object, { allow = ['127.0.0.0/8'], resolve, ctx = {} }: Options = {}): Promise<Result> {
  const action = httpTarget({ allowNetwork: allow, ...(resolve === undefined ? {} : { resolve }) }).actions['request'];
  const context = {
    idempotencyKey: 'run-1/stép',
    signal: new AbortController().signal,
    files: new PayloadFiles(new PayloadFolder(tempFolder())),
    ...ctx,
  };
  return (await action?.run((await action.params.parseAsync(params)) as never, context as ActionContext)) as Result;
}

/** Answers with JSON. */
export const json =
  (body: unknown, status = 200): Answer =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
  };
