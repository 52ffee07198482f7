import type { z } from 'zod';

import { StepwrightError } from '../../../src/core/errors/stepwright-error.ts';
import type { httpSpec } from '../../../src/core/target/builtin/http.ts';
import type { ActionContext, FileAccess } from '../../../src/core/target/target.ts';
import { isFileRef } from '../../../src/files/payload-files.ts';
import type { Exchange } from './exchange.ts';

export type RequestParams = z.output<typeof httpSpec.actions.request.params>;

const MOST_BYTES = 25 * 1024 * 1024;

/** The first request that the params ask for. */
export async function requestOf(params: RequestParams, ctx: ActionContext, signal: AbortSignal): Promise<Exchange> {
  const url = urlOf(params);
  const body = await bytesOf(params, ctx.files);
  const method = (params.method ?? (body === undefined ? 'GET' : 'POST')).toUpperCase();
  return {
    method,
    url,
    headers: {
      accept: '*/*',
      'user-agent': 'stepwright',
      ...(body === undefined ? {} : { 'content-type': body.contentType }),
      // A service that knows the header applies a repeated request once.
      ...(method === 'GET' ? {} : { 'idempotency-key': headerText(ctx.idempotencyKey) }),
      ...credentials(url),
      ...given(params.headers ?? {}),
    },
    ...(body === undefined ? {} : { body: body.bytes }),
    signal,
    maxBytes: params.maxBytes ?? MOST_BYTES,
  };
}

function urlOf({ url: text, query }: RequestParams): URL {
  const url = URL.parse(text);
  if (url === null)
    throw new StepwrightError('InvalidParams', `url: ${JSON.stringify(text)} is no URL`, {
      class: 'validation',
      hint: 'write it whole, as in https://example.com/path',
    });
  for (const [name, value] of Object.entries(query ?? {})) {
    for (const each of Array.isArray(value) ? value : [value]) if (each !== null) url.searchParams.append(name, String(each));
  }
  return url;
}

interface Body {
  readonly bytes: Uint8Array;
  readonly contentType: string;
}

async function bytesOf({ body, bodyEncoding }: RequestParams, files: FileAccess): Promise<Body | undefined> {
  if (body === undefined || body === null) return undefined;
  if (isFileRef(body)) return { bytes: await files.read(body), contentType: body.contentType ?? 'application/octet-stream' };
  if (typeof body === 'string') {
    if (bodyEncoding === 'base64') return { bytes: Buffer.from(body, 'base64'), contentType: 'application/octet-stream' };
    return { bytes: Buffer.from(body), contentType: 'text/plain; charset=utf-8' };
  }
  return { bytes: Buffer.from(JSON.stringify(body)), contentType: 'application/json' };
}

function given(headers: NonNullable<RequestParams['headers']>): Readonly<Record<string, string>> {
  const entries = Object.entries(headers).flatMap(([name, value]) =>
    value === null || value === undefined ? [] : [[name.toLowerCase(), String(value)]],
  );
  return Object.fromEntries(entries) as Record<string, string>;
}

function credentials({ username, password }: URL): Readonly<Record<string, string>> {
  if (username === '' && password === '') return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

/** Header values are visible ASCII: other bytes are written as in a URL. */
function headerText(text: string): string {
  const bytes = [...Buffer.from(text)];
  return bytes
    .map((byte) => (byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `%${byte.toString(16).padStart(2, '0').toUpperCase()}`))
    .join('');
}
