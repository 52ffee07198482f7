import { parseDuration } from '../../../src/core/run/duration.ts';
import { StepwrightError } from '../../../src/core/errors/stepwright-error.ts';
import { httpSpec } from '../../../src/core/target/builtin/http.ts';
import type { Target } from '../../../src/core/target/target.ts';
import { classifyError } from '../../policies/classify-error.ts';
import { classOfStatus, retryAfterMs } from '../../policies/error-codes/http-status.ts';
import { implement } from '../implement.ts';
import { Exchanger, type Resolve, type Response } from './exchange.ts';
import { follow } from './follow.ts';
import { NetworkPolicy } from './network-policy.ts';
import { requestOf, type RequestParams } from './request-of.ts';
import { bodyOf, excerptOf } from './response-body.ts';

/** Characters of an error's body that are told. */
const EXCERPT = 2_000;

export interface HttpOptions {
  /** `HOST[:PORT]` or CIDR that may be reached although private. */
  readonly allowNetwork: readonly string[];
  /** @default DNS of this machine */
  readonly resolve?: Resolve;
}

export function httpTarget({ allowNetwork, resolve }: HttpOptions): Target {
  const exchanger = new Exchanger(new NetworkPolicy(allowNetwork), resolve);
  return implement(httpSpec, {
    async request(params, ctx) {
      const limit = timeLimit(params);
      const signal = limit === undefined ? ctx.signal : AbortSignal.any([ctx.signal, limit]);
      const request = await requestOf(params, ctx, signal);
      const label = `${request.method} ${request.url.origin}${request.url.pathname}`;
      const response = await saying(label, limit, () =>
        params.followRedirects === false ? exchanger.send(request) : follow(exchanger, request),
      );
      checkStatus(response, label, params.retryOnStatus ?? []);
      const { status, headers } = response;
      return { status, headers, body: await bodyOf(response, params.responseType ?? 'auto', { url: request.url, files: ctx.files }) };
    },
  });
}

function timeLimit({ timeout }: RequestParams): AbortSignal | undefined {
  const ms = parseDuration(timeout);
  return ms === undefined ? undefined : AbortSignal.timeout(ms);
}

/** Names the request in what the network throws. */
async function saying(label: string, limit: AbortSignal | undefined, work: () => Promise<Response>): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StepwrightError) throw error;
    if (limit?.aborted === true) throw new StepwrightError('Timeout', `${label}: no answer in time`, { class: 'timeout', cause: error });
    throw networkError(error, label);
  }
}

function networkError(error: unknown, label: string): unknown {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  // Aborted by cancellation: the wrapper knows what that means.
  if (code === 'ABORT_ERR') return error;
  const { message } = error as Error;
  const said = `${label}: ${message === '' ? code : message}`;
  if (/^ERR_(?:INVALID|HTTP_INVALID|UNESCAPED)/.test(code))
    return new StepwrightError('InvalidParams', said, { class: 'validation', cause: error });
  const known = classifyError(error).class;
  return new StepwrightError(code === '' ? 'NetworkError' : code, said, { class: known === 'unknown' ? 'transient' : known, cause: error });
}

function checkStatus(response: Response, label: string, retryOnStatus: readonly number[]): void {
  const { status, headers } = response;
  const wanted = retryOnStatus.includes(status);
  if (status < 400 && !wanted) return;
  const errorClass = wanted && classOfStatus(status) !== 'rate-limited' ? 'transient' : classOfStatus(status);
  const retryable = errorClass === 'transient' || errorClass === 'rate-limited';
  const retryAfter = retryable ? retryAfterMs(headers['retry-after'], Date.now()) : undefined;
  const body = excerptOf(response, EXCERPT);
  throw new StepwrightError(`Http${status}`, `${label} answered ${status}${body === undefined ? '' : `: ${body.slice(0, 200)}`}`, {
    class: retryAfter === undefined ? errorClass : 'rate-limited',
    ...(retryAfter === undefined ? {} : { retryAfter }),
    details: { status, headers, ...(body === undefined ? {} : { body }) },
  });
}
