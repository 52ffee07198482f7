import { StepwrightError } from '../../../src/core/errors/stepwright-error.ts';
import type { Exchange, Exchanger, Response } from './exchange.ts';

const MOST_REDIRECTS = 10;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** What was meant for the first host only. */
const CONFIDENTIAL = ['authorization', 'cookie', 'proxy-authorization', 'idempotency-key'];
const OF_BODY = ['content-type', 'content-length', 'content-encoding'];

/** Sends a request and follows redirects; every hop is judged like the first. */
export async function follow(exchanger: Exchanger, first: Exchange): Promise<Response> {
  let exchange = first;
  for (let hop = 0; hop <= MOST_REDIRECTS; hop += 1) {
    const response = await exchanger.send(exchange);
    const { location } = response.headers;
    if (!REDIRECTS.has(response.status) || location === undefined) return response;
    exchange = next(exchange, response.status, location);
  }
  throw new StepwrightError('TooManyRedirects', `${first.url.host} redirected more than ${MOST_REDIRECTS} times`);
}

function next(exchange: Exchange, status: number, location: string): Exchange {
  const url = URL.parse(location, exchange.url.href);
  if (url === null)
    throw new StepwrightError('InvalidRedirect', `${exchange.url.host} redirected to ${JSON.stringify(location)}, which is no URL`);
  const { body, ...rest } = exchange;
  // As browsers do: only 307 and 308 repeat the request as it was.
  const repeats = status >= 307 || exchange.method === 'GET' || exchange.method === 'HEAD';
  const dropped = new Set([...(url.origin === exchange.url.origin ? [] : CONFIDENTIAL), ...(repeats ? [] : OF_BODY)]);
  return {
    ...rest,
    url,
    method: repeats ? exchange.method : 'GET',
    headers: Object.fromEntries(Object.entries(exchange.headers).filter(([name]) => !dropped.has(name))),
    ...(repeats && body !== undefined ? { body } : {}),
  };
}
