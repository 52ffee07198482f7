import { lookup as dnsLookup, type LookupAddress } from 'node:dns';
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';

import { StepwrightError } from '../../../src/core/errors/stepwright-error.ts';
import { ipBytes } from './ip-address.ts';
import { networkRefused, type Destination, type NetworkPolicy } from './network-policy.ts';

/** One request to one place. */
export interface Exchange {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly signal: AbortSignal;
  /** Bytes, after decompression. */
  readonly maxBytes: number;
}

export interface Response {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** All addresses of a host, as `dns.lookup` gives them. */
export type Resolve = (host: string, callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void) => void;

const resolveByDns: Resolve = (host, callback) => dnsLookup(host, { all: true }, callback);

const PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/**
 * Makes single HTTP requests. An address is judged when the connection is made, so that a name which resolves to
 * something else the second time gains nothing.
 */
export class Exchanger {
  readonly #policy: NetworkPolicy;
  readonly #resolve: Resolve;
  // A connection that the server has just closed fails the next request on it: only what may be sent twice shares one.
  readonly #httpAgent = new HttpAgent({ keepAlive: true });
  readonly #httpsAgent = new HttpsAgent({ keepAlive: true });

  constructor(policy: NetworkPolicy, resolve: Resolve = resolveByDns) {
    this.#policy = policy;
    this.#resolve = resolve;
  }

  /** @throws StepwrightError `NetworkRefused`, `InvalidParams` or `PayloadTooLarge`; a Node error where the network failed */
  async send(exchange: Exchange): Promise<Response> {
    const response = await this.#open(exchange);
    return {
      status: response.statusCode ?? 0,
      headers: headersOf(response),
      body: exchange.method === 'HEAD' ? Buffer.alloc(0) : await collect(response, exchange.maxBytes),
    };
  }

  #open({ method, url, headers, body, signal }: Exchange): Promise<IncomingMessage> {
    const destination = this.#destinationOf(url);
    const shared = url.protocol === 'https:' ? this.#httpsAgent : this.#httpAgent;
    const options: RequestOptions = {
      method,
      protocol: url.protocol,
      hostname: destination.host,
      port: destination.port,
      path: `${url.pathname}${url.search}`,
      headers: { ...headers },
      agent: method === 'GET' || method === 'HEAD' ? shared : false,
      signal,
      lookup: this.#lookupFor(destination),
    };
    return new Promise((resolve, reject) => {
      const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(options, resolve);
      request.on('error', reject);
      request.end(body);
    });
  }

  #destinationOf(url: URL): Destination {
    const port = PORTS[url.protocol];
    if (port === undefined) {
      throw new StepwrightError('InvalidParams', `url: ${url.protocol} is not supported`, {
        class: 'validation',
        hint: 'use http: or https:',
      });
    }
    const destination = { host: url.hostname.replace(/^\[|\]$/g, ''), port: url.port === '' ? port : Number(url.port) };
    // For an address nothing is looked up.
    if (ipBytes(destination.host) !== undefined && !this.#policy.allows(destination.host, destination)) {
      throw networkRefused(destination, destination.host);
    }
    return destination;
  }

  #lookupFor(destination: Destination): LookupFunction {
    return (host, options, callback) => {
      this.#resolve(host, (error, found) => {
        const allowed = found?.filter(({ address }) => this.#policy.allows(address, destination)) ?? [];
        const [first] = allowed;
        if (error !== null) callback(error, '');
        else if (first === undefined) callback(networkRefused(destination, found[0]?.address ?? 'no address'), '');
        else if (options.all === true) callback(null, allowed);
        else callback(null, first.address, first.family);
      });
    };
  }
}

function headersOf(response: IncomingMessage): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(response.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return headers;
}

async function collect(response: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  const stream = decompressed(response);
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      size += chunk.byteLength;
      if (size > maxBytes) {
        throw new StepwrightError('PayloadTooLarge', `the response has more than ${maxBytes} bytes`, { hint: 'raise maxBytes' });
      }
      chunks.push(chunk);
    }
  } finally {
    if (!response.complete) response.destroy();
  }
  return Buffer.concat(chunks);
}

function decompressed(response: IncomingMessage): Readable {
  const decoder = decoderFor(response.headers['content-encoding']);
  if (decoder === undefined) return response;
  response.on('error', (error) => decoder.destroy(error));
  return response.pipe(decoder);
}

function decoderFor(encoding: string | undefined) {
  switch (encoding?.trim().toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'deflate':
      return createInflate();
    case 'br':
      return createBrotliDecompress();
    default:
      return undefined;
  }
}
